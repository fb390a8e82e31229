/** `node scripts/run.mjs FILE.ts ARGS…` runs a TypeScript file of the project on a fresh clone, too. */
import { runScript } from './toolchain.mjs';

const [script, ...args] = process.argv.slice(2);
if (script === undefined) {
  process.stderr.write('usage: node scripts/run.mjs FILE.ts [ARGUMENT…]\n');
  process.exit(2);
}
try {
  // Whoever only uses Patchwright need not wait for the tools of those who build it.
  process.exitCode = await runScript(script, args, { dev: !script.startsWith('packages/cli/') });
} catch (error) {
  if (error.name !== 'MachineNotReady') throw error;
  process.stderr.write(`patchwright: ${error.message}\n`);
  process.exitCode = 1;
}
