import { z } from 'zod';

const Variables = z.object({
  /** The seed of a run that is to be seen again. */
  PATCHWRIGHT_CHAOS_SEED: z.coerce.number().int().nonnegative().optional(),
});

/** The seed that all moments of a run are drawn from: the one asked for, else another each time. */
export function readSeed(environment: Readonly<Record<string, string | undefined>>): number {
  return Variables.parse(environment).PATCHWRIGHT_CHAOS_SEED ?? Date.now() % 1_000_000;
}
