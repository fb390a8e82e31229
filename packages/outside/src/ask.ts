import {
  type CallContext,
  type Fault,
  isFault,
  messageOf,
  NeedsHuman,
  Retryable,
  Terminal,
} from '@patchwright/faults';
import { z } from 'zod';
import { faultOfSilence, isSilence } from './http-faults.ts';
import type { Redact } from './redact.ts';

/**
 * Runs calls on another system so that they end with the run that made them, and so that whatever they throw
 * is a fault without secrets. The signal given to `work` is aborted with the run and after the time limit.
 */
export type Ask = <T>(
  context: CallContext,
  work: (signal: AbortSignal) => Promise<T>,
) => Promise<T>;

/** How the failures of one system are read. */
export interface AskOptions {
  /** The system's name as people say it: `GitHub`. */
  readonly system: string;
  readonly redact: Redact;
  /** Time limit of one piece of work, in milliseconds; none without it. */
  readonly timeoutMs?: number;
  /** Reads the SDK's own errors; `undefined` for what it does not know. */
  readonly diagnose: (thrown: unknown) => Fault | undefined;
}

/** Makes the one door through which a system's calls go. */
export function createAsk(options: AskOptions): Ask {
  return async (context, work) => {
    context.signal.throwIfAborted();
    const limit = options.timeoutMs === undefined ? [] : [AbortSignal.timeout(options.timeoutMs)];
    const signal = AbortSignal.any([context.signal, ...limit]);
    try {
      const answer = await untilAborted(work(signal), signal);
      context.progress();
      return answer;
    } catch (thrown) {
      context.signal.throwIfAborted();
      throw withoutSecrets(faultOf(thrown, options), options.redact);
    }
  };
}

/** Not every SDK takes a signal: the call may go on behind our back, but nobody waits for it. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function faultOf(thrown: unknown, { system, diagnose }: AskOptions): unknown {
  if (isFault(thrown)) return thrown;
  const known = diagnose(thrown);
  if (known !== undefined) return known;
  if (thrown instanceof z.ZodError) {
    return new Terminal(
      `${system} answered something that we do not understand: ${z.prettifyError(thrown)}`,
    );
  }
  return isSilence(thrown) ? faultOfSilence(system, thrown) : thrown;
}

/** Made anew without its cause: SDK errors carry the request with its headers. */
function withoutSecrets(thrown: unknown, redact: Redact): unknown {
  const message = redact(messageOf(thrown));
  if (thrown instanceof Retryable) {
    return new Retryable(message, thrown.afterMs === undefined ? {} : { afterMs: thrown.afterMs });
  }
  if (thrown instanceof NeedsHuman) {
    return new NeedsHuman(message, { diagnosis: redact(thrown.diagnosis) });
  }
  if (thrown instanceof Terminal) return new Terminal(message);
  // A bug keeps its class unless it has to lose a secret.
  if (!(thrown instanceof Error)) return new TypeError(message);
  const stack = redact(thrown.stack ?? '');
  if (message === thrown.message && stack === (thrown.stack ?? '')) return thrown;
  const bug = new TypeError(message);
  bug.stack = stack;
  return bug;
}
