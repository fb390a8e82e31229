import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STATE_FOLDER } from '@patchwright/local';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ran } from './fake-io.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchwright-demo-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a story that is wrong ends the demonstration with 2, and each mistake has its file and line', async () => {
  await writeFile(join(folder, 'scenario.yaml'), 'name: My Story\ntitle: Mine\n');
  const { exit, stderr, stdout } = await ran(['demo', '--scenario', '.'], { cwd: folder });
  expect(exit).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(`${join(folder, 'scenario.yaml')}:1: name: only a-z, 0-9 and "-"`);
  expect(stderr).toContain('docs/how-to/write-a-scenario.md');
});

test('a folder without a story ends it with 2', async () => {
  const { exit, stderr } = await ran(['demo', '--scenario', 'gone'], { cwd: folder });
  expect(exit).toBe(2);
  expect(stderr).toContain('there is no such file');
});

test.each(['demo', 'dev'])(
  '%s refuses a folder on which a mesh runs, and says what to do',
  async (name) => {
    const state = join(folder, 'mine');
    await mkdir(join(folder, STATE_FOLDER));
    const record = JSON.stringify({ pid: process.pid, state });
    await writeFile(join(folder, STATE_FOLDER, 'mesh.json'), record);
    const { exit, stderr } = await ran([name, '--state', 'mine'], { cwd: folder });
    expect(exit).toBe(1);
    expect(stderr).toContain(`process ${process.pid} keeps it`);
    expect(stderr).toContain('--state');
  },
);
