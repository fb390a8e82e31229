import { setTimeout as pause } from 'node:timers/promises';
import {
  type Consumer,
  type ConsumerMessages,
  DeliverPolicy,
  type JsMsg,
} from '@nats-io/jetstream';
import { messageOf } from '@patchwright/faults';
import type { Connection } from './connection.ts';
import { headerOf, type Stored } from './stored.ts';

/** Messages in stream order, as many as were at hand; `pending` more were waiting behind the last of them. */
export interface OrderedPart {
  readonly messages: readonly Stored[];
  readonly pending: number;
}

/** What is read, and from where. */
export interface OrderedOptions {
  readonly stream: string;
  readonly filter?: string | readonly string[];
  /** With `newestOnly`, where following begins after the present state was read. */
  readonly fromSeq: number;
  /** Begins with the newest message of each subject, then follows. */
  readonly newestOnly?: boolean;
  readonly signal?: AbortSignal;
}

const PART = 256;
const HEARTBEAT_MS = 1000;

/**
 * Reads a stream in order and follows it for ever: no gap, no repetition, whatever happens to the broker.
 * Begins with an empty part that is caught up when nothing is there. Ends when the signal aborts, or the connection
 * is closed for good. Never holds more than a window of messages that were not taken yet.
 */
export async function* readOrdered(
  connection: Connection,
  options: OrderedOptions,
): AsyncGenerator<OrderedPart, void, undefined> {
  let next = options.fromSeq;
  let newestOnly = options.newestOnly === true;
  while (!isOver(connection, options.signal)) {
    const consumer = await create(connection, options, newestOnly, next);
    if (consumer === undefined) continue;
    const { num_pending } = await consumer.info(true);
    if (num_pending === 0) {
      newestOnly = false;
      yield { messages: [], pending: 0 };
    }
    for await (const part of drain(connection, consumer, options.signal)) {
      const messages = part.messages.filter((message) => message.seq >= next);
      const last = messages.at(-1);
      // Until the present state is complete, a broken read has to begin anew: `next` would skip older subjects.
      if (last !== undefined && (!newestOnly || part.pending === 0)) next = last.seq + 1;
      if (part.pending === 0) newestOnly = false;
      if (messages.length > 0 || part.pending === 0) yield { messages, pending: part.pending };
    }
  }
}

async function create(
  connection: Connection,
  options: OrderedOptions,
  newestOnly: boolean,
  fromSeq: number,
): Promise<Consumer | undefined> {
  try {
    return await connection.ask(`reading ${options.stream}`, () =>
      connection.js.consumers.get(options.stream, {
        ...(options.filter === undefined ? {} : { filter_subjects: [options.filter].flat() }),
        ...(newestOnly
          ? { deliver_policy: DeliverPolicy.LastPerSubject }
          : fromSeq <= 1
            ? { deliver_policy: DeliverPolicy.All }
            : { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: fromSeq }),
        inactive_threshold: 30_000,
      }),
    );
  } catch (error) {
    connection.say('warn', `cannot read ${options.stream} at present`, messageOf(error));
    await pause(
      500,
      undefined,
      options.signal === undefined ? {} : { signal: options.signal },
    ).catch(() => {});
    return undefined;
  }
}

async function* drain(
  connection: Connection,
  consumer: Consumer,
  signal: AbortSignal | undefined,
): AsyncGenerator<OrderedPart, void, undefined> {
  // The defaults leave a reader deaf for 45 seconds when the broker restarts under it.
  const reading = await consumer.consume({
    max_messages: 1000,
    expires: 5000,
    idle_heartbeat: HEARTBEAT_MS,
  });
  const stop = () => reading.stop();
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted === true) stop();
  watchHeartbeats(reading);
  let part: Stored[] = [];
  try {
    for await (const message of reading) {
      part.push(fromJsMsg(message));
      if (part.length < PART && reading.getPending() > 0) continue;
      yield { messages: part, pending: message.info.pending };
      part = [];
      if (signal?.aborted === true) return;
    }
  } catch (error) {
    connection.say('warn', 'a reader starts anew', messageOf(error));
  } finally {
    signal?.removeEventListener('abort', stop);
    reading.stop();
    discard(connection, consumer);
  }
}

function isOver(connection: Connection, signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true || connection.nc.isClosed();
}

/** The broker would drop it by itself after a while; on a busy mesh that is many. */
function discard(connection: Connection, consumer: Consumer): void {
  if (connection.isUp() && !connection.nc.isClosed()) consumer.delete().catch(() => {});
}

/**
 * The client waits for a consumer that is gone with its node until that node returns;
 * a reader that hears nothing although it has taken all it was given is opened anew.
 */
function watchHeartbeats(reading: ConsumerMessages): void {
  void (async () => {
    for await (const status of reading.status()) {
      if (status.type === 'heartbeats_missed' && reading.getPending() === 0) reading.stop();
    }
  })();
}

function fromJsMsg(message: JsMsg): Stored {
  return {
    subject: message.subject,
    seq: message.seq,
    body: message.data,
    get time() {
      return message.timestamp;
    },
    header: (name) => headerOf(message.headers, name),
  };
}
