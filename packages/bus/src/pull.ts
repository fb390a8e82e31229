import { type Msg, nuid } from '@nats-io/transport-node';
import { readAckAddress } from './ack-address.ts';
import type { Connection } from './connection.ts';
import { headerOf, type Stored } from './stored.ts';

/** A message that is held until it is answered. */
export interface Delivery extends Stored {
  /** How often it was handed out, this time included. */
  readonly count: number;
  /** Takes it off the list; resolves once the broker has said so, or after five seconds without an answer. */
  ack(): Promise<void>;
  /** Gives it back, to be handed out again after the delay. */
  nak(delayMs: number): void;
  /** Keeps it held for another span. */
  working(): void;
  /** Takes it off the list for good, unfinished. Resolves as `ack` does. */
  term(reason: string): Promise<void>;
}

/** How a pull waits. */
export interface PullOptions {
  /** 0 asks what is there now; else at least 1000. */
  readonly waitMs: number;
  readonly signal?: AbortSignal;
}

const HEARTBEAT_MS = 1000;
const ANSWER_MS = 3000;
const NANOS = 1_000_000;
const encoder = new TextEncoder();

/**
 * Asks a durable for one message; `undefined` when none came.
 * Never rejects: a broker that does not answer has no message to give. Nothing is taken ahead of need, and a message
 * that arrives in the moment of an abort is given back.
 */
export function pullOne(
  connection: Connection,
  stream: string,
  durable: string,
  options: PullOptions,
): Promise<Delivery | undefined> {
  const { nc } = connection;
  const { waitMs, signal } = options;
  if (!connection.isUp() || nc.isClosed() || signal?.aborted === true) {
    return Promise.resolve(undefined);
  }
  const reply = `${connection.inbox}.${nuid.next()}`;
  return new Promise((resolve) => {
    let over = false;
    const patience = waitMs === 0 ? ANSWER_MS : HEARTBEAT_MS * 2.5;
    let timer = setTimeout(giveUp, patience);
    const subscription = nc.subscribe(reply, {
      callback: (error, message) => {
        if (error !== null) return finish(undefined);
        if (message.subject !== reply) {
          const delivery = toDelivery(connection, message);
          if (over) delivery.nak(0);
          else finish(delivery);
          return;
        }
        // 100 is a heartbeat; every other status ends this pull.
        if (message.headers?.code !== 100) return finish(undefined);
        clearTimeout(timer);
        timer = setTimeout(giveUp, patience);
      },
    });
    const forget = connection.onLost(() => finish(undefined));
    signal?.addEventListener('abort', giveUp, { once: true });

    function end(delivery: Delivery | undefined): void {
      over = true;
      clearTimeout(timer);
      forget();
      signal?.removeEventListener('abort', giveUp);
      resolve(delivery);
    }
    function finish(delivery: Delivery | undefined): void {
      if (over) return;
      end(delivery);
      if (!nc.isClosed()) subscription.unsubscribe();
    }
    /** The broker may be handing one over right now: what it sent before it learns of this is given back. */
    function giveUp(): void {
      if (over) return;
      end(undefined);
      if (!nc.isClosed()) subscription.drain().catch(() => {});
    }

    const request =
      waitMs === 0
        ? { batch: 1, no_wait: true }
        : { batch: 1, expires: waitMs * NANOS, idle_heartbeat: HEARTBEAT_MS * NANOS };
    nc.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`, JSON.stringify(request), {
      reply,
    });
  });
}

function toDelivery(connection: Connection, message: Msg): Delivery {
  const { nc } = connection;
  const { count, streamSeq, nanos } = readAckAddress(message.reply);

  async function confirm(answer: string): Promise<void> {
    // Unanswered, it is handed out again, and its handler finds nothing left to do.
    await connection.window.publishAtOnce(message.reply ?? '', encoder.encode(answer));
  }
  function tell(answer: string): void {
    if (connection.isUp() && !nc.isClosed()) message.respond(answer);
  }

  return {
    subject: message.subject,
    seq: streamSeq,
    body: message.data,
    time: new Date(nanos / NANOS).toISOString(),
    header: (name) => headerOf(message.headers, name),
    count,
    ack: () => confirm('+ACK'),
    nak: (delayMs) => tell(delayMs > 0 ? `-NAK {"delay":${Math.round(delayMs) * NANOS}}` : '-NAK'),
    working: () => tell('+WPI'),
    term: (reason) => confirm(`+TERM ${reason.replaceAll(/\s+/g, ' ').slice(0, 500)}`),
  };
}
