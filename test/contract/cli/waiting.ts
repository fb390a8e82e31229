import { setTimeout as pause } from 'node:timers/promises';

/** Resolves once it holds; rejects with what was awaited after 15 s. */
export async function eventually(what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`not in time: ${what}`);
    await pause(20);
  }
}

/** The lines of what a command printed. */
export function lines(stdout: string): readonly string[] {
  return stdout.trimEnd().split('\n');
}
