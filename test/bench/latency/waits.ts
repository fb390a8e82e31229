import { setTimeout as pause } from 'node:timers/promises';
import type { Figures } from '../benchmark.ts';
import { machineMs } from '../processes/clock.ts';
import { quantile } from '../statistics.ts';

const LONGEST_MS = 30_000;

/** When each of a number of things was begun, and when it was heard of, by whoever hears. */
export interface Waits {
  readonly begin: (id: string) => void;
  /** `at` by the machine's clock; what nobody has begun is ignored, and only the first time counts. */
  readonly hear: (stage: string, id: string, at: number) => void;
  /** Resolves with p50 and p99 of each stage once all that was begun is heard of in all of them. */
  readonly figures: (stages: readonly string[]) => Promise<Figures>;
}

/** Begins with nothing. */
export function openWaits(): Waits {
  const begun = new Map<string, number>();
  const heard = new Map<string, Map<string, number>>();

  function waitsOf(stage: string): Map<string, number> {
    const known = heard.get(stage) ?? new Map<string, number>();
    heard.set(stage, known);
    return known;
  }

  return {
    begin: (id) => begun.set(id, machineMs()),
    hear(stage, id, at) {
      const from = begun.get(id);
      const waits = waitsOf(stage);
      if (from !== undefined && !waits.has(id)) waits.set(id, at - from);
    },
    async figures(stages) {
      const deadline = performance.now() + LONGEST_MS;
      for (const stage of stages) {
        while (waitsOf(stage).size < begun.size) {
          if (performance.now() > deadline) {
            throw new Error(`${waitsOf(stage).size} of ${begun.size} came to "${stage}" in time`);
          }
          await pause(5);
        }
      }
      return Object.fromEntries(
        stages.flatMap((stage) => {
          const waits = [...waitsOf(stage).values()];
          return [
            [`${stage}P50Ms`, quantile(waits, 0.5)],
            [`${stage}P99Ms`, quantile(waits, 0.99)],
          ];
        }),
      );
    },
  };
}

/** Does something again and again at an even pace, without waiting for what it does; throws what any of it threw. */
export async function paced(
  { count, everyMs }: { readonly count: number; readonly everyMs: number },
  act: (index: number) => Promise<unknown>,
): Promise<void> {
  const begun = performance.now();
  const acts: Promise<unknown>[] = [];
  for (let index = 0; index < count; index += 1) {
    acts.push(act(index));
    await pause(Math.max(0, begun + (index + 1) * everyMs - performance.now()));
  }
  await Promise.all(acts);
}
