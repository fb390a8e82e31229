import { setTimeout as pause } from 'node:timers/promises';
import { type Bus, Fenced } from '@patchwright/bus';
import { sha256 } from '@patchwright/events';
import type { CallContext, Intent, Write } from '@patchwright/faults';

/** Says whether the caller is the first in the whole mesh to claim this name. Throws Retryable while the broker is out of reach. */
export type Claim = (name: string) => Promise<boolean>;

const LOOKS = 10;
const LOOK_MS = 400;

/** Claims on the log: the first entry of a journal of its own for each name is guarded to be the first. */
export function claimsOn(journal: Pick<Bus['journal'], 'append'>, tenant: string): Claim {
  return async (name) => {
    const run = `claim-${sha256(name).slice(0, 32)}`;
    try {
      await journal.append(tenant, run, 0, 'claimed', { name });
      return true;
    } catch (thrown) {
      if (thrown instanceof Fenced) return false;
      throw thrown;
    }
  };
}

/**
 * A write whose target is made by one process of the mesh only: whoever claims it first makes it; everybody else waits until it is there.
 * When it does not appear in some seconds, its maker is gone, and it is made after all. `first` is the input by which anything of that
 * target is found.
 */
export function madeOnce<Input extends Intent, Receipt>(
  write: Write<Input, Receipt>,
  claim: Claim,
  nameOf: (input: Input) => string,
  first: (input: Input) => Input = (input) => input,
): Write<Input, Receipt> {
  // What is known to be there needs no claim.
  const there = new Set<string>();
  return {
    ...write,
    async perform(input, context) {
      const name = nameOf(input);
      if (there.has(name)) return write.perform(input, context);
      const isFirst = await claim(name);
      if (!isFirst) await appears(write, first(input), context);
      const known = isFirst ? undefined : await write.probe(input, context);
      const receipt = known ?? (await write.perform(input, context));
      there.add(name);
      return receipt;
    },
  };
}

async function appears<Input extends Intent, Receipt>(
  write: Write<Input, Receipt>,
  input: Input,
  context: CallContext,
): Promise<void> {
  for (let look = 1; look <= LOOKS; look += 1) {
    if ((await write.probe(input, context)) !== undefined) return;
    if (look < LOOKS) await pause(LOOK_MS, undefined, { signal: context.signal });
  }
}
