import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { natsEnvironment } from '@patchwright/local/nats';
import { RESULTS, type Stage } from './stages.ts';

const ROOT = join(import.meta.dirname, '..', '..');

// A test sees a machine, not a person's accounts: no token or key of the environment reaches it.
const PASSED_ON = [
  ...['CI', 'TERM', 'NO_COLOR', 'FORCE_COLOR', 'NODE_EXTRA_CA_CERTS', 'SHELL', 'USER'],
  ...['NATS_SERVER', 'PATCHWRIGHT_CACHE', 'XDG_CACHE_HOME'],
];

/**
 * Runs a stage with its output on ours and answers whether it passed.
 * One that takes longer than its limit, or is interrupted, has not passed.
 */
export async function runStage(stage: Stage, results: string): Promise<boolean> {
  const [command, ...args] = stage.command.map((word) => word.replace(RESULTS, results));
  const child = spawn(command as string, args, {
    cwd: ROOT,
    env: environment(),
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  const interrupt = () => child.kill('SIGINT');
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  const limit = new AbortController();
  pause(stage.limitMinutes * 60_000, undefined, { signal: limit.signal }).then(
    () => {
      console.log(`── ${stage.name}: over its limit of ${stage.limitMinutes} minutes`);
      child.kill('SIGKILL');
    },
    () => undefined,
  );
  const ok = await new Promise<boolean>((answer) => {
    child.once('error', (error) => {
      console.log(`── ${stage.name}: ${error.message}`);
      answer(false);
    });
    child.once('exit', (code) => answer(code === 0));
  });
  limit.abort();
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  return ok;
}

function environment(): Record<string, string> {
  const passed: Record<string, string> = { ...natsEnvironment().clientVariables };
  for (const name of PASSED_ON) {
    const value = process.env[name];
    if (value) passed[name] = value;
  }
  const bin = join(ROOT, 'node_modules', '.bin');
  return {
    ...passed,
    PATH: `${bin}${delimiter}${passed.PATH ?? ''}`,
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
  };
}
