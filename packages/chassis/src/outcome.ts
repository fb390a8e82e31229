import { messageOf, NeedsHuman, Retryable, Terminal } from '@patchwright/faults';
import type { RunStop } from './run-stop.ts';
import { RunStopped } from './run-stopped.ts';

/** How an attempt at a run ended. */
export type Ending =
  | { readonly kind: 'done' }
  | { readonly kind: 'overtaken'; readonly reason: string }
  /** Another worker has the run: not a word more. */
  | { readonly kind: 'fenced' }
  | { readonly kind: 'shutdown' }
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs: number | undefined }
  | { readonly kind: 'dead'; readonly reason: string }
  | { readonly kind: 'escalate'; readonly reason: string; readonly diagnosis: string }
  /** Thrown without saying what is to happen. */
  | { readonly kind: 'bug'; readonly reason: string; readonly thrown: unknown };

/**
 * Does the work and tells how it ended; the only place where whatever is thrown is caught. A run that was stopped from outside
 * ends by the reason for that, whatever its calls threw because of it.
 */
export async function endingOf(
  stop: Pick<RunStop, 'reason'>,
  work: () => Promise<Ending>,
): Promise<Ending> {
  try {
    return await work();
  } catch (thrown) {
    const stopped = stop.reason() ?? (thrown instanceof RunStopped ? thrown : undefined);
    return stopped === undefined ? byFault(thrown) : byStop(stopped);
  }
}

function byStop({ why, message }: RunStopped): Ending {
  switch (why) {
    case 'overtaken':
      return { kind: 'overtaken', reason: message };
    case 'shutdown':
      return { kind: 'shutdown' };
    case 'fenced':
      return { kind: 'fenced' };
  }
}

function byFault(thrown: unknown): Ending {
  const reason = messageOf(thrown);
  if (thrown instanceof Retryable) return { kind: 'retry', reason, afterMs: thrown.afterMs };
  if (thrown instanceof NeedsHuman) {
    return { kind: 'escalate', reason, diagnosis: thrown.diagnosis };
  }
  if (thrown instanceof Terminal) return { kind: 'dead', reason };
  return { kind: 'bug', reason, thrown };
}
