import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isMirror, keepWithinBudget, markUsed } from '../src/git/mirror-budget.ts';

const HOUR_MS = 3_600_000;
let mirrors: string;

beforeEach(async () => {
  mirrors = await mkdtemp(join(tmpdir(), 'patchwright-mirrors-'));
});
afterEach(() => rm(mirrors, { recursive: true, force: true }));

/** A mirror of so many bytes that was used so many hours ago. */
async function mirror(name: string, bytes: number, hoursAgo: number): Promise<string> {
  const directory = join(mirrors, `${name}.git`);
  await mkdir(join(directory, 'objects', 'pack'), { recursive: true });
  await writeFile(join(directory, 'HEAD'), '');
  await writeFile(join(directory, 'objects', 'pack', 'pack-1.pack'), Buffer.alloc(bytes));
  await markUsed(directory);
  const then = new Date(Date.now() - hoursAgo * HOUR_MS);
  await utimes(join(directory, 'last-used'), then, then);
  return directory;
}

describe('mirrors that together are too large', () => {
  test('lose those that were used longest ago, and no more than must go', async () => {
    await mirror('acme+old', 400, 50);
    await mirror('acme+older', 400, 70);
    await mirror('acme+new', 400, 3);
    const gone = await keepWithinBudget(mirrors, 850);
    expect(gone.map((directory) => basename(directory))).toEqual(['acme+older.git']);
    expect((await readdir(mirrors)).sort()).toEqual(['acme+new.git', 'acme+old.git']);
  });

  test('keep all that may be in use, however large they are', async () => {
    await mirror('acme+busy', 4000, 1);
    await mirror('acme+idle', 10, 3);
    const gone = await keepWithinBudget(mirrors, 100);
    expect(gone.map((directory) => basename(directory))).toEqual(['acme+idle.git']);
  });

  test('lose nothing while they fit', async () => {
    await mirror('acme+shop', 400, 90);
    expect(await keepWithinBudget(mirrors, 400)).toEqual([]);
    expect(await keepWithinBudget(join(mirrors, 'nowhere'), 0)).toEqual([]);
  });
});

test('a mirror that is used is not the first to go any more', async () => {
  const directory = await mirror('acme+shop', 400, 90);
  await markUsed(directory);
  const { mtimeMs } = await stat(join(directory, 'last-used'));
  expect(Date.now() - mtimeMs).toBeLessThan(60_000);
  expect(await keepWithinBudget(mirrors, 0)).toEqual([]);
});

test('what is gone is no mirror', async () => {
  const directory = await mirror('acme+shop', 400, 90);
  expect(await isMirror(directory)).toBe(true);
  await keepWithinBudget(mirrors, 0);
  expect(await isMirror(directory)).toBe(false);
});
