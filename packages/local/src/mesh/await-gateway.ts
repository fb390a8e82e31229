import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 30_000;
const TRY_EVERY_MS = 20;

/**
 * Resolves once the gateway at `url` answers. Its process says that it is up before its server listens, and whoever calls in between
 * is refused. Throws an Error when it does not answer within 30 s.
 */
export async function awaitGateway(url: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await answers(url))) {
    if (performance.now() > deadline) {
      throw new Error(`the gateway at ${url} does not answer after ${PATIENCE_MS / 1000} s`);
    }
    await pause(TRY_EVERY_MS);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
