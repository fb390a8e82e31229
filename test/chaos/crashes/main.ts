/**
 * `npm run test:crashes [part of a point…]`: the whole crash matrix, of an executor and of tasks over several repositories, or the rows
 * whose points contain a word; `parts` is in all of the latter and in none of the former.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineOf, tryRows } from './matrix.ts';
import { PART_ROWS } from './part-rows.ts';
import { rowsOf } from './rows.ts';
import { runCalmly } from './run-row.ts';
import { setCrashStage } from './stage.ts';
import { tryPartRows } from './try-part-rows.ts';

const AT_ONCE = 3;

const words = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'crashes-'));
const ofParts = PART_ROWS.filter(isAsked);
const areParts = await triedParts();
const isOnlyParts = words.length > 0 && words.every((word) => word.startsWith('parts'));
const isSound = (isOnlyParts || (await triedExecutor())) && areParts;
await rm(folder, { recursive: true, force: true, maxRetries: 5 });
process.exitCode = isSound ? 0 : 1;

function isAsked({ point, how }: { readonly point: string; readonly how?: string }): boolean {
  return words.length === 0 || words.some((word) => point.includes(word) || how === word);
}

async function triedParts(): Promise<boolean> {
  if (ofParts.length === 0) return true;
  const began = performance.now();
  const broken = await tryPartRows(folder, ofParts, (line) => process.stdout.write(line));
  const seconds = Math.round((performance.now() - began) / 1000);
  process.stdout.write(
    `${broken.map((promise) => `  ${promise}\n`).join('')}${ofParts.length} rows of parts in ${seconds} s, ${broken.length} promises broken\n`,
  );
  return broken.length === 0;
}

async function triedExecutor(): Promise<boolean> {
  const began = performance.now();
  const stage = await setCrashStage(folder);
  const calm = await runCalmly(stage);
  const rows = rowsOf(calm).filter(isAsked);
  let done = 0;
  const results = await tryRows(stage, calm, rows, {
    atOnce: AT_ONCE,
    onResult: (result) => {
      done += 1;
      process.stdout.write(`${done}/${rows.length} ${lineOf(result)}`);
    },
  });
  const failed = results.filter(({ broken }) => broken.length > 0);
  const taken = results.flatMap(({ takenOverMs }) => takenOverMs ?? []).sort((a, b) => a - b);
  const seconds = Math.round((performance.now() - began) / 1000);
  process.stdout.write(
    `${results.length} rows in ${seconds} s, ${failed.length} failed; taken over after ${taken.at(Math.floor(taken.length / 2))} ms as a rule, ${taken.at(-1)} ms at most\n`,
  );
  return failed.length === 0;
}
