import {
  type AggregateRef,
  aggregateFilter,
  chainHash,
  decode,
  emptyHead,
  encode,
  type Head,
  headOf,
  MalformedEvent,
  type MeshEvent,
  type StoredEvent,
  streams,
} from '@patchwright/events';
import { messageOf } from '@patchwright/faults';
import { appendGuarded } from './append.ts';
import type { EventLog } from './bus.ts';
import type { Connection } from './connection.ts';
import { jittered, takeFromDurable } from './durable.ts';
import { messageAt, readHistory } from './history.ts';
import { readOrdered } from './ordered.ts';
import type { Delivery } from './pull.ts';
import type { Stored } from './stored.ts';

const RETRY_MS = [500, 2000, 5000, 15_000, 30_000];
const ACK_WAIT_MS = 10_000;
const FOLLOW_MS = 100;

/** The log of facts on the EVENTS stream. */
export function openLog(connection: Connection): EventLog {
  return {
    append: (aggregate, head, events) => append(connection, aggregate, head, events),
    history: (aggregate, options) => history(connection, aggregate, options?.untilSeq),
    at: (seq) => at(connection, seq),
    lastSeq: () => lastSeq(connection),
    read: (options) => read(connection, options),
    consume: (options) => consume(connection, options),
  };
}

/** Decodes a message of the EVENTS stream. Throws what `decode` throws. */
function toEvent(message: Stored): StoredEvent {
  const { subject, body, seq, header } = message;
  return decode({ subject, headers: header, body, seq });
}

/**
 * As `toEvent`, but `undefined` for what claims to be an event and never was one: no later build will read it either,
 * so it must not stop what follows the log. Throws UnknownEvent for what a newer build has written.
 */
export function toReadableEvent(connection: Connection, message: Stored): StoredEvent | undefined {
  try {
    return toEvent(message);
  } catch (error) {
    if (!(error instanceof MalformedEvent)) throw error;
    connection.say('warn', `message ${message.seq} of the log is no event`, error.message);
    return undefined;
  }
}

async function append(
  connection: Connection,
  aggregate: AggregateRef,
  head: Head,
  events: readonly MeshEvent[],
) {
  const last = events.at(-1);
  if (last === undefined) return { kind: 'appended', head, already: false } as const;
  const messages = events.map((event) => ({ ...encode(event), id: event.id }));
  const guard = {
    stream: streams.events,
    filter: aggregateFilter(aggregate),
    lastSeq: head.seq,
  };
  const outcome = await appendGuarded(connection, guard, messages);
  if (outcome.kind === 'conflict') return outcome;
  const { already, seq } = outcome;
  // Landed before this head was read: the head already contains it.
  if (already && seq <= head.seq) return { kind: 'appended', head, already } as const;
  return {
    kind: 'appended',
    already,
    head: { seq, version: last.aggVersion, hash: chainHash(last) },
  } as const;
}

async function history(
  connection: Connection,
  aggregate: AggregateRef,
  untilSeq: number | undefined,
): Promise<{ readonly events: readonly StoredEvent[]; readonly head: Head }> {
  const stored = await readHistory(connection, streams.events, aggregateFilter(aggregate));
  const events = stored
    .filter((message) => untilSeq === undefined || message.seq <= untilSeq)
    .map(toEvent);
  const last = events.at(-1);
  return { events, head: last === undefined ? emptyHead : headOf(last) };
}

async function at(connection: Connection, seq: number): Promise<StoredEvent | undefined> {
  const found = await messageAt(connection, streams.events, seq);
  return found === undefined ? undefined : toEvent(found);
}

async function lastSeq(connection: Connection): Promise<number> {
  const info = await connection.ask('reading the end of the log', () =>
    connection.jsm.streams.info(streams.events),
  );
  return info.state.last_seq;
}

async function* read(
  connection: Connection,
  options: Parameters<EventLog['read']>[0],
): AsyncGenerator<StoredEvent, void, undefined> {
  const { fromSeq, untilSeq, aggregate, signal } = options;
  if (untilSeq !== undefined && untilSeq < fromSeq) return;
  if (aggregate !== undefined && untilSeq !== undefined) {
    yield* readUntil(connection, aggregate, fromSeq, untilSeq, signal);
    return;
  }
  const parts = readOrdered(connection, {
    stream: streams.events,
    fromSeq,
    ...(aggregate === undefined ? {} : { filter: aggregateFilter(aggregate) }),
    ...(signal === undefined ? {} : { signal }),
  });
  for await (const { messages } of parts) {
    for (const message of messages) {
      if (signal?.aborted === true) return;
      yield toEvent(message);
      if (untilSeq !== undefined && message.seq >= untilSeq) return;
    }
  }
}

/** One aggregate has nothing at most positions, so its end is found by asking the log how far it has come. */
async function* readUntil(
  connection: Connection,
  aggregate: AggregateRef,
  fromSeq: number,
  untilSeq: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<StoredEvent, void, undefined> {
  let next = fromSeq;
  for (;;) {
    const reached = await lastSeq(connection);
    const { events } = await history(connection, aggregate, untilSeq);
    for (const event of events) {
      if (event.seq < next) continue;
      if (signal?.aborted === true) return;
      yield event;
      next = event.seq + 1;
    }
    if (reached >= untilSeq || signal?.aborted === true) return;
    await new Promise((resolve) => setTimeout(resolve, FOLLOW_MS));
  }
}

function consume(
  connection: Connection,
  options: Parameters<EventLog['consume']>[0],
): Promise<void> {
  const { durable, handle, onPoison, signal } = options;

  async function handleOne(delivery: Delivery): Promise<void> {
    try {
      const event = decodeOr(delivery);
      if ('reason' in event) {
        const { seq, subject } = delivery;
        await onPoison({ seq, subject, reason: event.reason });
      } else {
        await handle(event.event, { attempt: delivery.count });
      }
    } catch (error) {
      connection.say('warn', `${durable} will see event ${delivery.seq} again`, messageOf(error));
      delivery.nak(jittered(RETRY_MS, delivery.count));
      return;
    }
    await delivery.ack();
  }

  return takeFromDurable(connection, {
    stream: streams.events,
    durable,
    concurrency: 1,
    maxHeld: 1,
    ackWaitMs: ACK_WAIT_MS,
    maxDeliver: -1,
    handle: handleOne,
    signal,
  });
}

function decodeOr(message: Stored): { readonly event: StoredEvent } | { readonly reason: string } {
  try {
    return { event: toEvent(message) };
  } catch (error) {
    return { reason: messageOf(error) };
  }
}
