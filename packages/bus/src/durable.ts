import { setTimeout as pause } from 'node:timers/promises';
import { AckPolicy, DeliverPolicy } from '@nats-io/jetstream';
import { errors, nanos } from '@nats-io/transport-node';
import { messageOf } from '@patchwright/faults';
import { codes, hasCode } from './broker-errors.ts';
import type { Connection } from './connection.ts';
import { type Delivery, pullOne } from './pull.ts';

/** A durable reader that several processes share. */
export interface DurableOptions {
  readonly stream: string;
  readonly durable: string;
  readonly filter?: string;
  /** Messages handled at once by this process. */
  readonly concurrency: number;
  /** Messages held at once by all processes; 1 keeps the order. */
  readonly maxHeld: number;
  /** How long a message stays held without a sign of life. */
  readonly ackWaitMs: number;
  readonly maxDeliver: number;
  /** Settles the delivery itself (ack, nak or term). What it throws gives the message back after five seconds. */
  readonly handle: (delivery: Delivery) => Promise<void>;
  readonly signal: AbortSignal;
}

const WAIT_MS = 5000;
const REFUSED_MS = 5000;

/** Takes messages from a durable, which it sets up when it is not there, until the signal aborts; then lets what runs finish. */
export async function takeFromDurable(
  connection: Connection,
  options: DurableOptions,
): Promise<void> {
  await ensureDurable(connection, options);
  const places = Array.from({ length: options.concurrency }, () => keepPlace(connection, options));
  await Promise.all(places);
}

async function keepPlace(connection: Connection, options: DurableOptions): Promise<void> {
  const { signal, stream, durable } = options;
  let barren = 0;
  while (!signal.aborted && !connection.nc.isClosed()) {
    const asked = performance.now();
    const delivery = await pullOne(connection, stream, durable, { waitMs: WAIT_MS, signal });
    if (delivery !== undefined) {
      barren = 0;
      await handleOne(connection, options, delivery);
      continue;
    }
    // A pull that ends early was refused: an election, a restart, or the durable is gone.
    if (performance.now() - asked >= HALF_WAIT_MS || signal.aborted) continue;
    barren += 1;
    await pause(Math.min(1000, 20 * 2 ** Math.min(barren, 6)), undefined, { signal }).catch(
      () => {},
    );
    if (barren % 5 === 0 && !signal.aborted) {
      await ensureDurable(connection, options).catch((error: unknown) =>
        connection.say('warn', `cannot take from ${stream} at present`, messageOf(error)),
      );
    }
  }
}

const HALF_WAIT_MS = WAIT_MS / 2;

async function handleOne(
  connection: Connection,
  options: DurableOptions,
  delivery: Delivery,
): Promise<void> {
  try {
    await options.handle(delivery);
  } catch (error) {
    connection.say(
      'warn',
      `${options.durable} gives message ${delivery.seq} back`,
      messageOf(error),
    );
    delivery.nak(REFUSED_MS * (0.75 + Math.random() / 2));
  }
}

async function ensureDurable(connection: Connection, options: DurableOptions): Promise<void> {
  const { jsm } = connection;
  const config = {
    durable_name: options.durable,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: nanos(options.ackWaitMs),
    max_deliver: options.maxDeliver,
    max_ack_pending: options.maxHeld,
    ...(options.filter === undefined ? {} : { filter_subject: options.filter }),
  };
  await connection.ask(`setting up ${options.durable}`, async () => {
    const { stream, durable } = options;
    try {
      await jsm.consumers.info(stream, durable);
    } catch (error) {
      if (!hasCode(error, codes.consumerNotFound)) throw error;
      await jsm.consumers.add(stream, config);
      // A cluster answers before the durable has a leader, and a pull sent too early is never answered.
      const { cluster } = await jsm.consumers.info(stream, durable);
      if (cluster !== undefined && cluster.leader === undefined) {
        throw new errors.RequestError(`${durable} has no leader yet`);
      }
    }
  });
}

/** The delay before attempt `attempt + 1`: the entry of that number, the last one for all later ones, give or take a quarter. */
export function jittered(delaysMs: readonly number[], attempt: number): number {
  const delay = delaysMs[Math.min(attempt, delaysMs.length) - 1] ?? delaysMs.at(-1) ?? 0;
  return delay * (0.75 + Math.random() / 2);
}
