import { setTimeout as pause } from 'node:timers/promises';
import { nuid } from '@nats-io/transport-node';
import { Retryable, Terminal } from '@patchwright/faults';
import type { Ack, HeaderRecord } from './ack-window.ts';
import { codes } from './broker-errors.ts';
import type { Connection } from './connection.ts';
import { nextOf } from './history.ts';

/** A message that is to be appended. `id` tells it from every other one, for ever. */
export interface Outgoing {
  readonly subject: string;
  readonly headers: HeaderRecord;
  readonly body: Uint8Array;
  readonly id: string;
}

/** What an append rests on: nothing may lie on `filter` after `lastSeq`. */
export interface Guard {
  readonly stream: string;
  /** Writers of one aggregate must use one and the same string: in a cluster, races are found by comparing it. */
  readonly filter: string;
  readonly lastSeq: number;
  /** Which messages carry the guard: all of them when they lie on the filter (the default), or only the last one. */
  readonly on?: 'every' | 'last';
}

/** `seq` is that of the last message. `already` when an earlier try had landed. */
export type GuardedOutcome =
  | { readonly kind: 'appended'; readonly seq: number; readonly already: boolean }
  | { readonly kind: 'conflict' };

const PATIENCE_MS = 15_000;
/** How long a refusal may stay without anything at the leader that explains it. */
const RACE_MS = 2000;

/**
 * The only way anything is appended under a guard: all messages are stored, or none.
 *
 * An answer that is lost leaves the outcome open; the same messages are then sent again. Whether that try or an
 * earlier one landed is read from the leader, since one node answers a repeated message with a conflict where a
 * cluster calls it a duplicate. The guard says where to look: a landed message lies directly behind `lastSeq`.
 *
 * Throws Retryable when the broker stays out of reach or is full, Terminal when it refuses the message itself.
 */
export async function appendGuarded(
  connection: Connection,
  guard: Guard,
  messages: readonly Outgoing[],
): Promise<GuardedOutcome> {
  const start = performance.now();
  const deadline = start + PATIENCE_MS;
  let mayHaveLanded = false;
  for (let attempt = 0; ; attempt += 1) {
    const ack = await publishAll(connection, guard, messages);
    const verdict = judge(ack);
    if (ack.kind === 'stored') return stored(ack, guard);
    if (ack.kind === 'unknown') mayHaveLanded = true;
    if (verdict === 'look' || (verdict === 'fail' && mayHaveLanded)) {
      const found = await lookBehind(connection, guard, messages);
      if (found !== undefined) return found;
      if (ack.kind === 'refused' && ack.code === codes.duplicateInBatch) {
        return { kind: 'appended', seq: guard.lastSeq, already: true };
      }
    }
    if (verdict === 'fail') throw failure(ack);
    // The race is still on its way through the cluster; whoever folds again will see how it ended.
    if (verdict === 'look' && performance.now() >= start + RACE_MS) return { kind: 'conflict' };
    if (performance.now() >= deadline) {
      const found = mayHaveLanded ? await lookBehind(connection, guard, messages) : undefined;
      if (found !== undefined) return found;
      throw failure(ack);
    }
    await waitABit(connection, attempt, deadline);
  }
}

function stored(ack: Ack & { kind: 'stored' }, guard: Guard): GuardedOutcome {
  if (!ack.duplicate) return { kind: 'appended', seq: ack.seq, already: false };
  // Known from before the guard: the caller's head already contains it.
  return { kind: 'appended', seq: Math.max(ack.seq, guard.lastSeq), already: true };
}

function judge(ack: Ack): 'look' | 'again' | 'fail' {
  if (ack.kind !== 'refused') return 'again';
  switch (ack.code) {
    case codes.wrongLastSequence:
    case codes.wrongLastSequenceInFlight:
    case codes.duplicateInBatch:
      return 'look';
    case codes.batchIncomplete:
      return 'again';
    case codes.storeFailed:
      return 'fail';
    default:
      return ack.status === 503 ? 'again' : 'fail';
  }
}

function failure(ack: Ack): Error {
  if (ack.kind === 'refused') {
    const full = ack.code === codes.storeFailed || ack.status === 503;
    const message = `the broker refused an append: ${ack.reason} (${ack.code})`;
    return full ? new Retryable(message) : new Terminal(message);
  }
  const reason = 'reason' in ack ? ack.reason : ack.kind;
  return new Retryable(`the outcome of an append stayed unknown: ${reason}`);
}

async function lookBehind(
  connection: Connection,
  guard: Guard,
  messages: readonly Outgoing[],
): Promise<GuardedOutcome | undefined> {
  const behind = await connection.ask(`reading back ${guard.filter}`, () =>
    nextOf(connection, guard.stream, guard.filter, guard.lastSeq + 1),
  );
  if (behind === undefined) return undefined;
  const [mark, more] =
    guard.on === 'last' ? [messages.at(-1), 0] : [messages[0], messages.length - 1];
  if (behind.header('Nats-Msg-Id') !== mark?.id) return { kind: 'conflict' };
  return { kind: 'appended', seq: behind.seq + more, already: true };
}

async function waitABit(connection: Connection, attempt: number, deadline: number): Promise<void> {
  await pause(Math.min(200, 5 * 2 ** attempt) * (0.5 + Math.random()));
  if (!connection.isUp()) await connection.up(Math.max(1, deadline - performance.now()));
}

function guardHeaders(guard: Guard, message: Outgoing): HeaderRecord {
  return {
    'Nats-Msg-Id': message.id,
    'Nats-Expected-Last-Subject-Sequence': String(guard.lastSeq),
    'Nats-Expected-Last-Subject-Sequence-Subject': guard.filter,
  };
}

async function publishAll(
  connection: Connection,
  guard: Guard,
  messages: readonly Outgoing[],
): Promise<Ack> {
  const guarded = messages.map((message, index) =>
    guard.on === 'last' && index < messages.length - 1
      ? message
      : { ...message, headers: { ...message.headers, ...guardHeaders(guard, message) } },
  );
  const [first] = guarded;
  if (first === undefined) throw new TypeError('an append needs at least one message');
  if (guarded.length === 1) {
    return connection.window.publish(first.subject, first.body, first.headers);
  }
  return publishBatch(connection, guarded);
}

/**
 * Sends an atomic batch in one go. The client's own batch drops guard headers and hides the server's error,
 * so this speaks the protocol itself. The broker's answer to the first message only matters when it is an error.
 */
async function publishBatch(
  connection: Connection,
  messages: readonly Omit<Outgoing, 'id'>[],
): Promise<Ack> {
  const batch = nuid.next();
  const last = messages.length - 1;
  let begun: Promise<Ack> | undefined;
  let committed: Promise<Ack> | undefined;
  messages.forEach((message, index) => {
    const headers = {
      ...message.headers,
      'Nats-Batch-Id': batch,
      'Nats-Batch-Sequence': String(index + 1),
    };
    if (index === last) {
      committed = connection.window.publishAtOnce(message.subject, message.body, {
        ...headers,
        'Nats-Batch-Commit': '1',
      });
    } else if (index === 0) {
      begun = connection.window.publishAtOnce(message.subject, message.body, headers);
    } else {
      connection.window.send(message.subject, message.body, headers);
    }
  });
  if (committed === undefined) throw new TypeError('a batch needs at least one message');
  const ack = await committed;
  if (ack.kind !== 'refused' || begun === undefined) return ack;
  const start = await begun;
  return start.kind === 'refused' ? start : ack;
}
