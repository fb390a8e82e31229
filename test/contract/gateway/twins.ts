import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A port that nobody else takes until it is released. */
export interface Reserved {
  readonly port: number;
  readonly release: () => Promise<void>;
}

/** A second gateway and a second notifier, in processes of their own. */
export interface Twins extends AsyncDisposable {
  /** Where the gateway is reached. */
  readonly url: string;
}

const PATIENCE_MS = 30_000;

/** Starts them by the settings of the first ones, and waits until both are ready. */
export async function startTwins(
  environment: Readonly<Record<string, string>>,
  reserve: () => Promise<Reserved>,
): Promise<Twins> {
  await using stack = new AsyncDisposableStack();
  const ports = await Promise.all([reserve(), reserve(), reserve()]);
  const [door, ...health] = ports.map(({ port }) => port);
  await Promise.all(ports.map(({ release }) => release()));
  for (const [index, service] of ['gateway', 'notifier'].entries()) {
    const child = start(service, {
      ...environment,
      PATCHWRIGHT_HTTP_PORT: `${door}`,
      PATCHWRIGHT_HEALTH_PORT: `${health[index]}`,
      PATCHWRIGHT_LOG_LEVEL: 'error',
    });
    stack.defer(() => stop(child));
  }
  await Promise.all(health.map((port) => ready(`http://127.0.0.1:${port}/readyz`)));
  const parts = stack.move();
  return {
    url: `http://127.0.0.1:${door}`,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

function start(service: string, env: Readonly<Record<string, string>>): ChildProcess {
  const main = new URL(`../../../services/${service}/src/main.ts`, import.meta.url);
  return spawn(process.execPath, [fileURLToPath(main)], { env, stdio: 'inherit' });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function ready(url: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await pause(50);
  }
  throw new Error(`${url} never became ready`);
}
