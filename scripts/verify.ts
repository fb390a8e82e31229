/**
 * The whole proof, in order: `verify.ts` runs every stage, `verify.ts check` the quick ones, `verify.ts unit flow` those named.
 * It stops at the first stage that fails. Its last line of output is `N passed, N failed`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readResults } from './verify/results.ts';
import { runStage } from './verify/run-stage.ts';
import { chooseStages } from './verify/stages.ts';

const stages = chooseStages(process.argv.slice(2));
if (stages instanceof Error) {
  console.error(stages.message);
  process.exit(2);
}

let passed = 0;
let failed = 0;
const folder = await mkdtemp(join(tmpdir(), 'patchwright-verify-'));
for (const stage of stages) {
  const results = join(folder, `${stage.name}.json`);
  console.log(`\n── ${stage.name}: ${stage.what}`);
  const began = performance.now();
  const ok = await runStage(stage, results);
  const count = await readResults(results, ok);
  passed += count.passed;
  failed += count.failed;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`── ${stage.name}: ${ok ? 'passed' : 'FAILED'} in ${seconds} s`);
  if (!ok) break;
}
await rm(folder, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
