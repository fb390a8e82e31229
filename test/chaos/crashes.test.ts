import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSeed } from './config.ts';
import { drawRows } from './crashes/draw-rows.ts';
import { lineOf, tryRows } from './crashes/matrix.ts';
import { type Row, rowsOf } from './crashes/rows.ts';
import { runCalmly } from './crashes/run-row.ts';
import type { Traces } from './crashes/site.ts';
import { type Stage, setCrashStage } from './crashes/stage.ts';
import { dice } from './dice.ts';

const AT_ONCE = 3;
/** An item is held for six seconds after the last sign of life; the rest is for a busy machine, and for the successor to start. */
const TAKEN_OVER_MS = 15_000;

const seed = readSeed(process.env);
let folder: string;
let stage: Stage;
let calm: Traces;
let rows: readonly Row[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crashes-'));
  stage = await setCrashStage(folder);
  calm = await runCalmly(stage);
  rows = rowsOf(calm);
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

test('every call, effect and fact of an execution has its rows in the crash matrix', () => {
  const points = rows.filter(({ how }) => how === 'dies').map(({ point }) => point);
  expect(new Set(points).size).toBe(points.length);
  const named = (prefix: string) => points.filter((point) => point.startsWith(prefix)).length;
  expect(named('before-entry:')).toBe(calm.entries.length);
  expect(named('after-entry:')).toBe(calm.entries.length);
  expect(named('before-effect:workspace.push')).toBe(calm.pushes);
  const own = calm.facts.filter(({ source }) => source === '/patchwright/executor');
  expect(named('after-append:')).toBe(own.length - 1);
  expect(rows.filter(({ losesAnswer }) => losesAnswer).length).toBe(2 * calm.model.calls.length);
});

test('an executor lost at a dozen moments is succeeded by one with an empty disk, as if nothing had been', async () => {
  process.stdout.write(`seed ${seed}\n`);
  const drawn = drawRows(rows, dice(seed));
  expect(drawn.length).toBeGreaterThanOrEqual(12);
  const results = await tryRows(stage, calm, drawn, {
    atOnce: AT_ONCE,
    onResult: (result) => process.stdout.write(`  ${lineOf(result)}`),
  });
  expect(results.filter(({ broken }) => broken.length > 0)).toEqual([]);
  for (const { takenOverMs = 0 } of results) expect(takenOverMs).toBeLessThan(TAKEN_OVER_MS);
});
