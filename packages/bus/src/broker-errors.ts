import { JetStreamApiError } from '@nats-io/jetstream';
import { JetStreamStatusError, jserrors } from '@nats-io/jetstream/internal';
import { errors } from '@nats-io/transport-node';
import { Retryable } from '@patchwright/faults';

/** JetStream's own error codes that the bus tells apart. */
export const codes = {
  wrongLastSequence: 10071,
  /** The same conflict, found while the other write was still on its way through the cluster. */
  wrongLastSequenceInFlight: 10164,
  duplicateInBatch: 10201,
  batchIncomplete: 10176,
  storeFailed: 10077,
  noMessage: 10037,
  streamNotFound: 10059,
  consumerNotFound: 10014,
  messageTooLarge: 10054,
} as const;

/** Whether a thrown value of the client only says that nobody answers at present: an election, a restart, a slow disk. */
export function isPassing(thrown: unknown): boolean {
  if (thrown instanceof JetStreamApiError) return thrown.status === 503;
  if (thrown instanceof JetStreamStatusError) return thrown.code === 503 || thrown.code === 408;
  return (
    thrown instanceof errors.TimeoutError ||
    thrown instanceof errors.NoRespondersError ||
    thrown instanceof errors.RequestError ||
    thrown instanceof errors.ConnectionError ||
    thrown instanceof errors.ClosedConnectionError ||
    thrown instanceof errors.DrainingConnectionError ||
    thrown instanceof jserrors.JetStreamNotEnabled ||
    thrown instanceof Retryable
  );
}

/** Whether a thrown value is JetStream's error with this code. */
export function hasCode(thrown: unknown, code: number): boolean {
  return thrown instanceof JetStreamApiError && thrown.code === code;
}

/** The answer of a question whose missing subject is an answer too. */
export async function orUndefined<T>(question: Promise<T | null>): Promise<T | undefined> {
  try {
    return (await question) ?? undefined;
  } catch (error) {
    if (hasCode(error, codes.noMessage)) return undefined;
    throw error;
  }
}
