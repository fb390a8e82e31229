import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Description, readDescription } from './description.ts';
import { createSetting, PROJECT, REPO, type Setting } from './setting.ts';

let description: Description;
let setting: Setting;

beforeAll(async () => {
  description = await readDescription();
  const files = {
    ...PROJECT,
    'src/cart.ts': 'export function applyCoupon() {}\n',
    'src/tax.py': 'def tax(): pass\n',
  };
  setting = await createSetting({
    description,
    files,
    collaborators: { maria: 'admin', ines: 'triage' },
  });
});

afterAll(async () => {
  expect([...new Set(setting.complaints)]).toEqual([]);
  expect(setting.judged.count).toBeGreaterThan(50);
  expect(setting.github.state().troubles).toEqual([]);
  await setting[Symbol.asyncDispose]();
});

describe('the judge of answers', () => {
  it('finds what is missing', () => {
    expect(description.judgeAnswer('GET', '/repos/a/b', 200, {})).toContain(
      " must have required property 'id'",
    );
    expect(description.judgeAnswer('GET', '/nowhere', 200, {})).toEqual([
      'GitHub has no GET /nowhere',
    ]);
    expect(description.judgeWebhook('push', {})).toContain(" must have required property 'ref'");
  });
});

describe('repositories', () => {
  it('are listed for an organisation, a user and the token, and described', async () => {
    const { octokit } = setting;
    expect((await octokit.repos.listForOrg({ org: 'acme' })).data.map((each) => each.name)).toEqual(
      ['shop'],
    );
    expect((await octokit.repos.listForUser({ username: 'acme' })).data).toHaveLength(1);
    expect((await octokit.repos.listForAuthenticatedUser()).data).toHaveLength(1);
    expect((await octokit.users.getByUsername({ username: 'maria' })).data.login).toBe('maria');
    expect(Object.keys((await octokit.repos.listLanguages(REPO)).data)).toEqual([
      'JavaScript',
      'TypeScript',
      'Python',
    ]);
    await octokit.repos.getAllTopics(REPO);
    await octokit.rateLimit.get();
  });

  it('say who may do what: those listed as listed, everyone else reads', async () => {
    const { octokit } = setting;
    const roleOf = async (username: string) => {
      const { data } = await octokit.repos.getCollaboratorPermissionLevel({ ...REPO, username });
      return [data.permission, data.role_name];
    };
    expect(await roleOf('maria')).toEqual(['admin', 'admin']);
    expect(await roleOf('ines')).toEqual(['read', 'triage']);
    expect(await roleOf('stranger')).toEqual(['read', 'read']);
    const { data } = await octokit.repos.listCollaborators(REPO);
    expect(data.map((each) => each.login)).toEqual(['maria', 'ines']);
  });

  it('answer 404 in GitHub’s shape when they are unknown', async () => {
    const answer = setting.octokit.repos.get({ owner: 'acme', repo: 'none' });
    await expect(answer).rejects.toMatchObject({
      status: 404,
      response: { data: { message: 'Not Found', status: '404' } },
    });
  });
});

