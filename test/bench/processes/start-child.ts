import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { cpuUsOf } from './cpu-of.ts';

/** Another process of a benchmark. */
export interface Child extends AsyncDisposable {
  readonly pid: number;
  /** Processor time used since its start, in microseconds; `undefined` where the system does not tell. */
  readonly cpuUs: () => Promise<number | undefined>;
}

const alive = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

const START_MS = 60_000;
const END_MS = 5000;

/**
 * Starts a file in a process of its own and waits until it is ready: until it prints a line with `"ready":true`, as every service of
 * ours does. `onTold` hears what it sends. It begins with an empty environment but for what is given, and ends with this process at
 * the latest. Throws when it ends before it is ready.
 */
export async function startChild(
  file: string,
  environment: Readonly<Record<string, string>>,
  onTold: (told: unknown) => void = () => undefined,
): Promise<Child> {
  const child = spawn(process.execPath, [fileURLToPath(file)], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  alive.add(child);
  child.on('message', onTold);
  const gone = once(child, 'exit').finally(() => alive.delete(child));
  try {
    await becomesReady(child);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return {
    pid: child.pid ?? 0,
    cpuUs: () => cpuUsOf(child.pid ?? 0),
    async [Symbol.asyncDispose]() {
      const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
      child.kill('SIGTERM');
      await gone;
      clearTimeout(timer);
    },
  };
}

function becomesReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('a process was not ready in time')), START_MS);
    let said = '';
    child.stdout?.on('data', (part: Buffer) => {
      said = `${said}${part}`.slice(-4096);
      if (!said.includes('"ready":true')) return;
      clearTimeout(timer);
      resolve();
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      reject(new Error(`a process ended before it was ready (${signal ?? code})`));
    });
  });
}
