import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Whether a nats-server greets on this loopback port: it sends its INFO line first.
 * Answers within a second.
 */
export async function greets(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1_000 });
    function done(greeted: boolean): void {
      socket.destroy();
      answer(greeted);
    }
    socket.once('data', (data) => done(data.toString('utf8').startsWith('INFO ')));
    socket.once('error', () => done(false));
    socket.once('timeout', () => done(false));
    socket.once('close', () => done(false));
  });
}

/** Whether the server says that it, and its JetStream, are well. */
export async function isHealthy(monitorUrl: string): Promise<boolean> {
  return (await ask(`${monitorUrl}/healthz`)) !== undefined;
}

/** What the monitoring address answers, as JSON; `undefined` when it cannot be reached or says no. */
export async function ask(url: string): Promise<unknown> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    const body: unknown = await response.json();
    return response.ok ? body : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Asks `condition` until it is answered by something other than `undefined` and `false`.
 *
 * @throws Error naming `what` when `deadlineMs` have passed.
 */
export async function until<T>(
  what: string,
  deadlineMs: number,
  condition: () => Promise<T | undefined | false>,
): Promise<T> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const answer = await condition();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${deadlineMs} ms`);
    await pause(20);
  }
}