describe('git data', () => {
  it('refs are made, found, moved forward only, and removed; protected ones stay', async () => {
    const { octokit } = setting;
    const { data: main } = await octokit.git.getRef({ ...REPO, ref: 'heads/main' });
    const sha = main.object.sha;
    const made = await octokit.git.createRef({ ...REPO, ref: 'refs/heads/topic/one', sha });
    expect(made.status).toBe(201);
    await expect(
      octokit.git.createRef({ ...REPO, ref: 'refs/heads/topic/one', sha }),
    ).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('Reference already exists'),
    });
    expect((await octokit.git.listMatchingRefs({ ...REPO, ref: 'heads/topic' })).data).toHaveLength(
      1,
    );
    expect(
      (await octokit.repos.listBranches(REPO)).data.map((each) => [each.name, each.protected]),
    ).toEqual([
      ['main', true],
      ['topic/one', false],
    ]);
    const put = await octokit.repos.createOrUpdateFileContents({
      ...REPO,
      path: 'docs/a.md',
      message: 'docs: a',
      content: Buffer.from('a').toString('base64'),
      branch: 'topic/one',
    });
    const tip = put.data.commit.sha ?? '';
    await expect(
      octokit.git.updateRef({ ...REPO, ref: 'heads/topic/one', sha }),
    ).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('not a fast forward'),
    });
    await expect(
      octokit.git.updateRef({ ...REPO, ref: 'heads/main', sha: tip }),
    ).rejects.toMatchObject({ status: 422 });
    await octokit.git.updateRef({ ...REPO, ref: 'heads/topic/one', sha, force: true });
    expect((await octokit.repos.getBranch({ ...REPO, branch: 'topic/one' })).data.commit.sha).toBe(
      sha,
    );
    await octokit.git.deleteRef({ ...REPO, ref: 'heads/topic/one' });
    await expect(octokit.git.getRef({ ...REPO, ref: 'heads/topic/one' })).rejects.toMatchObject({
      status: 404,
    });
  });

  it('trees, blobs and commits are those of git', async () => {
    const { octokit } = setting;
    const { data: tree } = await octokit.git.getTree({
      ...REPO,
      tree_sha: 'main',
      recursive: 'true',
    });
    expect(tree.tree.map((each) => each.path)).toEqual([
      'README.md',
      'answer.js',
      'answer.test.js',
      'package.json',
      'src',
      'src/cart.ts',
      'src/tax.py',
    ]);
    const readme = tree.tree[0]?.sha ?? '';
    const { data: blob } = await octokit.git.getBlob({ ...REPO, file_sha: readme });
    expect(Buffer.from(blob.content, 'base64').toString()).toBe('# Shop\n');
    const { data: commits } = await octokit.repos.listCommits(REPO);
    const { data: commit } = await octokit.repos.getCommit({ ...REPO, ref: commits[0]?.sha ?? '' });
    expect(commit.files).toHaveLength(6);
    await octokit.git.getCommit({ ...REPO, commit_sha: commit.sha });
    await expect(octokit.git.getTree({ ...REPO, tree_sha: 'nowhere' })).rejects.toMatchObject({
      status: 404,
    });
  });
});

describe('contents', () => {
  it('are read as a file, a folder and raw, and refused where there are none', async () => {
    const { octokit } = setting;
    const { data: file } = await octokit.repos.getContent({ ...REPO, path: 'src/cart.ts' });
    expect(Buffer.from('content' in file ? file.content : '', 'base64').toString()).toContain(
      'applyCoupon',
    );
    const { data: folder } = await octokit.repos.getContent({ ...REPO, path: 'src' });
    expect(Array.isArray(folder) && folder.map((each) => each.path)).toEqual([
      'src/cart.ts',
      'src/tax.py',
    ]);
    const raw = await octokit.repos.getContent({
      ...REPO,
      path: 'README.md',
      mediaType: { format: 'raw' },
    });
    expect(String(raw.data)).toBe('# Shop\n');
    await octokit.repos.getReadme(REPO);
    await expect(octokit.repos.getContent({ ...REPO, path: 'none.ts' })).rejects.toMatchObject({
      status: 404,
    });
    await expect(
      octokit.repos.getContent({ ...REPO, path: 'README.md', ref: 'none' }),
    ).rejects.toMatchObject({ status: 404 });
  });

  it('are written only over what the writer has seen', async () => {
    const { octokit } = setting;
    const sha = setting.github.state().repositories[0]?.branches.main ?? '';
    await octokit.git.createRef({ ...REPO, ref: 'refs/heads/words', sha });
    const write = (text: string, seen?: string) =>
      octokit.repos.createOrUpdateFileContents({
        ...REPO,
        path: 'words.md',
        branch: 'words',
        message: `docs: ${text}`,
        content: Buffer.from(text).toString('base64'),
        ...(seen === undefined ? {} : { sha: seen }),
      });
    const first = await write('one');
    expect(first.status).toBe(201);
    await expect(write('two')).rejects.toMatchObject({ status: 422 });
    await expect(write('two', '0'.repeat(40))).rejects.toMatchObject({ status: 409 });
    const second = await write('two', first.data.content?.sha);
    expect(second.status).toBe(200);
    await octokit.repos.deleteFile({
      ...REPO,
      path: 'words.md',
      branch: 'words',
      message: 'docs: none',
      sha: second.data.content?.sha ?? '',
    });
    const { data: compared } = await octokit.repos.compareCommitsWithBasehead({
      ...REPO,
      basehead: 'main...words',
    });
    expect([compared.status, compared.ahead_by, compared.files]).toEqual(['ahead', 3, []]);
    const blocked = octokit.repos.createOrUpdateFileContents({
      ...REPO,
      path: 'x',
      message: 'x',
      content: '',
    });
    await expect(blocked).rejects.toMatchObject({ status: 409 });
  });
});

