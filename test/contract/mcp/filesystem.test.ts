import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Connected, connect } from './connect.ts';

let root: string;
let server: Connected;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'mcp-files-'));
  await mkdir(join(root, 'served/src'), { recursive: true });
  await mkdir(join(root, 'served/.git'));
  await writeFile(join(root, 'secret.txt'), 'canary');
  await writeFile(join(root, 'served/src/a.ts'), 'one\ntwo\n');
  await symlink(join(root, 'secret.txt'), join(root, 'served/leak.txt'));
  await symlink(root, join(root, 'served/out'));
  server = await connect(['filesystem', '--root', join(root, 'served')], {});
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});

test('files are listed, read and written below the root', async () => {
  const { tools } = await server.client.listTools();
  expect(tools.map(({ name }) => name).sort()).toEqual([
    'list_directory',
    'read_file',
    'write_file',
  ]);
  const written = await server.call('write_file', { path: 'docs/new/b.md', content: 'b\n' });
  expect(written).toEqual({ text: 'wrote docs/new/b.md', isError: false });
  expect(await readFile(join(root, 'served/docs/new/b.md'), 'utf8')).toBe('b\n');
  expect((await server.call('read_file', { path: 'src/a.ts' })).text).toBe('one\ntwo\n');
  expect((await server.call('list_directory')).text).toBe(
    'folder - docs\nlink - leak.txt\nlink - out\nfolder - src',
  );
});

test.each([
  ['read_file', { path: '../secret.txt' }],
  ['read_file', { path: 'leak.txt' }],
  ['read_file', { path: 'out/secret.txt' }],
  ['read_file', { path: '.git/config' }],
  ['read_file', { path: 'src' }],
  ['list_directory', { path: 'out' }],
  ['list_directory', { path: '..' }],
  ['list_directory', { path: '.git' }],
  ['write_file', { path: 'leak.txt', content: 'x' }],
  ['write_file', { path: 'out/new.txt', content: 'x' }],
  ['write_file', { path: 'out/new/deep.txt', content: 'x' }],
  ['write_file', { path: '.git/hooks/pre-commit', content: 'x' }],
  ['write_file', { path: 'src', content: 'x' }],
])('%s %o leads nowhere', async (tool, input) => {
  const { text, isError } = await server.call(tool, input);
  expect(isError).toBe(true);
  expect(text).not.toContain('canary');
  expect(await readFile(join(root, 'secret.txt'), 'utf8')).toBe('canary');
  await expect(readFile(join(root, 'new.txt'))).rejects.toThrow(/ENOENT/);
  await expect(readFile(join(root, 'new/deep.txt'))).rejects.toThrow(/ENOENT/);
});
