#!/usr/bin/env node
// @boundaries-ignore the command of the clone starts like everything in the clone
import { runScript } from '../../../scripts/toolchain.mjs';

try {
  process.exitCode = await runScript('packages/cli/src/main.ts', process.argv.slice(2), {
    dev: false,
  });
} catch (error) {
  if (error.name !== 'MachineNotReady') throw error;
  process.stderr.write(`patchwright: ${error.message}\n`);
  process.exitCode = 1;
}
