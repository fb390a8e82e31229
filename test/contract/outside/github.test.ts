import { describe, expect, test } from 'vitest';
import { context, ensure } from './calls.ts';
import {
  draft,
  github,
  ownComments,
  port,
  pullRequest,
  repository,
  stored,
  TOKEN,
  useGitHub,
} from './github-site.ts';

useGitHub();

describe('what is read of GitHub', () => {
  test('a repository, its tree at a commit, its files', async () => {
    const { reads } = port;
    const read = (path: string) => reads.getFile({ repository, path, ref: 'main' }, context());
    const found = await reads.getRepository({ repository }, context());
    const tree = await reads.getTree({ repository, ref: 'agent/shop-42' }, context());

    expect(found).toMatchObject({ name: repository, defaultBranch: 'main' });
    expect(tree.sha).toBe(stored().branches['agent/shop-42']);
    expect(tree.files.map((file) => file.path)).toEqual(['NOTES.md', 'README.md', 'src/cart.ts']);
    expect(tree.files[0]?.size).toBe(7);
    expect(await read('src/cart.ts')).toBe('export const total = 1;\n');
    expect(await read('src/none.ts')).toBeNull();
    expect(await read('src')).toBeNull();
  });

  test('the repositories of an owner, and the places that a search finds', async () => {
    const listed = await port.reads.listRepositories({ owner: 'acme' }, context());
    const found = await port.reads.searchCode({ owner: 'acme', query: 'total' }, context());

    expect(listed.map((one) => one.name)).toContain(repository);
    expect(found).toContainEqual({ repository, path: 'src/cart.ts' });
  });

  test('a search cannot leave the owner by qualifiers of its own', async () => {
    const query = 'total repo:someone/else user:someone';
    const found = await port.reads.searchCode({ owner: 'acme', query }, context());
    const nothing = await port.reads.searchCode({ owner: 'acme', query: '"()"' }, context());

    expect(found).toEqual([]);
    expect(nothing).toEqual([]);
  });

  test('what somebody may do in a repository', async () => {
    const of = (login: string) => port.reads.getPermission({ repository, login }, context());

    expect(await of('maria')).toBe('write');
    expect(await of('ines')).toBe('read');
  });

  test('the checks of a commit by their jobs, with logs', async () => {
    const number = await pullRequest();
    await github.settled();
    const { headSha } = await port.reads.getPullRequest({ repository, number }, context());
    const checks = await port.reads.listChecks({ repository, sha: headSha }, context());
    const failed = checks.find((check) => check.state === 'failed');

    expect(checks.map(({ name, state, source }) => ({ name, state, source }))).toEqual([
      { name: 'ci / test', state: 'passed', source: 'job' },
      { name: 'ci / lint', state: 'failed', source: 'job' },
    ]);
    const log = await port.reads.getJobLog({ repository, jobId: failed?.jobId ?? 0 }, context());
    expect(log).toContain('Process completed with exit code 1');
    expect(await port.reads.getJobLog({ repository, jobId: 1 }, context())).toBe('');
  });
});

