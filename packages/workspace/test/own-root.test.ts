import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readWorkspaceSettings } from '../src/index.ts';
import { ownRoot } from '../src/own-root.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'own-root-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('each user of a machine has work trees in a folder of their own', () => {
  expect(basename(ownRoot(folder))).toBe(`patchwright-of-${process.getuid?.()}`);
  expect(readWorkspaceSettings({}).root).toBe(ownRoot());
  expect(readWorkspaceSettings({ PATCHWRIGHT_WORKSPACE: '/srv/trees' }).root).toBe('/srv/trees');
});

test('a folder that is ours is used again', async () => {
  const root = ownRoot(folder);
  await mkdir(root);
  expect(ownRoot(folder)).toBe(root);
});

test('what somebody else put in its place is not used', async () => {
  const elsewhere = join(folder, 'elsewhere');
  await mkdir(elsewhere);
  await symlink(elsewhere, ownRoot(folder));
  expect(() => ownRoot(folder)).toThrow('PATCHWRIGHT_WORKSPACE');
});
