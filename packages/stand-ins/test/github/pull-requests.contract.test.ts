import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Description, readDescription } from './description.ts';
import { createSetting, REPO, type Setting } from './setting.ts';

let description: Description;
let setting: Setting;

beforeAll(async () => {
  description = await readDescription();
  setting = await createSetting({ description });
});

afterAll(async () => {
  expect([...new Set(setting.complaints)]).toEqual([]);
  expect(setting.judged.count).toBeGreaterThan(15);
  expect(setting.github.state().troubles).toEqual([]);
  await setting[Symbol.asyncDispose]();
});

describe('pull requests', () => {
  it('are refused without a difference, twice for a branch, and without a branch', async () => {
    const { octokit, github } = setting;
    const main = github.state().repositories[0]?.branches.main ?? '';
    await octokit.git.createRef({ ...REPO, ref: 'refs/heads/same', sha: main });
    const open = (head: string) =>
      octokit.pulls.create({ ...REPO, title: head, head, base: 'main' });
    await expect(open('same')).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('No commits between main and same'),
    });
    await expect(open('nowhere')).rejects.toMatchObject({ status: 422 });
    await github.push({
      repo: 'acme/shop',
      user: 'maria',
      branch: 'twice',
      message: 'feat: x',
      files: { 'x.txt': 'x' },
    });
    await open('twice');
    await expect(open('twice')).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('A pull request already exists for acme:twice.'),
    });
  });

  it('are opened once, when two ask for the same at the same time', async () => {
    const { octokit, github } = setting;
    const files = { 'one.txt': '1' };
    await github.push({
      repo: 'acme/shop',
      user: 'maria',
      branch: 'one',
      message: 'feat: 1',
      files,
    });
    const open = () => octokit.pulls.create({ ...REPO, title: 'one', head: 'one', base: 'main' });
    const outcomes = await Promise.allSettled([open(), open()]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const pulls = github.state().repositories[0]?.pullRequests ?? [];
    expect(pulls.filter((pull) => pull.head === 'one')).toHaveLength(1);
  });

  it('that conflict say so and are not merged; their own author cannot approve them', async () => {
    const { octokit, github } = setting;
    const one = { repo: 'acme/shop', user: 'maria', message: 'feat: answer' };
    await github.push({
      ...one,
      branch: 'left',
      files: { 'answer.js': 'export const answer = 1;\n' },
    });
    await github.push({
      ...one,
      branch: 'right',
      files: { 'answer.js': 'export const answer = 2;\n' },
    });
    const left = await octokit.pulls.create({ ...REPO, title: 'left', head: 'left', base: 'main' });
    const right = await octokit.pulls.create({
      ...REPO,
      title: 'right',
      head: 'right',
      base: 'main',
    });
    const number = { pull_number: left.data.number };
    await expect(
      octokit.pulls.createReview({ ...REPO, ...number, event: 'APPROVE' }),
    ).rejects.toMatchObject({ status: 422 });
    const diff = await octokit.pulls.get({ ...REPO, ...number, mediaType: { format: 'diff' } });
    expect(String(diff.data)).toContain('+export const answer = 1;');
    await octokit.pulls.merge({ ...REPO, ...number, merge_method: 'squash' });
    const after = await octokit.pulls.get({ ...REPO, pull_number: right.data.number });
    expect([after.data.mergeable, after.data.mergeable_state]).toEqual([false, 'dirty']);
    await expect(
      octokit.pulls.merge({ ...REPO, pull_number: right.data.number }),
    ).rejects.toMatchObject({ status: 405 });
    const merged = await octokit.pulls.get({ ...REPO, ...number });
    expect([merged.data.merged, merged.data.state, merged.data.changed_files]).toEqual([
      true,
      'closed',
      1,
    ]);
    await octokit.pulls.update({ ...REPO, pull_number: right.data.number, state: 'closed' });
    await octokit.repos.listPullRequestsAssociatedWithCommit({
      ...REPO,
      commit_sha: merged.data.head.sha,
    });
  });

  it('are read and turned into drafts by GraphQL, whose refusals have GitHub’s shape', async () => {
    const { octokit, github } = setting;
    await github.push({
      repo: 'acme/shop',
      user: 'maria',
      branch: 'graph',
      message: 'feat: g',
      files: { 'g.txt': 'g' },
    });
    const { data } = await octokit.pulls.create({
      ...REPO,
      title: 'graph',
      head: 'graph',
      base: 'main',
    });
    const query =
      'query($n: Int!) { repository(owner: "acme", name: "shop") { pullRequest(number: $n) { id isDraft state author { login } repository { nameWithOwner } } } }';
    expect(await octokit.graphql(query, { n: data.number })).toEqual({
      repository: {
        pullRequest: {
          id: data.node_id,
          isDraft: false,
          state: 'OPEN',
          author: { login: 'patchwright[bot]' },
          repository: { nameWithOwner: 'acme/shop' },
        },
      },
    });
    await octokit.graphql(
      'mutation($id: ID!) { convertPullRequestToDraft(input: { pullRequestId: $id }) { clientMutationId } }',
      { id: data.node_id },
    );
    expect((await octokit.pulls.get({ ...REPO, pull_number: data.number })).data.draft).toBe(true);
    const unknown = octokit.graphql(
      'mutation { markPullRequestReadyForReview(input: { pullRequestId: "PR_none" }) { clientMutationId } }',
    );
    await expect(unknown).rejects.toMatchObject({
      errors: [{ type: 'NOT_FOUND', path: ['markPullRequestReadyForReview'] }],
    });
  });

  it('leave branches that GraphQL moves or deletes only from where they are thought to be', async () => {
    const { octokit, github } = setting;
    const on = { repo: 'acme/shop', user: 'maria', branch: 'kept' };
    const { sha: first } = await github.push({
      ...on,
      message: 'feat: k',
      files: { 'k.txt': '1' },
    });
    const { sha: second } = await github.push({
      ...on,
      message: 'fix: k',
      files: { 'k.txt': '2' },
    });
    const { node_id: id } = (await octokit.repos.get(REPO)).data;
    const names = async () => {
      const { data } = await octokit.git.listMatchingRefs({ ...REPO, ref: 'heads/kept' });
      return data.map(({ ref }) => ref);
    };
    const update = (beforeOid: string, afterOid: string) =>
      octokit.graphql(
        'mutation($id: ID!, $to: [RefUpdate!]!) { updateRefs(input: { repositoryId: $id, refUpdates: $to }) { clientMutationId } }',
        { id, to: [{ name: 'refs/heads/kept', beforeOid, afterOid }] },
      );
    const nothing = '0'.repeat(40);
    await expect(update(first, nothing)).rejects.toMatchObject({
      errors: [{ type: 'UNPROCESSABLE', path: ['updateRefs'] }],
    });
    await expect(update(second, first)).rejects.toThrow('not a fast forward');
    expect(await names()).toEqual(['refs/heads/kept']);
    await update(second, nothing);
    expect(await names()).toEqual([]);
    await expect(update(second, nothing)).rejects.toThrow('expected');
  });

  it('have a page for people that shows the conversation, and does not take its words for HTML', async () => {
    const { github } = setting;
    const { number, url } = await github.openIssue({
      repo: 'acme/shop',
      user: 'maria',
      title: 'A <script> in the title',
    });
    await github.comment({ repo: 'acme/shop', user: 'ines', number, body: '<b>bold</b>' });
    const text = await (await fetch(url)).text();
    expect(text).toContain('A &lt;script&gt; in the title');
    expect(text).toContain('&lt;b&gt;bold&lt;/b&gt;');
    const pulls = github.state().repositories[0]?.pullRequests ?? [];
    const page = await fetch(`${github.url}/acme/shop/pull/${pulls[0]?.number}`);
    expect([page.status, await page.text()]).toEqual([
      200,
      expect.stringContaining('Files changed'),
    ]);
  });
});
