import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { gatewayPort } from '../src/mesh/gateway-port.ts';
import { natsEnvironment } from '../src/nats/index.ts';
import { loadScenario } from '../src/scenario/load-scenario.ts';
import { storySource } from '../src/scenario/make-history.ts';
import { preparePython } from '../src/toolchain/python.ts';
import { prepareToolchain } from '../src/toolchain/toolchain.ts';
import { STORY, storyFolder } from './a-story.ts';

const run = promisify(execFile);
const environment = natsEnvironment();

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchwright-tools-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('node packages of the project are found from a folder that has none', async () => {
  const tools = { folder: join(folder, 'tools'), python: undefined, environment };
  const { path, nodeModules } = await prepareToolchain({ ...tools, node: ['prettier'] });
  const place = join(folder, 'place', 'tree');
  await mkdir(place, { recursive: true });
  await symlink(nodeModules, join(folder, 'place', 'node_modules'));
  await writeFile(join(place, 'file.js'), 'a  =  1');
  const env = { PATH: [...path, '/usr/bin', '/bin'].join(':'), HOME: folder };
  const options = { cwd: place, env };
  const { stdout } = await run('npx', ['--no', 'prettier', 'file.js'], options);
  expect(stdout).toBe('a = 1;\n');
  const { stdout: version } = await run('node', ['--version'], options);
  expect(version.trim()).toBe(process.version);
});

test('a package that the project does not have is refused by name', async () => {
  const tools = { folder: join(folder, 'tools'), python: undefined, environment };
  const prepared = prepareToolchain({ ...tools, node: ['left-pad'] });
  await expect(prepared).rejects.toThrow('node package left-pad');
});

test('a machine without Python is told apart, in a sentence', async () => {
  const bare = { ...environment, searchPath: folder, cacheDir: folder };
  expect(await preparePython(['pytest'], bare)).toEqual({
    kind: 'missing',
    reason: 'there is no python3 on the PATH',
  });
});

test('a Python that cannot make an environment is a machine without Python', async () => {
  const fake = join(folder, 'python3');
  await writeFile(fake, '#!/bin/sh\necho "No module named venv" >&2; exit 1\n', { mode: 0o755 });
  const bare = { ...environment, searchPath: `${folder}:/usr/bin:/bin`, cacheDir: folder };
  expect(await preparePython([], bare)).toMatchObject({
    kind: 'missing',
    reason: expect.stringContaining('No module named venv'),
  });
});

test('a plain folder becomes the commits that the story tells, the last with all that was left', async () => {
  await using story = await storyFolder();
  const source = await storySource(await loadScenario(story.path), folder, environment.searchPath);
  const gitDir = 'bare' in source ? source.bare : '';
  const log = ['log', '--reverse', '--format=%an|%ae|%at|%s', '--name-only', 'main'];
  const { stdout } = await run('git', [`--git-dir=${gitDir}`, ...log]);
  expect(stdout.split('\n').filter((line) => line !== '')).toEqual([
    'Ann|ann@acme.example|1767261600|feat: one',
    'one.txt',
    'Bob|bob@acme.example|1767312000|feat: all',
    'two.txt',
  ]);
});

test('the same folder makes the same commits', async () => {
  await using story = await storyFolder();
  const scenario = await loadScenario(story.path);
  const heads: string[] = [];
  for (const name of ['a', 'b']) {
    const source = await storySource(scenario, join(folder, name), environment.searchPath);
    const gitDir = 'bare' in source ? source.bare : '';
    heads.push((await run('git', [`--git-dir=${gitDir}`, 'rev-parse', 'main'])).stdout);
  }
  expect(heads[0]).toBe(heads[1]);
});

test('a path of the history that is not in the folder is told in the words of git', async () => {
  await using story = await storyFolder({
    'scenario.yaml': STORY.replace('[one.txt]', '[gone.txt]'),
  });
  const scenario = await loadScenario(story.path);
  const source = storySource(scenario, folder, environment.searchPath);
  await expect(source).rejects.toThrow("pathspec 'gone.txt' did not match");
});

test('a port in use is refused by its number, and without one any free port is had', async () => {
  const { createServer } = await import('node:http');
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await expect(gatewayPort('127.0.0.1', port)).rejects.toThrow(`port ${port} is in use`);
  expect(await gatewayPort('127.0.0.1', undefined)).not.toBe(port);
  server.close();
});
