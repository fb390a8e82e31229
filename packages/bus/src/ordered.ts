import { setTimeout as pause } from 'node:timers/promises';
import { AckPolicy, type ConsumerInfo, DeliverPolicy } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { messageOf } from '@patchwright/faults';
import type { Connection } from './connection.ts';
import { openSession } from './ordered-session.ts';
import type { Stored } from './stored.ts';

/** Messages in stream order, as many as were at hand; `pending` more were waiting behind the last of them. */
export interface OrderedPart {
  readonly messages: readonly Stored[];
  readonly pending: number;
}

/** What is read, and from where. */
export interface OrderedOptions {
  readonly stream: string;
  readonly filter?: string | readonly string[];
  /** The first position; with `newestOnly`, 1. */
  readonly fromSeq: number;
  /** Begins with the newest message of each subject, then follows. */
  readonly newestOnly?: boolean;
  readonly signal?: AbortSignal;
}

const INACTIVE_MS = 30_000;
const AGAIN_MS = 500;
/** Between readers that ended before they gave anything. */
const BARREN_MS = 50;

/**
 * Reads a stream in order and follows it for ever: no gap, no repetition, whatever happens to the broker.
 * Begins with an empty part without pending ones when nothing is there. Ends when the signal aborts, or the connection
 * is closed for good. Never holds more than a window of messages that were not taken yet.
 *
 * The client's ordered consumer is deaf for seconds after a restart, waits for a consumer whose node is gone until that
 * node returns, and cannot say whether more is at hand; so this reads by pulls of its own.
 */
export async function* readOrdered(
  connection: Connection,
  options: OrderedOptions,
): AsyncGenerator<OrderedPart, void, undefined> {
  const { stream, signal } = options;
  let next = options.fromSeq;
  let newestOnly = options.newestOnly === true;
  while (!isAborted(signal) && !connection.nc.isClosed()) {
    const consumer = await create(connection, options, newestOnly, next);
    if (consumer === undefined) continue;
    const session = openSession(connection, stream, consumer.name);
    signal?.addEventListener('abort', session.end, { once: true });
    if (isAborted(signal)) session.end();
    let isBarren = true;
    try {
      if (consumer.num_pending === 0) {
        newestOnly = false;
        yield { messages: [], pending: 0 };
      }
      for (let part = await session.take(); part; part = await session.take()) {
        const last = part.at(-1);
        if (last === undefined || isAborted(signal)) break;
        // Until the present state is complete, a broken read has to begin anew: `next` would skip older subjects.
        if (!newestOnly || last.pending === 0) next = last.seq + 1;
        if (last.pending === 0) newestOnly = false;
        isBarren = false;
        yield { messages: part, pending: last.pending };
      }
      if (isBarren && !isAborted(signal)) await pause(BARREN_MS);
    } finally {
      signal?.removeEventListener('abort', session.end);
      session.end();
      discard(connection, stream, consumer.name);
    }
  }
}

async function create(
  connection: Connection,
  options: OrderedOptions,
  newestOnly: boolean,
  fromSeq: number,
): Promise<ConsumerInfo | undefined> {
  const { stream, filter, signal } = options;
  try {
    return await connection.ask(`reading ${stream}`, () =>
      connection.jsm.consumers.add(stream, {
        ack_policy: AckPolicy.None,
        mem_storage: true,
        num_replicas: 1,
        inactive_threshold: nanos(INACTIVE_MS),
        ...(filter === undefined ? {} : { filter_subjects: [filter].flat() }),
        ...(newestOnly
          ? { deliver_policy: DeliverPolicy.LastPerSubject }
          : fromSeq <= 1
            ? { deliver_policy: DeliverPolicy.All }
            : { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: fromSeq }),
      }),
    );
  } catch (error) {
    connection.say('warn', `cannot read ${stream} at present`, messageOf(error));
    await pause(AGAIN_MS, undefined, signal === undefined ? {} : { signal }).catch(() => {});
    return undefined;
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** The broker would drop it by itself after a while; on a busy mesh that is many. */
function discard(connection: Connection, stream: string, consumer: string): void {
  if (!connection.isUp() || connection.nc.isClosed()) return;
  connection.jsm.consumers.delete(stream, consumer).catch(() => {});
}
