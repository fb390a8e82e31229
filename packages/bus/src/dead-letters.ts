import { inboxSubject, streams } from '@patchwright/events';
import { messageOf, Retryable, Terminal } from '@patchwright/faults';
import { isPassing, orUndefined } from './broker-errors.ts';
import type { DeadLetter, DeadLetters } from './bus.ts';
import type { Connection } from './connection.ts';
import { jittered, takeFromDurable } from './durable.ts';
import { messageAt } from './history.ts';
import { originalHeaders } from './inbox-message.ts';
import { type Buried, readLetter, writeLetter } from './letter.ts';
import { readOrdered } from './ordered.ts';
import { publishOrThrow } from './publish.ts';
import type { Delivery } from './pull.ts';
import { readJson, type Stored } from './stored.ts';
import { offer } from './work.ts';
import { decodeItem } from './work-item.ts';

const ACK_WAIT_MS = 10_000;
const RETRY_MS = [1000, 5000, 30_000];
const LETTERS = 'mesh.v1.dlq.>';

/** Dead letters on the DLQ stream. A letter lies there until its work is offered again, or it has aged out. */
export function openDeadLetters(connection: Connection): DeadLetters {
  return {
    list: () => list(connection),
    get: async (id) => (await find(connection, id))?.letter,
    redrive: (id) => redrive(connection, id),
    drop: (id) => drop(connection, id),
    collect: (options) => collect(connection, options),
  };
}

async function list(connection: Connection): Promise<readonly DeadLetter[]> {
  const letters: DeadLetter[] = [];
  const stop = new AbortController();
  const parts = readOrdered(connection, {
    stream: streams.deadLetters,
    filter: LETTERS,
    fromSeq: 1,
    signal: stop.signal,
  });
  for await (const { messages, pending } of parts) {
    for (const message of messages) {
      const buried = readLetter(message);
      if (buried !== undefined) letters.push(buried.letter);
    }
    if (pending === 0) break;
  }
  stop.abort();
  return letters;
}

async function find(connection: Connection, id: string): Promise<Buried | undefined> {
  if (!/^[1-9][0-9]*$/.test(id)) return undefined;
  const found = await messageAt(connection, streams.deadLetters, Number(id));
  return found === undefined ? undefined : readLetter(found);
}

async function redrive(connection: Connection, id: string): Promise<void> {
  const buried = await find(connection, id);
  if (buried === undefined) throw new Terminal(`there is no dead letter ${id}`);
  const { letter } = buried;
  await clear(connection, buried);
  if (letter.item !== undefined) await offer(connection, letter.item);
  else if (letter.inboxSeq !== undefined) await receiveAgain(connection, id, letter.inboxSeq);
  else throw new Terminal(`dead letter ${id} names nothing that could be tried again`);
  await remove(connection, streams.deadLetters, Number(id));
}

async function drop(connection: Connection, id: string): Promise<void> {
  const buried = await find(connection, id);
  if (buried === undefined) return;
  await clear(connection, buried);
  await remove(connection, streams.deadLetters, Number(id));
}

/**
 * The letter is written before its item is taken off the lane. In between the item's place is still taken, and an
 * offer would count as made, and be lost with the item.
 */
async function clear(connection: Connection, { from }: Buried): Promise<void> {
  if (from.stream === streams.work) await remove(connection, from.stream, from.seq);
}

/** The message is stored once more, past the guard on its body: its old place was read by every consumer long ago. */
async function receiveAgain(connection: Connection, id: string, seq: number): Promise<void> {
  const message = await messageAt(connection, streams.inbox, seq);
  if (message === undefined) {
    throw new Terminal(`inbox message ${seq} of dead letter ${id} has aged out`);
  }
  const [, , , source = '', , tenant = '', kind = ''] = message.subject.split('.');
  await publishOrThrow(
    connection,
    inboxSubject(source, tenant, kind, `redrive-${id}`),
    message.body,
    { ...originalHeaders(message), 'Nats-Msg-Id': `redrive-${id}` },
  );
}

async function remove(connection: Connection, stream: string, seq: number): Promise<void> {
  await connection.ask(`removing message ${seq} of ${stream}`, async () => {
    try {
      await connection.jsm.streams.deleteMessage(stream, seq, false);
    } catch (error) {
      // Gone already: its worker was faster, or an earlier try. One code stands for every failed removal.
      const { streams: api } = connection.jsm;
      if (isPassing(error) || (await orUndefined(api.getMessage(stream, { seq })))) throw error;
    }
  });
}

function collect(
  connection: Connection,
  options: Parameters<DeadLetters['collect']>[0],
): Promise<void> {
  async function handle(delivery: Delivery): Promise<void> {
    try {
      const buried = readLetter(delivery);
      if (buried !== undefined) {
        await clear(connection, buried);
        await options.onLetter(buried.letter);
      } else if (delivery.subject.startsWith('$JS.')) {
        await takeDown(connection, delivery);
      }
    } catch (error) {
      connection.say('warn', `dead letter ${delivery.seq} is tried again`, messageOf(error));
      const delay = error instanceof Retryable ? error.afterMs : undefined;
      delivery.nak(delay ?? jittered(RETRY_MS, delivery.count));
      return;
    }
    await delivery.ack();
  }

  return takeFromDurable(connection, {
    stream: streams.deadLetters,
    durable: 'collect',
    concurrency: 1,
    maxHeld: 1,
    ackWaitMs: ACK_WAIT_MS,
    maxDeliver: -1,
    handle,
    signal: options.signal,
  });
}

/**
 * The broker gave up on a message: it keeps it, hands it to nobody, and (for work) blocks its place.
 * The letter that is written here comes back to `collect` like any other.
 */
async function takeDown(connection: Connection, advisory: Stored): Promise<void> {
  const told = readJson(advisory.body) as {
    readonly stream?: string;
    readonly stream_seq?: number;
    readonly deliveries?: number;
  };
  const { stream, stream_seq: seq, deliveries = 0 } = told;
  if (stream === undefined || seq === undefined) return;
  const message = await messageAt(connection, stream, seq);
  if (message === undefined) return;
  const item = stream === streams.work ? decodeItem(message) : undefined;
  await writeLetter(connection, {
    item,
    inboxSeq: stream === streams.inbox ? seq : undefined,
    reason: `it was handed out ${deliveries} times and never finished`,
    attempts: deliveries,
    tenant: item?.tenant ?? message.subject.split('.')[5] ?? 'unknown',
    from: { stream, seq },
  });
  if (stream === streams.work) await remove(connection, stream, seq);
}
