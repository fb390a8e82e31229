import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hubSignature } from '../src/signatures.ts';
import { createWebhookSender, type WebhookSender } from '../src/webhook-sender.ts';
import { type Receiver, startReceiver } from './receiver.ts';

let receiver: Receiver;
let sender: WebhookSender;

beforeEach(async () => {
  receiver = await startReceiver();
  sender = createWebhookSender({
    sign: ({ id, body, attempt }) => ({
      'x-id': id,
      'x-attempt': String(attempt),
      'x-hub-signature': hubSignature('secret', body),
    }),
    firstPauseMs: 5,
  });
});
afterEach(async () => {
  await sender[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

const hook = (body: string) => ({ url: receiver.url, event: 'thing', body });

describe('a webhook', () => {
  it('goes out in the order in which things happened', async () => {
    for (const body of ['1', '2', '3']) void sender.send(hook(body));
    await sender.settled();
    expect(receiver.received.map(({ body }) => body)).toEqual(['1', '2', '3']);
    expect(sender.deliveries()).toMatchObject([1, 2, 3].map(() => ({ status: 'delivered' })));
  });

  it('is sent again under the same id when the server failed', async () => {
    receiver.answerNext({ status: 503 }, { status: 500 });
    expect(await sender.send(hook('{}'))).toMatchObject({ status: 'waiting', attempts: 1 });
    await sender.settled();
    expect(sender.deliveries()).toMatchObject([{ status: 'delivered', attempts: 3 }]);
    expect(new Set(receiver.received.map(({ headers }) => headers['x-id'])).size).toBe(1);
    expect(receiver.received.map(({ headers }) => headers['x-attempt'])).toEqual(['1', '2', '3']);
  });

  it('waits for a server that is not there yet', async () => {
    const port = Number(new URL(receiver.url).port);
    await receiver[Symbol.asyncDispose]();
    expect(await sender.send(hook('{}'))).toMatchObject({
      status: 'waiting',
      error: expect.stringContaining('ECONNREFUSED'),
    });
    receiver = await startReceiver(port);
    await sender.settled();
    expect(receiver.received).toHaveLength(1);
  });

  it('is not sent again when it was refused', async () => {
    receiver.answerNext({ status: 401, body: 'bad signature' });
    const delivery = await sender.send(hook('{}'));
    await sender.settled();
    expect(delivery).toMatchObject({
      status: 'refused',
      answer: { status: 401, body: 'bad signature' },
    });
    expect(receiver.received).toHaveLength(1);
  });

  it('is given up when nobody answers for too long', async () => {
    await using impatient = createWebhookSender({
      sign: () => ({}),
      firstPauseMs: 2,
      patienceMs: 10,
    });
    receiver.answerNext(...Array.from({ length: 20 }, () => ({ status: 500 })));
    await impatient.send(hook('{}'));
    await impatient.settled();
    expect(impatient.deliveries()).toMatchObject([{ status: 'lost' }]);
  });

  it('can be redelivered with its id and its bytes', async () => {
    const { id } = await sender.send(hook('{"a":1}'));
    await sender.redeliver(id);
    expect(receiver.received.map(({ headers, body }) => [headers['x-id'], body])).toEqual([
      [id, '{"a":1}'],
      [id, '{"a":1}'],
    ]);
    await expect(sender.redeliver('unknown')).rejects.toThrow('No delivery has the id unknown');
  });
});
