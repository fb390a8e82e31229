import { setTimeout as pause } from 'node:timers/promises';

/** Waits until something is so, and gives what was found; fails with what it waited for after `patienceMs`. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  patienceMs = 20_000,
): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`it never came to pass that ${what}`);
    await pause(20);
  }
}
