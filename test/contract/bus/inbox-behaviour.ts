import { randomBytes, randomUUID } from 'node:crypto';
import type { Bus, InboxMessage } from '@patchwright/bus';
import { Retryable, Terminal } from '@patchwright/faults';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Broker } from './broker.ts';
import { until } from './until.ts';

/** What the inbox and the object store promise. */
export function describeInbox(broker: () => Broker): void {
  let bus: Bus;
  let other: Bus;
  beforeAll(async () => {
    bus = await broker().connect('inbox');
    other = await broker().connect('inbox-other');
  });

  describe('the inbox', () => {
    test('keeps a webhook as it was received', async () => {
      const webhook = freshWebhook({ headers: { 'x-title': 'Grüße,\r\nzwei Zeilen' } });
      const { seq, duplicate } = await bus.inbox.accept(webhook);
      expect(duplicate).toBe(false);
      expect(await other.inbox.at(seq)).toEqual({ ...webhook, seq });
      expect(await other.inbox.at(seq + 1000)).toBeUndefined();
    });

    test('keeps a body that no message could hold', async () => {
      const webhook = freshWebhook({ body: new Uint8Array(randomBytes(3_000_000)) });
      const { seq } = await bus.inbox.accept(webhook);
      const found = await other.inbox.at(seq);
      expect(Buffer.compare(found?.body ?? new Uint8Array(), webhook.body)).toBe(0);
    });

    test('stores a delivery once, whatever its body', async () => {
      const webhook = freshWebhook();
      const first = await bus.inbox.accept(webhook);
      const again = await other.inbox.accept({ ...webhook, body: bytes('changed') });
      expect(again).toEqual({ seq: first.seq, duplicate: true });
    });

    test('stores a body once, whatever unsigned words come with it', async () => {
      const webhook = freshWebhook();
      const first = await bus.inbox.accept(webhook);
      for (const change of [
        { deliveryId: randomUUID() },
        { deliveryId: randomUUID(), kind: 'push' },
        { deliveryId: randomUUID(), tenant: 'elsewhere' },
      ]) {
        const again = await other.inbox.accept({ ...webhook, ...change });
        expect(again).toEqual({ seq: first.seq, duplicate: true });
      }
      const foreign = await bus.inbox.accept({ ...webhook, source: 'jira' });
      expect(foreign.duplicate).toBe(false);
    });

    test('stores a webhook once that comes fifty times at once', async () => {
      const webhook = freshWebhook();
      const answers = await Promise.allSettled(
        Array.from({ length: 50 }, (_, index) =>
          (index % 2 === 0 ? bus : other).inbox.accept({
            ...webhook,
            deliveryId: randomUUID(),
          }),
        ),
      );
      const stored = answers.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      expect(stored.filter((one) => !one.duplicate)).toHaveLength(1);
      expect(new Set(stored.map((one) => one.seq)).size).toBe(1);
    });

    test('tries again what failed, and lays aside what cannot be done', async () => {
      const passing = freshWebhook();
      const hopeless = freshWebhook();
      const tries = new Map<string, number[]>();
      const stop = new AbortController();
      let isMended = false;
      const taking = bus.inbox.consume({
        durable: `ingest-${randomUUID()}`,
        concurrency: 4,
        handle: async ({ deliveryId }, { attempt }) => {
          tries.set(deliveryId, [...(tries.get(deliveryId) ?? []), attempt]);
          if (deliveryId === passing.deliveryId && attempt === 1) {
            throw new Retryable('not yet', { afterMs: 50 });
          }
          if (deliveryId === hopeless.deliveryId && !isMended) throw new Terminal('never');
        },
        signal: stop.signal,
      });
      await bus.inbox.accept(passing);
      const { seq } = await bus.inbox.accept(hopeless);
      await until('the first is done', () => tries.get(passing.deliveryId)?.length === 2);
      const letter = await until('the second is laid aside', async () =>
        (await other.deadLetters.list()).find((one) => one.inboxSeq === seq),
      );
      expect(letter).toMatchObject({ reason: 'never', attempts: 1, item: undefined });
      expect(tries.get(hopeless.deliveryId)).toEqual([1]);

      isMended = true;
      await other.deadLetters.redrive(letter.id);
      await until('it is handled after all', () => tries.get(hopeless.deliveryId)?.length === 2);
      expect(await other.deadLetters.get(letter.id)).toBeUndefined();
      stop.abort();
      await taking;
      expect(tries.get(passing.deliveryId)).toEqual([1, 2]);
    });
  });

  describe('the object store', () => {
    test('keeps a value once under its digest', async () => {
      const value = bytes(`a diff ${randomUUID()}`);
      const ref = await bus.blobs.put(value, 'text/x-diff');
      expect(ref).toEqual({
        ref: expect.stringMatching(/^sha256-[0-9a-f]{64}$/),
        size: value.length,
        mediaType: 'text/x-diff',
      });
      expect(await other.blobs.put(value, 'text/x-diff')).toEqual(ref);
      expect(Buffer.from(await other.blobs.get(ref)).toString()).toBe(
        Buffer.from(value).toString(),
      );
      const missing = { ...ref, ref: `sha256-${'0'.repeat(64)}` };
      await expect(bus.blobs.get(missing)).rejects.toThrow(Terminal);
    });

    test('keeps megabytes under a name of the caller', async () => {
      const name = `tree-${randomUUID()}`;
      const value = new Uint8Array(randomBytes(5_000_000));
      expect(await other.blobs.getNamed(name)).toBeUndefined();
      await bus.blobs.putNamed(name, value);
      await bus.blobs.putNamed(name, value);
      const found = await other.blobs.getNamed(name);
      expect(Buffer.compare(found ?? new Uint8Array(), value)).toBe(0);
    });

    test('keeps one value that many store at once', async () => {
      const value = new Uint8Array(randomBytes(300_000));
      const refs = await Promise.all(
        Array.from({ length: 6 }, (_, index) =>
          (index % 2 === 0 ? bus : other).blobs.put(value, 'application/octet-stream'),
        ),
      );
      const [ref] = refs;
      if (ref === undefined) throw new Error('nothing was stored');
      expect(Buffer.compare(await bus.blobs.get(ref), value)).toBe(0);
    });
  });
}

function freshWebhook(change: Partial<InboxMessage> = {}): Omit<InboxMessage, 'seq'> {
  return {
    source: 'github',
    tenant: 'default',
    kind: 'issues',
    deliveryId: randomUUID(),
    receivedAt: '2026-11-20T09:00:00.000Z',
    headers: { 'x-github-event': 'issues' },
    body: bytes(`{"number":"${randomUUID()}"}`),
    ...change,
  };
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
