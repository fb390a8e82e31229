import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSetting, REPO, TOKEN } from './setting.ts';

describe('git over HTTP', () => {
  it('refuses a push to a protected branch in GitHub’s words, and nothing has moved', async () => {
    await using setting = await createSetting();
    const work = await setting.clone('work');
    const before = setting.github.state().repositories[0]?.branches.main;
    await writeFile(join(work, 'answer.js'), 'export const answer = 0;\n');
    await setting.git(work, 'commit', '--quiet', '--all', '--message', 'fix: nothing');

    const push = setting.git(work, 'push', 'origin', 'main');

    await expect(push).rejects.toThrow(
      /GH006: Protected branch update failed for refs\/heads\/main/,
    );
    expect(setting.github.state().repositories[0]?.branches.main).toBe(before);
    expect(setting.hooks()).toEqual([]);
  });

  it('refuses a wrong token, by git and by the API, and tells an unknown repository from it', async () => {
    await using setting = await createSetting();
    const wrong = setting.remote.replace(TOKEN, 'nonsense');
    await expect(setting.git(setting.folder, 'ls-remote', wrong)).rejects.toThrow(
      /Authentication failed|terminal prompts disabled/,
    );
    await expect(
      setting.git(setting.folder, 'ls-remote', setting.remote.replace('shop', 'none')),
    ).rejects.toThrow(/not found/);

    const bad = await fetch(`${setting.github.url}/user`, {
      headers: { authorization: 'Bearer nonsense' },
    });
    expect([bad.status, await bad.json()]).toMatchObject([
      401,
      { message: 'Bad credentials', status: '401' },
    ]);
    const none = await fetch(`${setting.github.url}/user`);
    expect([none.status, await none.json()]).toMatchObject([
      401,
      { message: 'Requires authentication' },
    ]);
  });

  it('takes shallow and partial clones, and a fetch of a bare commit', async () => {
    await using setting = await createSetting();
    const { git, folder, remote } = setting;
    await setting.github.push({
      repo: 'acme/shop',
      user: 'maria',
      branch: 'side',
      message: 'docs: more',
      files: { 'README.md': '# More\n' },
    });
    await git(folder, 'clone', '--quiet', '--depth=1', '--branch=side', remote, 'shallow');
    expect(await git(join(folder, 'shallow'), 'rev-list', '--count', 'HEAD')).toBe('1');
    await git(folder, 'clone', '--quiet', '--filter=blob:none', remote, 'partial');
    const sha = setting.github.state().repositories[0]?.branches.side ?? '';
    await git(join(folder, 'partial'), 'fetch', '--quiet', 'origin', sha);
    expect(await git(join(folder, 'partial'), 'show', `${sha}:README.md`)).toBe('# More');
  });

  it('carries a large push whose body comes in pieces', async () => {
    await using setting = await createSetting();
    const work = await setting.clone('work');
    const noise = Array.from({ length: 200_000 }, (_, index) => Math.sin(index) * 1e9).join('\n');
    await writeFile(join(work, 'large.txt'), noise);
    await setting.git(work, 'switch', '--quiet', '--create', 'large');
    await setting.git(work, 'add', '--all');
    await setting.git(work, 'commit', '--quiet', '--message', 'chore: a large file');
    await setting.git(work, 'push', '--quiet', 'origin', 'large');
    const head = await setting.git(work, 'rev-parse', 'HEAD');
    expect(setting.github.state().repositories[0]?.branches.large).toBe(head);
  });

  it('tells a person’s push from the bot’s, and forced from forward', async () => {
    await using setting = await createSetting();
    const { github } = setting;
    const work = await setting.clone('work');
    await setting.git(work, 'switch', '--quiet', '--create', 'topic');
    await setting.git(work, 'commit', '--quiet', '--allow-empty', '--message', 'feat: one');
    await setting.git(work, 'push', '--quiet', 'origin', 'topic');
    await setting.git(
      work,
      'commit',
      '--quiet',
      '--amend',
      '--allow-empty',
      '--message',
      'feat: one, better',
    );
    await setting.git(
      work,
      'push',
      '--quiet',
      '--force',
      setting.remote.replace('x-access-token', 'maria'),
      'topic',
    );
    await setting.git(work, 'push', '--quiet', 'origin', ':topic');
    await github.settled();

    const pushes = setting
      .hooks()
      .filter(({ event }) => event === 'push')
      .map(({ body }) => body);
    expect(
      pushes.map(({ sender, created, forced, deleted }) => [
        sender.login,
        created,
        forced,
        deleted,
      ]),
    ).toEqual([
      ['patchwright[bot]', true, false, false],
      ['maria', false, true, false],
      ['patchwright[bot]', false, false, true],
    ]);
    expect(pushes[0]?.commits).toMatchObject([
      { message: 'feat: one', author: { email: 'maria@acme.example' } },
    ]);
  });

  it('closes a pull request whose branch is deleted', async () => {
    await using setting = await createSetting();
    const { octokit, github } = setting;
    await github.push({
      repo: 'acme/shop',
      user: 'maria',
      branch: 'gone',
      message: 'feat: x',
      files: { 'x.txt': 'x' },
    });
    await octokit.pulls.create({ ...REPO, title: 'x', head: 'gone', base: 'main' });
    await octokit.git.deleteRef({ ...REPO, ref: 'heads/gone' });
    expect((await octokit.pulls.get({ ...REPO, pull_number: 1 })).data.state).toBe('closed');
  });
});
