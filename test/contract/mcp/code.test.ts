import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type GitHubStandIn, startGitHub } from '@patchwright/stand-ins';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Connected, connect } from './connect.ts';

const TOKEN = 'ghp_canary0123456789abcdef';
const start = { repository: 'acme/shop', at: 'main' };
let root: string;
let github: GitHubStandIn;
let server: Connected;

interface Ran {
  readonly exit_code: number;
  readonly timed_out: boolean;
  readonly at: string;
  readonly output: string;
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'mcp-code-'));
  const files = {
    'package.json': JSON.stringify({ name: 'shop', version: '1.0.0' }),
    '.gitignore': 'node_modules\n',
    'vendor/sum/package.json': JSON.stringify({ name: 'sum', version: '1.0.0', main: 'sum.js' }),
    'vendor/sum/sum.js': 'module.exports = (a, b) => a + b;\n',
    'total.js': "console.log('total', require('sum')(1, 2));\n",
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, 'source', path)), { recursive: true });
    await writeFile(join(root, 'source', path), text);
  }
  github = await startGitHub({ root: join(root, 'github'), token: TOKEN });
  await github.addRepository({
    name: 'acme/shop',
    from: { path: join(root, 'source') },
    base: 'main',
    ci: [],
  });
  server = await connect(['code', '--allow', 'acme/shop'], {
    GITHUB_TOKEN: TOKEN,
    GITHUB_API_URL: github.url,
    PATCHWRIGHT_WORKSPACE: join(root, 'workspace'),
    PATCHWRIGHT_SANDBOX: 'none',
    PATCHWRIGHT_TOOL_PATH: dirname(process.execPath),
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await github[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});

test('the server offers its four tools', async () => {
  const { tools } = await server.client.listTools();
  expect(tools.map(({ name }) => name).sort()).toEqual([
    'create_file',
    'execute',
    'install_packages',
    'read_file',
  ]);
});

test('each call goes on from the files that the one before it left, and the branch stays as it is', async () => {
  const file = { path: 'NOTES.md', content: 'one\n' };
  const made = (await server.ask('create_file', { ...start, ...file })) as { at: string };
  const ran = (await server.ask('execute', {
    ...start,
    at: made.at,
    command: 'cat NOTES.md; echo two >> NOTES.md; exit 3',
  })) as Ran;
  const read = await server.call('read_file', { ...start, at: ran.at, path: 'NOTES.md' });
  const before = await server.call('read_file', { ...start, path: 'NOTES.md' });

  expect(ran).toMatchObject({ exit_code: 3, timed_out: false });
  expect(ran.output).toContain('one');
  expect(read).toEqual({ text: 'one\ntwo\n', isError: false });
  expect(before).toEqual({ text: 'There is no text file NOTES.md.', isError: true });
});

test('a package is installed, declared, and found by the next command', async () => {
  const installed = (await server.ask('install_packages', {
    ...start,
    packages: ['./vendor/sum'],
  })) as { manager: string; at: string };
  const ran = (await server.ask('execute', {
    ...start,
    at: installed.at,
    command: 'node total.js && cat package.json',
  })) as Ran;

  expect(installed.manager).toBe('npm');
  expect(ran.output).toContain('total 3');
  expect(ran.output).toContain('file:vendor/sum');
});

test('a command that takes too long is stopped', async () => {
  const ran = await server.ask('execute', { ...start, command: 'sleep 60', timeout_seconds: 1 });
  expect(ran).toMatchObject({ timed_out: true });
});

test('a command sees no secret of the server', async () => {
  const command = 'env; cat /proc/self/environ | tr "\\0" "\\n"';
  const { output } = (await server.ask('execute', { ...start, command })) as Ran;
  expect(output).not.toContain('GITHUB_TOKEN');
  expect(output).not.toContain(TOKEN);
});

describe('what is refused', () => {
  test.each([
    ['execute', { command: 'true' }],
    ['install_packages', {}],
    ['create_file', { path: 'a', content: '' }],
    ['read_file', { path: 'a' }],
  ])('%s in a repository that is out of reach', async (tool, input) => {
    const { text } = await server.call(tool, { repository: 'acme/secret', at: 'main', ...input });
    expect(text).toMatch(/repository acme\/secret is out of this server's reach/);
  });

  test.each(['--registry=https://evil.example', 'a; rm -rf /', '$(id)', 'a b', 'https://x/y.tgz'])(
    'to install %s',
    async (name) => {
      const { text, isError } = await server.call('install_packages', {
        ...start,
        packages: [name],
      });
      expect(isError).toBe(true);
      expect(text).toContain('is no name of a package');
    },
  );

  test('a tree that nobody made', async () => {
    const at = `tree:${'0'.repeat(40)}`;
    const { isError } = await server.call('read_file', { ...start, at, path: 'a' });
    expect(isError).toBe(true);
  });
});
