import { type Msg, nuid } from '@nats-io/transport-node';
import { readAckAddress } from './ack-address.ts';
import type { Connection } from './connection.ts';
import { headerOf, type Stored } from './stored.ts';

/** A message of a session, with how many more were waiting behind it. */
export interface Taken extends Stored {
  readonly pending: number;
}

/** One reader on one consumer of the broker, for as long as nothing goes wrong. */
export interface OrderedSession {
  /** What is at hand, at least one message; `undefined` once the session has ended and all it had was taken. */
  readonly take: () => Promise<readonly Taken[] | undefined>;
  readonly end: () => void;
}

const WINDOW = 1000;
const REFILL = 500;
const PART = 256;
const HEARTBEAT_MS = 1000;
const SILENCE_MS = 2500;
const EXPIRES_MS = 10_000;
const NANOS = 1_000_000;
/** On a cluster a consumer may be known a moment before its node can be reached. */
const UNREACHED_MS = 20;
const UNREACHED_TRIES = 25;

/**
 * Reads a consumer that acknowledges nothing, in order. It ends by itself at the first sign of trouble: a gap in the
 * deliveries, silence, a lost connection, a status that it does not expect. Whoever reads then opens another.
 * Never holds more than a thousand messages that were not taken.
 */
export function openSession(
  connection: Connection,
  stream: string,
  consumer: string,
): OrderedSession {
  const { nc } = connection;
  const inbox = `${connection.inbox}.${nuid.next()}`;
  let queue: Taken[] = [];
  let asked = 0;
  let expected = 1;
  let unreached = 0;
  let isOver = false;
  let wake: (() => void) | undefined;
  const silence = setTimeout(endWhenDeaf, SILENCE_MS);

  const subscription = nc.subscribe(inbox, {
    callback: (error, message) => {
      if (isOver) return;
      if (error !== null) return end();
      silence.refresh();
      if (message.subject === inbox) hear(message);
      else receive(message);
    },
  });
  const forget = connection.onLost(end);
  refill();

  function receive(message: Msg): void {
    const { consumerSeq, streamSeq, nanos, pending } = readAckAddress(message.reply);
    if (consumerSeq !== expected) {
      end();
      return;
    }
    expected += 1;
    asked -= 1;
    queue.push({
      subject: message.subject,
      seq: streamSeq,
      body: message.data,
      get time() {
        return new Date(nanos / NANOS).toISOString();
      },
      header: (name) => headerOf(message.headers, name),
      pending,
    });
    wake?.();
  }

  function hear(message: Msg): void {
    const code = message.headers?.code;
    if (code === 100) return;
    if (code === 408) {
      // What was asked for and did not come in time; the broker counts it off.
      asked -= Number(headerOf(message.headers, 'Nats-Pending-Messages') ?? asked);
      refill();
    } else if (code === 503 && unreached < UNREACHED_TRIES) {
      unreached += 1;
      asked = 0;
      setTimeout(refill, UNREACHED_MS);
    } else {
      end();
    }
  }

  function refill(): void {
    const batch = WINDOW - asked - queue.length;
    if (isOver || batch < REFILL) return;
    asked += batch;
    const request = JSON.stringify({
      batch,
      expires: EXPIRES_MS * NANOS,
      idle_heartbeat: HEARTBEAT_MS * NANOS,
    });
    nc.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`, request, { reply: inbox });
    silence.refresh();
  }

  /** The broker only speaks while it owes something; a reader that is slow itself has asked for nothing. */
  function endWhenDeaf(): void {
    if (asked <= 0) silence.refresh();
    else end();
  }

  function end(): void {
    if (isOver) return;
    isOver = true;
    clearTimeout(silence);
    forget();
    if (!nc.isClosed()) subscription.unsubscribe();
    wake?.();
  }

  return {
    async take() {
      if (queue.length === 0 && !isOver) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = undefined;
      }
      if (queue.length === 0) return undefined;
      const part = queue.splice(0, PART);
      refill();
      return part;
    },
    end: () => {
      queue = [];
      end();
    },
  };
}
