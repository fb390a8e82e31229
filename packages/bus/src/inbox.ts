import { inboxGuard, inboxSubject, sha256, streams } from '@patchwright/events';
import { isFault, messageOf, Retryable, Terminal } from '@patchwright/faults';
import { codes } from './broker-errors.ts';
import type { Blobs, Inbox, InboxMessage } from './bus.ts';
import type { Connection } from './connection.ts';
import { jittered, takeFromDurable } from './durable.ts';
import { lastOf, messageAt } from './history.ts';
import { decodeInbox, encodeInbox } from './inbox-message.ts';
import { writeLetter } from './letter.ts';
import { publishSurely } from './publish.ts';
import type { Delivery } from './pull.ts';

/** Senders wait for our answer, some of them for a second only; a 503 makes them come back. */
const PATIENCE_MS = 5000;
const ACK_WAIT_MS = 10_000;
const MAX_ATTEMPTS = 8;
const RETRY_MS = [500, 2000, 5000, 15_000, 30_000, 60_000];
const DIGEST_CHARACTERS = 32;

/** Verified webhooks on the INBOX stream. */
export function openInbox(connection: Connection, blobs: Blobs): Inbox {
  return {
    accept: (message) => accept(connection, blobs, message),
    async at(seq) {
      const found = await messageAt(connection, streams.inbox, seq);
      return found === undefined ? undefined : decodeInbox(blobs, found);
    },
    consume: (options) => consume(connection, blobs, options),
  };
}

/**
 * Delivery ids are not signed by most senders, so a replayed body could come under a new one: the body itself is
 * guarded too, by its digest in the subject, for as long as the message is kept.
 */
async function accept(
  connection: Connection,
  blobs: Blobs,
  message: Omit<InboxMessage, 'seq'>,
): Promise<{ readonly seq: number; readonly duplicate: boolean }> {
  const { source, tenant, kind, deliveryId } = message;
  const digest = sha256(message.body).slice(0, DIGEST_CHARACTERS);
  const guard = inboxGuard(source, digest);
  const { headers, body } = await encodeInbox(blobs, message);
  const ack = await publishSurely(
    connection,
    inboxSubject(source, tenant, kind, digest),
    body,
    {
      ...headers,
      'Nats-Msg-Id': encodeURIComponent(`${source}:${deliveryId}`),
      'Nats-Expected-Last-Subject-Sequence': '0',
      'Nats-Expected-Last-Subject-Sequence-Subject': guard,
    },
    PATIENCE_MS,
  );
  if (ack.kind === 'stored') return { seq: ack.seq, duplicate: ack.duplicate && !ack.unsure };
  if (ack.code === codes.wrongLastSequence || ack.code === codes.wrongLastSequenceInFlight) {
    return findFirst(connection, guard, ack.unsure);
  }
  const sentence = `a webhook of ${source} was refused: ${ack.reason} (${ack.code})`;
  throw ack.code === codes.storeFailed ? new Retryable(sentence) : new Terminal(sentence);
}

async function findFirst(
  connection: Connection,
  guard: string,
  unsure: boolean,
): Promise<{ readonly seq: number; readonly duplicate: boolean }> {
  const first = await connection.ask('reading the inbox', () =>
    lastOf(connection, streams.inbox, guard),
  );
  // On a cluster the first one may still be on its way; the sender's next try will find it.
  if (first === undefined) throw new Retryable('the same webhook is being stored right now');
  return { seq: first.seq, duplicate: !unsure };
}

function consume(
  connection: Connection,
  blobs: Blobs,
  options: Parameters<Inbox['consume']>[0],
): Promise<void> {
  const { durable, concurrency, signal } = options;

  async function handle(delivery: Delivery): Promise<void> {
    const attempt = delivery.count;
    try {
      if (attempt > MAX_ATTEMPTS) throw new Terminal('its handler died in each attempt');
      await options.handle(await decodeInbox(blobs, delivery), { attempt });
    } catch (error) {
      await refuse(delivery, attempt, error);
      return;
    }
    await delivery.ack();
  }

  async function refuse(delivery: Delivery, attempt: number, error: unknown): Promise<void> {
    const isFinal = isFault(error) && !(error instanceof Retryable);
    if (!isFinal && attempt < MAX_ATTEMPTS) {
      const asked = error instanceof Retryable ? error.afterMs : undefined;
      connection.say('warn', `${durable} will see message ${delivery.seq} again`, messageOf(error));
      delivery.nak(asked ?? jittered(RETRY_MS, attempt));
      return;
    }
    await writeLetter(connection, {
      item: undefined,
      inboxSeq: delivery.seq,
      reason: messageOf(error),
      attempts: Math.min(attempt, MAX_ATTEMPTS),
      tenant: delivery.subject.split('.')[5] ?? 'unknown',
      from: { stream: streams.inbox, seq: delivery.seq },
    });
    await delivery.term(messageOf(error));
  }

  return takeFromDurable(connection, {
    stream: streams.inbox,
    durable,
    concurrency,
    maxHeld: 256,
    ackWaitMs: ACK_WAIT_MS,
    maxDeliver: MAX_ATTEMPTS + 2,
    handle,
    signal,
  });
}
