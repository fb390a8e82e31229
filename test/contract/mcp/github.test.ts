import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KEY_META } from '@patchwright/mcp-servers';
import { type GitHubStandIn, startGitHub } from '@patchwright/stand-ins';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Connected, connect } from './connect.ts';

const TOKEN = 'ghp_canary0123456789abcdef';
const repository = 'acme/shop';
let root: string;
let github: GitHubStandIn;
let server: Connected;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'mcp-github-'));
  await mkdir(join(root, 'source/src'), { recursive: true });
  await writeFile(join(root, 'source/src/cart.ts'), 'export const total = 1;\n// two\n// three\n');
  await writeFile(join(root, 'source/README.md'), '# Shop\n');
  github = await startGitHub({ root: join(root, 'github'), token: TOKEN });
  const ci = [
    { workflow: 'ci', job: 'test', run: `echo the token is ${TOKEN}; false` },
    { workflow: 'ci', job: 'lint', run: 'echo linted' },
  ];
  for (const name of [repository, 'acme/secret']) {
    await github.addRepository({
      name,
      from: { path: join(root, 'source') },
      base: 'main',
      ci,
      collaborators: { maria: 'write' },
    });
  }
  server = await connect(['github', '--allow', 'acme/shop*'], {
    GITHUB_TOKEN: TOKEN,
    GITHUB_API_URL: github.url,
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await github[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});

test('the server offers its eleven tools, and says which of them change something', async () => {
  const { tools } = await server.client.listTools();

  expect(tools.map(({ name }) => name).sort()).toEqual([
    'add_issue_comment',
    'create_branch',
    'create_or_update_file',
    'create_pull_request',
    'get_file_content',
    'get_pull_request',
    'get_repo',
    'get_tree',
    'get_workflow_run_logs',
    'list_workflow_runs',
    'search_code',
  ]);
  const reading = tools.filter((tool) => tool.annotations?.readOnlyHint).map(({ name }) => name);
  expect(reading.every((name) => /^(get|list|search)_/.test(name))).toBe(true);
  expect(reading).toHaveLength(7);
});

describe('what is read', () => {
  test('a repository, its files, and lines of one', async () => {
    expect(await server.ask('get_repo', { repository })).toMatchObject({
      name: repository,
      defaultBranch: 'main',
    });
    const tree = await server.call('get_tree', { repository, ref: 'main', folder: 'src' });
    expect(tree.text).toMatch(/^commit [0-9a-f]{40}\nsrc\/cart\.ts \d+$/);
    const place = { repository, path: 'src/cart.ts', ref: 'main' };
    const lines = await server.call('get_file_content', { ...place, from_line: 2, lines: 1 });
    expect(lines.text).toBe('// two\n… (lines 2 to 2 of 4)');
  });

  test('places in the code, within reach', async () => {
    const found = await server.call('search_code', { owner: 'acme', query: 'total' });
    expect(found).toEqual({ text: 'acme/shop src/cart.ts', isError: false });
  });

  test('a file that is not there is an error that says so', async () => {
    const answer = await server.call('get_file_content', { repository, path: 'none', ref: 'main' });
    expect(answer).toEqual({
      text: 'There is no text file none in acme/shop at main.',
      isError: true,
    });
  });
});

describe('a change, from branch to red CI', () => {
  test('goes through every tool that writes, and comes back by those that read', async () => {
    const branch = 'agent/totals';
    expect(await server.ask('create_branch', { repository, branch, from: 'main' })).toMatchObject({
      branch,
    });
    const file = { repository, branch, path: 'src/cart.ts', message: 'fix: total' };
    await server.ask('create_or_update_file', { ...file, content: 'export const total = 2;\n' });
    const opened = (await server.ask('create_pull_request', {
      repository,
      base: 'main',
      branch,
      title: 'Totals',
      body: 'Right now.',
    })) as { number: number };
    await server.ask('add_issue_comment', { repository, number: opened.number, body: 'Look.' });
    await github.settled();

    expect(
      await server.ask('get_pull_request', { repository, number: opened.number }),
    ).toMatchObject({
      title: 'Totals',
      draft: true,
      branch,
      checks: expect.arrayContaining([expect.objectContaining({ state: 'failed' })]),
    });
    const runs = await server.call('list_workflow_runs', { repository, branch, limit: 1 });
    const run = JSON.parse(runs.text) as { id: number };
    const logs = await server.call('get_workflow_run_logs', { repository, run_id: run.id });
    expect(logs.text).toContain('test: failed');
    expect(logs.text).toContain('the token is [secret]');
    expect(logs.text).not.toContain('linted');
  });

  test('an effect that the client names is made once, another one each time', async () => {
    const input = { repository, number: 1, body: 'Once.' };
    const named = { [KEY_META]: 'run-7/1' };
    const first = await server.call('add_issue_comment', input, named);
    const again = await server.call('add_issue_comment', input, named);
    const other = await server.call('add_issue_comment', input);

    expect(again).toEqual(first);
    expect(other.isError).toBe(false);
    expect(other.text).not.toBe(first.text);
  });
});

describe('what is refused', () => {
  test.each([
    ['the default branch', { branch: 'main', path: 'a.md' }, /main is a protected branch/],
    ['a release', { branch: 'release/2', path: 'a.md' }, /release\/2 is a protected branch/],
    [
      'a workflow',
      { branch: 'agent/totals', path: '.github/workflows/ci.yml' },
      /run or obeyed by other programs/,
    ],
    ['a hook of git', { branch: 'agent/totals', path: '.git/hooks/pre-push' }, /git's own folder/],
    ['a way out', { branch: 'agent/totals', path: '../../etc/passwd' }, /leaves the tree/],
  ])('writing to %s', async (_what, place, why) => {
    const input = { repository, content: 'x', message: 'x', ...place };
    const answer = await server.call('create_or_update_file', input);
    expect(answer.isError).toBe(true);
    expect(answer.text).toMatch(why);
  });

  test.each([
    ['get_repo', {}],
    ['get_tree', { ref: 'main' }],
    ['get_file_content', { path: 'README.md', ref: 'main' }],
    ['create_branch', { branch: 'x', from: 'main' }],
    ['create_or_update_file', { branch: 'x', path: 'a', content: '', message: 'x' }],
    ['create_pull_request', { base: 'main', branch: 'x', title: 'x' }],
    ['get_pull_request', { number: 1 }],
    ['add_issue_comment', { number: 1, body: 'x' }],
    ['list_workflow_runs', {}],
    ['get_workflow_run_logs', { run_id: 1 }],
  ])('%s of a repository that is out of reach', async (tool, input) => {
    const answer = await server.call(tool, { repository: 'acme/secret', ...input });
    expect(answer).toEqual({
      text: "The repository acme/secret is out of this server's reach. It reaches: acme/shop*.",
      isError: true,
    });
  });

  test('names that are no names', async () => {
    for (const name of ['acme', '../x', 'acme/..', 'acme/shop/pulls', 'acme/shop?x=1']) {
      const answer = await server.call('get_repo', { repository: name });
      expect(answer.text).toContain('has the form owner/name');
    }
  });

  test('a call that GitHub refuses says what a person has to do, without the token', async () => {
    await using wrong = await connect(['github'], {
      GITHUB_TOKEN: 'ghp_wrongwrongwrongwrong',
      GITHUB_API_URL: github.url,
    });
    const answer = await wrong.call('get_repo', { repository });

    expect(answer.isError).toBe(true);
    expect(answer.text).toMatch(/Check the GitHub token.*A person has to mend this/s);
    expect(answer.text).not.toContain('ghp_wrong');
  });

  test('everything that writes, of a server that only reads', async () => {
    await using reading = await connect(['github', '--read-only'], {
      GITHUB_TOKEN: TOKEN,
      GITHUB_API_URL: github.url,
    });
    const { tools } = await reading.client.listTools();

    expect(tools).toHaveLength(7);
    await expect(
      reading.call('create_branch', { repository, branch: 'x', from: 'main' }),
    ).rejects.toThrow(/create_branch/);
  });
});