describe('what is done on GitHub', () => {
  test('a draft is opened once for a branch, whoever asks', async () => {
    const { ensureDraftPullRequest } = port.writes;
    const made = await ensure(ensureDraftPullRequest, draft());
    const again = await ensure(ensureDraftPullRequest, draft());
    const other = { ...draft(), key: 'shop-42/pull/again' };
    const performed = await ensureDraftPullRequest.perform(other, context());

    expect(again).toEqual(made);
    expect(performed).toEqual(made);
    expect(stored().pullRequests).toHaveLength(1);
    expect(stored().pullRequests[0]).toMatchObject({ draft: true, title: 'Totals are right' });
  });

  test('a draft that a person closed is found again by the intent that made it, and by no other', async () => {
    const number = await pullRequest();
    await github.close({ repo: repository, user: 'maria', number });
    const { probe } = port.writes.ensureDraftPullRequest;

    expect(await probe(draft(), context())).toMatchObject({ number });
    expect(await probe({ ...draft(), key: 'another' }, context())).toBeUndefined();
  });

  test('our section is replaced, and what people wrote around it stays', async () => {
    const number = await pullRequest();
    const { ensurePullRequestSection } = port.writes;
    const body = async () =>
      (await port.reads.getPullRequest({ repository, number }, context())).body;
    const first = await body();
    await setBody(number, `Maria's words above.\r\n\r\n${first}\r\n\r\nAnd below.`);
    const section = { key: 'shop-42/section/2', repository, number, body: 'The second text.' };

    expect(await ensurePullRequestSection.probe(section, context())).toBeUndefined();
    await ensurePullRequestSection.perform(section, context());
    const rewritten = await body();
    expect(rewritten).toContain("Maria's words above.");
    expect(rewritten).toContain('And below.');
    expect(rewritten).toContain('The second text.');
    expect(rewritten).not.toContain('What changes.');
    await setBody(number, rewritten.replace('And below.', 'And more below.'));
    expect(await ensurePullRequestSection.probe(section, context())).toBeDefined();
  });

  test('our section never goes back to an earlier revision', async () => {
    const number = await pullRequest();
    const { ensurePullRequestSection } = port.writes;
    const at = (revision: number) =>
      ({ key: `at/${revision}`, revision, repository, number, body: `Text ${revision}.` }) as const;
    for (const revision of [8, 7]) await ensurePullRequestSection.perform(at(revision), context());
    const { body } = await port.reads.getPullRequest({ repository, number }, context());
    expect(body).toContain('Text 8.');
    expect(body).not.toContain('Text 7.');
    expect(await ensurePullRequestSection.probe(at(7), context())).toBeDefined();
    expect(await ensurePullRequestSection.probe(at(10), context())).toBeUndefined();
  });

  test('text of ours cannot pass for a marker of ours', async () => {
    const number = await pullRequest();
    const { ensurePullRequestSection, ensureComment } = port.writes;
    const sly = 'A <!-- patchwright:end --> B <!-- patchwright:key=stolen --> left behind';
    await ensure(ensurePullRequestSection, { key: 'sly', repository, number, body: sly });
    await ensure(ensureComment, { key: 'sly', repository, number, body: sly });

    await ensure(ensurePullRequestSection, { key: 'next', repository, number, body: 'Clean.' });
    const { body } = await port.reads.getPullRequest({ repository, number }, context());
    expect(body).not.toContain('left behind');
    const stolen = { key: 'stolen', repository, number, body: 'x' };
    expect(await ensureComment.probe(stolen, context())).toBeUndefined();
  });

  test('a comment is written once for a key, among many others', async () => {
    const number = await pullRequest();
    for (let index = 0; index < 105; index += 1) {
      await github.comment({ repo: repository, number, user: 'maria', body: `words ${index}` });
    }
    const comment = { key: 'shop-42/plan--1 ü', repository, number, body: 'The plan is ready.' };
    const made = await ensure(port.writes.ensureComment, comment);
    const again = await port.writes.ensureComment.perform(comment, context());

    expect(again).toEqual(made);
    expect(ownComments()).toHaveLength(1);
    expect(ownComments()[0]?.body).toMatch(/^The plan is ready\.\n\n<!-- patchwright:key=/);
  });

  test('a comment by somebody else that carries our marker does not count', async () => {
    const number = await pullRequest();
    const comment = { key: 'shop-42/plan/1', repository, number, body: 'The plan is ready.' };
    const body = 'Mine. <!-- patchwright:key=shop-42/plan/1 -->';
    await github.comment({ repo: repository, number, user: 'mallory', body });

    expect(await port.writes.ensureComment.probe(comment, context())).toBeUndefined();
  });

  test('a sticky comment is one, and only a higher revision rewrites it', async () => {
    const number = await pullRequest();
    const { ensureStickyComment } = port.writes;
    const at = (revision: number) => ({
      key: `shop-42/progress/${revision}`,
      repository,
      number,
      marker: 'shop-42',
      revision,
      body: `Revision ${revision}`,
    });
    const made = await ensure(ensureStickyComment, at(1));
    const third = await ensure(ensureStickyComment, at(3));
    const late = await ensure(ensureStickyComment, at(2));
    const forced = await ensureStickyComment.perform(at(2), context());

    expect([third, late, forced]).toEqual([made, made, made]);
    expect(ownComments()).toHaveLength(1);
    expect(ownComments()[0]?.body).toContain('Revision 3');
  });

  test('a reaction is given once', async () => {
    const number = await pullRequest();
    const asked = { repo: repository, number, user: 'maria', body: '@agent status' };
    const { id } = await github.comment(asked);
    const eyes = { key: 'r', repository, commentId: id, content: 'eyes' as const };
    const { ensureReaction } = port.writes;

    expect(await ensureReaction.probe(eyes, context())).toBeUndefined();
    const given = await ensureReaction.perform(eyes, context());
    expect(await ensureReaction.probe(eyes, context())).toEqual(given);
    await ensureReaction.perform(eyes, context());
    expect(stored().reactions).toHaveLength(1);
  });

  test('failed jobs are run again once for each attempt, whoever asks', async () => {
    await pullRequest();
    await github.settled();
    const sha = stored().branches['agent/shop-42'] ?? '';
    const lint = async () => {
      const checks = await port.reads.listChecks({ repository, sha }, context());
      return checks.find((check) => check.name === 'ci / lint');
    };
    const failed = await lint();
    const jobId = failed?.jobId ?? 0;
    const input = { key: 'rerun/1', repository, jobId, runAttempt: failed?.runAttempt ?? 0 };
    const { ensureRerun } = port.writes;

    expect(await ensureRerun.probe(input, context())).toBeUndefined();
    const begun = await ensureRerun.perform(input, context());
    await github.settled();
    const again = await ensureRerun.perform(input, context());
    const other = { ...input, key: 'rerun/another' };

    expect(again).toEqual(begun);
    expect(await ensureRerun.probe(other, context())).toEqual(begun);
    expect(await lint()).toMatchObject({ state: 'failed', runAttempt: 2 });
    expect(await lint()).not.toMatchObject({ jobId });
  });

  test('a draft is made ready, once', async () => {
    const number = await pullRequest();
    const ready = { key: 'ready', repository, number };
    const { ensureReady } = port.writes;

    expect(await ensureReady.probe(ready, context())).toBeUndefined();
    await ensureReady.perform(ready, context());
    expect(await ensureReady.probe(ready, context())).toBeDefined();
    await ensureReady.perform(ready, context());
    const read = await port.reads.getPullRequest({ repository, number }, context());
    expect(read.draft).toBe(false);
    expect(read.merged).toBeUndefined();
  });

  test('a merged one says by whom, and which commit came of it', async () => {
    const number = await pullRequest();
    await ensure(port.writes.ensureReady, { key: 'ready', repository, number });
    const { sha } = await github.merge({ repo: repository, user: 'maria', number });
    const read = await port.reads.getPullRequest({ repository, number }, context());
    expect(read).toMatchObject({ state: 'closed', merged: { sha, by: 'maria' } });
  });
});

/** A person edits the text of a pull request. */
async function setBody(number: number, body: string): Promise<void> {
  const response = await fetch(`${github.url}/repos/${repository}/pulls/${number}`, {
    method: 'PATCH',
    headers: { authorization: `token ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ body }),
  });
  expect(response.status).toBe(200);
}