describe('issues', () => {
  it('are opened, found by label and by words, commented page by page, closed', async () => {
    const { octokit, github } = setting;
    const { data: issue } = await octokit.issues.create({
      ...REPO,
      title: 'Coupons are lost',
      body: '<!-- marker:abc -->',
      labels: ['bug'],
    });
    await github.label({ repo: 'acme/shop', number: issue.number, user: 'maria', label: 'AI' });
    for (let index = 0; index < 5; index += 1) {
      await octokit.issues.createComment({
        ...REPO,
        issue_number: issue.number,
        body: `comment ${index}`,
      });
    }
    const first = await octokit.issues.listComments({
      ...REPO,
      issue_number: issue.number,
      per_page: 2,
    });
    expect(first.headers.link).toMatch(/page=2>; rel="next".*page=3>; rel="last"/);
    const all = await octokit.paginate(octokit.issues.listComments, {
      ...REPO,
      issue_number: issue.number,
      per_page: 2,
    });
    expect(all.map((each) => each.body)).toEqual(
      [0, 1, 2, 3, 4].map((index) => `comment ${index}`),
    );
    const labelled = await octokit.issues.listForRepo({ ...REPO, labels: 'AI,bug' });
    expect(labelled.data.map((each) => each.number)).toEqual([issue.number]);
    const count = async (q: string) =>
      (await octokit.search.issuesAndPullRequests({ q, advanced_search: 'true' })).data.total_count;
    expect(await count('"marker:abc" in:body repo:acme/shop is:issue')).toBe(1);
    expect(await count('coupons label:AI -label:bug')).toBe(0);
    await octokit.reactions.createForIssue({
      ...REPO,
      issue_number: issue.number,
      content: 'eyes',
    });
    const again = await octokit.reactions.createForIssue({
      ...REPO,
      issue_number: issue.number,
      content: 'eyes',
    });
    expect(again.status).toBe(200);
    await octokit.issues.removeLabel({ ...REPO, issue_number: issue.number, name: 'bug' });
    await octokit.issues.setLabels({ ...REPO, issue_number: issue.number, labels: ['done'] });
    await octokit.issues.listLabelsForRepo(REPO);
    const closed = await octokit.issues.update({
      ...REPO,
      issue_number: issue.number,
      state: 'closed',
    });
    expect([closed.data.state, closed.data.state_reason]).toEqual(['closed', 'completed']);
    await octokit.issues.deleteComment({ ...REPO, comment_id: all[0]?.id ?? 0 });
    await expect(
      octokit.issues.getComment({ ...REPO, comment_id: all[0]?.id ?? 0 }),
    ).rejects.toMatchObject({ status: 404 });
  });

  it('are refused without a title, and the refusal names the field', async () => {
    const answer = setting.octokit.request('POST /repos/{owner}/{repo}/issues', {
      ...REPO,
      body: 'x',
    } as never);
    await expect(answer).rejects.toMatchObject({
      status: 422,
      response: {
        data: { errors: [{ resource: 'Issue', field: 'title', code: 'missing_field' }] },
      },
    });
  });
});

describe('code search', () => {
  it('finds the files that have all words, by path, language and extension, with the lines they stand in', async () => {
    const { octokit } = setting;
    const paths = async (q: string) =>
      (await octokit.search.code({ q })).data.items.map((each) => each.path);
    expect(await paths('applycoupon function repo:acme/shop')).toEqual(['src/cart.ts']);
    expect(await paths('tax language:python')).toEqual(['src/tax.py']);
    expect(await paths('answer extension:js -filename:answer.test.js')).toEqual(['answer.js']);
    expect(await paths('answer path:src')).toEqual([]);
    const { data } = await octokit.search.code({
      q: 'applyCoupon org:acme',
      mediaType: { format: 'text-match' },
    });
    expect(data.items[0]?.text_matches?.[0]?.matches?.[0]?.text).toBe('applyCoupon');
    await expect(octokit.search.code({ q: 'repo:acme/shop' })).rejects.toMatchObject({
      status: 422,
    });
    expect((await octokit.search.repos({ q: 'shop' })).data.total_count).toBe(1);
  });
});
