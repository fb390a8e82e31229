import { setTimeout as pause } from 'node:timers/promises';
import { type Bus, Fenced } from '@patchwright/bus';
import { sha256 } from '@patchwright/events';
import { type CallContext, type Intent, Retryable, type Write } from '@patchwright/faults';

/** What came of a claim. */
export interface Claimed {
  /** Whether the caller holds the name now. */
  readonly isMine: boolean;
  /** The last sign of life of whoever holds it, as it is named in another claim. */
  readonly at: number;
}

/**
 * Claims a name in the whole mesh: whoever is first holds it. With `at` it is held on by its holder, who gives a sign of life, or taken over
 * from one that has given none since. Throws Retryable while the broker is out of reach.
 */
export type Claim = (name: string, at?: number) => Promise<Claimed>;

/** How soon after its last sign of life a holder is taken to be gone, and how often it gives one. In milliseconds. */
const GONE_MS = 3500;
const SIGN_MS = 1000;
const LOOK_MS = 400;

/** Claims on the log: a journal of its own for each name, whose entries are guarded to follow the one that was seen. */
export function claimsOn(journal: Pick<Bus['journal'], 'append' | 'read'>, tenant: string): Claim {
  return async (name, at = 0) => {
    const run = `claim-${sha256(name).slice(0, 32)}`;
    try {
      return { isMine: true, at: await journal.append(tenant, run, at, 'claimed', { name }) };
    } catch (thrown) {
      if (!(thrown instanceof Fenced)) throw thrown;
      return { isMine: false, at: (await journal.read(tenant, run)).lastSeq };
    }
  };
}

/**
 * A write whose target is made by one process of the mesh only: whoever claims it first makes it, however long that takes; everybody else
 * waits until it is there. When its maker gives no sign of life for some seconds, one of those who wait makes it. `first` is the input by
 * which anything of that target is found.
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
      const claimed = await claim(name);
      const turn = claimed.isMine
        ? claimed
        : await appears(write, first(input), claimed, (at) => claim(name, at), context);
      const known = claimed.isMine ? undefined : await write.probe(input, context);
      const receipt =
        known ??
        (turn.isMine
          ? await heldOn(
              turn,
              (at) => claim(name, at),
              context,
              (held) => write.perform(input, held),
            )
          : await write.perform(input, context));
      there.add(name);
      return receipt;
    },
  };
}

type Renew = (at: number) => Promise<Claimed>;

/** Waits until what another makes is there, or until the other is gone and the name is ours. */
async function appears<Input extends Intent, Receipt>(
  write: Write<Input, Receipt>,
  input: Input,
  other: Claimed,
  renew: Renew,
  context: CallContext,
): Promise<Claimed> {
  let last = other;
  let since = performance.now();
  while ((await write.probe(input, context)) === undefined) {
    if (performance.now() - since >= GONE_MS) {
      last = await renew(last.at);
      if (last.isMine) return last;
      since = performance.now();
    }
    context.progress();
    await pause(LOOK_MS, undefined, { signal: context.signal });
  }
  return last;
}

/** Gives signs of life while something is made. Whoever was taken to be gone all the same is told to stop. */
async function heldOn<Receipt>(
  claimed: Claimed,
  renew: Renew,
  context: CallContext,
  make: (context: CallContext) => Promise<Receipt>,
): Promise<Receipt> {
  const lost = new AbortController();
  let last = claimed;
  let sign: Promise<void> = Promise.resolve();
  const signs = setInterval(() => {
    sign = sign
      .then(async () => {
        if (lost.signal.aborted) return;
        last = await renew(last.at);
        if (!last.isMine) lost.abort(new Retryable('another process makes this now'));
      })
      .catch(() => {});
  }, SIGN_MS);
  try {
    return await make({ ...context, signal: AbortSignal.any([context.signal, lost.signal]) });
  } finally {
    clearInterval(signs);
  }
}
