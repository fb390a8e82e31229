import { setTimeout as pause } from 'node:timers/promises';
import type { Figures } from '../benchmark.ts';
import { quantile } from '../statistics.ts';

/**
 * Begins something so many times a second, whether or not what began before has ended, as senders do who know nothing of each other: a
 * stall is felt by all who come in it. Throws when one fails.
 */
export async function paced(
  perSecond: number,
  count: number,
  once: (index: number) => Promise<void>,
): Promise<Figures> {
  const waits: number[] = [];
  const running: Promise<void>[] = [];
  const start = performance.now();
  for (let index = 0; index < count; index += 1) {
    const early = start + (index * 1000) / perSecond - performance.now();
    if (early > 0) await pause(early);
    const began = performance.now();
    const done = once(index).then(() => void waits.push(performance.now() - began));
    // Heard of when all are waited for.
    done.catch(() => undefined);
    running.push(done);
  }
  await Promise.all(running);
  return figuresOf(waits, performance.now() - start);
}

/** Does something so many times, so many at once. Throws when one fails. */
export async function atOnce(
  most: number,
  count: number,
  once: (index: number) => Promise<void>,
): Promise<Figures> {
  const waits: number[] = [];
  const start = performance.now();
  let next = 0;
  async function goOn(): Promise<void> {
    while (next < count) {
      const index = next;
      next += 1;
      const began = performance.now();
      await once(index);
      waits.push(performance.now() - began);
    }
  }
  await Promise.all(Array.from({ length: most }, goOn));
  return figuresOf(waits, performance.now() - start);
}

function figuresOf(waits: readonly number[], ms: number): Figures {
  return {
    perSecond: waits.length / (ms / 1000),
    p50Ms: quantile(waits, 0.5),
    p99Ms: quantile(waits, 0.99),
  };
}
