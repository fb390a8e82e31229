import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readResults } from '../verify/results.ts';
import { chooseStages } from '../verify/stages.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'verify-'));
});
afterAll(async () => {
  await rm(dir, { recursive: true });
});

function namesOf(words: readonly string[]): readonly string[] {
  const stages = chooseStages(words);
  return stages instanceof Error ? [stages.message] : stages.map((stage) => stage.name);
}

async function report(passed: number, failed: number): Promise<string> {
  const path = join(dir, `${passed}-${failed}.json`);
  await writeFile(path, JSON.stringify({ numPassedTests: passed, numFailedTests: failed }));
  return path;
}

test('without a word, everything is proved, the quick parts first', () => {
  const names = namesOf([]);
  expect(names.slice(0, 4)).toEqual(['biome', 'types', 'boundaries', 'unit']);
  expect(names).toContain('chaos');
});

test('check is the quick part', () => {
  expect(namesOf(['check'])).toEqual(['biome', 'types', 'boundaries', 'unit']);
});

test('stages can be named, and run in their own order', () => {
  expect(namesOf(['flow', 'unit'])).toEqual(['unit', 'flow']);
});

test('a stage nobody knows is named', () => {
  expect(namesOf(['unti'])[0]).toMatch(/"unti".*unit/);
});

test('a stage that is not made of tests counts as one', async () => {
  expect(await readResults(join(dir, 'none'), true)).toEqual({ passed: 1, failed: 0 });
  expect(await readResults(join(dir, 'none'), false)).toEqual({ passed: 0, failed: 1 });
});

test('tests are counted one by one', async () => {
  expect(await readResults(await report(7, 2), false)).toEqual({ passed: 7, failed: 2 });
});

test('a run that broke although each test passed is a failure', async () => {
  expect(await readResults(await report(7, 0), false)).toEqual({ passed: 7, failed: 1 });
});
