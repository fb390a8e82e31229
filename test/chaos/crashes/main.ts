/** `npm run test:crashes [part of a point…]`: the whole crash matrix of the executor, or the rows whose points contain a word. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineOf, tryRows } from './matrix.ts';
import { rowsOf } from './rows.ts';
import { runCalmly } from './run-row.ts';
import { setCrashStage } from './stage.ts';

const AT_ONCE = 3;

const words = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'crashes-'));
const began = performance.now();
const stage = await setCrashStage(folder);
const calm = await runCalmly(stage);
const rows = rowsOf(calm).filter(
  ({ point, how }) =>
    words.length === 0 || words.some((word) => point.includes(word) || how === word),
);
let done = 0;
const results = await tryRows(stage, calm, rows, {
  atOnce: AT_ONCE,
  onResult: (result) => {
    done += 1;
    process.stdout.write(`${done}/${rows.length} ${lineOf(result)}`);
  },
});
await rm(folder, { recursive: true, force: true, maxRetries: 5 });
const failed = results.filter(({ broken }) => broken.length > 0);
const taken = results.flatMap(({ takenOverMs }) => takenOverMs ?? []).sort((a, b) => a - b);
const seconds = Math.round((performance.now() - began) / 1000);
process.stdout.write(
  `${results.length} rows in ${seconds} s, ${failed.length} failed; taken over after ${taken.at(Math.floor(taken.length / 2))} ms as a rule, ${taken.at(-1)} ms at most\n`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
