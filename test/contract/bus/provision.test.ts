import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  connectBus,
  type DeadLetter,
  provision,
  UnsafeBroker,
  type WorkItem,
} from '@patchwright/bus';
import { emptyHead } from '@patchwright/events';
import { Retryable } from '@patchwright/faults';
import { freePorts, type NatsServer, startNats } from '@patchwright/local';
import { request } from '@patchwright/local/raw-nats';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { append, freshIssue, observed } from './facts.ts';
import { until } from './until.ts';

let dir: string;
let server: NatsServer;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'provision-'));
  server = await startNats({ storeDir: dir });
});
afterEach(async () => {
  await server.stop();
  await rm(dir, { recursive: true, force: true });
});

function setUp(maxBytes: { events?: number; inbox?: number } = {}) {
  return provision({ url: server.url, name: 'provision', replicas: 1, maxBytes });
}

describe('setting up the broker', () => {
  test('makes everything, and changes nothing when it is done again', async () => {
    const first = await setUp();
    expect(first.created).toEqual(expect.arrayContaining(['EVENTS', 'WORK', 'execute-p0']));
    expect(first.unchanged).toEqual([]);
    const again = await setUp();
    expect(again).toEqual({ ...first, created: [], updated: [], unchanged: first.created });
  });

  test('goes on where an earlier try was cut off', async () => {
    await setUp();
    await request(server.url, '$JS.API.STREAM.DELETE.TIMERS');
    await request(server.url, '$JS.API.CONSUMER.DELETE.WORK.plan-p2');
    expect((await setUp()).created).toEqual(['TIMERS', 'plan-p2']);
  });

  test('mends what may differ', async () => {
    await setUp();
    await change('INBOX', { duplicate_window: 1_000_000_000 });
    await changeLane('plan-p0', { ack_wait: 5_000_000_000 });
    expect((await setUp()).updated).toEqual(['INBOX', 'plan-p0']);
    expect((await setUp()).updated).toEqual([]);
  });

  test.each([
    ['EVENTS', { max_msgs: 1_000_000 }, 'max_msgs'],
    ['EVENTS', { max_age: 86_400_000_000_000 }, 'max_age'],
    ['EVENTS', { discard: 'old' }, 'discard'],
    ['WORK', { max_msgs_per_subject: 2 }, 'max_msgs_per_subject'],
    ['JOURNAL', { max_age: 3_600_000_000_000 }, 'max_age'],
  ])('refuses a stream %s that could forget: %o', async (stream, setting, named) => {
    await setUp();
    await request(server.url, '$JS.API.CONSUMER.DELETE.WORK.plan-p2');
    await change(stream, setting);
    const refusal = setUp();
    await expect(refusal).rejects.toThrow(UnsafeBroker);
    await expect(refusal).rejects.toThrow(`stream ${stream} has ${named}`);
    const lane = await request(server.url, '$JS.API.CONSUMER.INFO.WORK.plan-p2');
    expect(lane).toMatchObject({ error: { err_code: 10014 } });
  });

  test('lets whoever runs the server give a stream its space', async () => {
    await setUp();
    await change('EVENTS', { max_bytes: 1_000_000_000 });
    expect((await setUp()).updated).toEqual([]);
    const info = await request(server.url, '$JS.API.STREAM.INFO.EVENTS');
    expect(info.config).toMatchObject({ max_bytes: 1_000_000_000 });
  });

  test('a message that the broker gave up on becomes a letter, and its place is free', async () => {
    await setUp();
    await using bus = await connectBus({ url: server.url, name: 'test' });
    const item: WorkItem = {
      kind: 'monitor',
      lane: 'p2',
      tenant: 'default',
      id: 'shop-1',
      cause: '1',
      causeId: 'cause',
      causeSeq: 1,
    };
    const stop = new AbortController();
    const letters: DeadLetter[] = [];
    const collecting = bus.deadLetters.collect({
      onLetter: async (letter) => void letters.push(letter),
      signal: stop.signal,
    });
    await changeLane('monitor-p2', { max_deliver: 2, ack_wait: 300_000_000 });
    const taking = bus.work.take({
      kind: 'monitor',
      concurrency: 1,
      ackWaitMs: 300,
      handle: async () => ({ kind: 'lapse' }),
      signal: stop.signal,
    });
    await bus.work.offer(item);
    await until('the letter is written', () => letters.length === 1);
    expect(letters).toMatchObject([
      { item, attempts: 2, reason: expect.stringContaining('handed out 2 times') },
    ]);
    expect(await bus.work.outstanding('default', 'shop-1')).toEqual([]);
    expect(await bus.work.offer(item)).toBe('offered');
    stop.abort();
    await Promise.all([collecting, taking]);
  });

  async function change(stream: string, setting: object): Promise<void> {
    const info = await request(server.url, `$JS.API.STREAM.INFO.${stream}`);
    const config = { ...(info.config as object), ...setting };
    const answer = await request(server.url, `$JS.API.STREAM.UPDATE.${stream}`, config);
    expect(answer.error).toBeUndefined();
  }
  async function changeLane(lane: string, setting: object): Promise<void> {
    const info = await request(server.url, `$JS.API.CONSUMER.INFO.WORK.${lane}`);
    const config = { ...(info.config as object), ...setting };
    const body = { stream_name: 'WORK', config, action: 'update' };
    const subject = `$JS.API.CONSUMER.DURABLE.CREATE.WORK.${lane}`;
    expect((await request(server.url, subject, body)).error).toBeUndefined();
  }
});

describe('a server that cannot carry the mesh', () => {
  test.each([
    [{ version: '2.10.29', jetstream: true }, 'version 2.10.29'],
    [{ version: '2.15.0', jetstream: true }, 'version 2.15.0'],
    [{ version: '2.15.1-preview.1', jetstream: true }, '2.15.1 or newer'],
    [{ version: '2.16.0', jetstream: false }, 'JetStream is switched off'],
  ])('is refused: %o', async (told, named) => {
    const impostor = createServer((socket) => {
      const info = { server_id: 'old', host: '127.0.0.1', port: 4222, headers: true };
      socket.write(`INFO ${JSON.stringify({ ...info, max_payload: 1_048_576, ...told })}\r\n`);
      socket.on('data', (chunk) => {
        if (String(chunk).includes('PING')) socket.write('PONG\r\n');
      });
      socket.on('error', () => {});
    });
    impostor.listen(0, '127.0.0.1');
    await once(impostor, 'listening');
    const url = `nats://127.0.0.1:${(impostor.address() as AddressInfo).port}`;
    const refusal = provision({ url, name: 'provision', replicas: 1 });
    await expect(refusal).rejects.toThrow(UnsafeBroker);
    await expect(refusal).rejects.toThrow(named);
    impostor.close();
  });
});

describe('a process and its broker', () => {
  test('does not connect where nobody listens', async () => {
    const [port] = await freePorts(1);
    const connecting = connectBus({ url: `nats://127.0.0.1:${port}`, name: 'test' });
    await expect(connecting).rejects.toThrow(Retryable);
  });

  test('finds its broker again, and says so once', async () => {
    await setUp();
    const notices: string[] = [];
    const { url } = server;
    const bus = await connectBus({
      url,
      name: 'test',
      onNotice: ({ message }) => notices.push(message),
    });
    expect(await bus.probe()).toBeGreaterThan(0);
    await server.kill('SIGKILL');
    await until('the loss is told', () => notices.length === 1);
    await expect(bus.probe()).rejects.toThrow(Retryable);
    await expect(bus.log.append(freshIssue(), emptyHead, [])).resolves.toBeDefined();
    await server.restart();
    expect(await until('the broker is back', () => bus.probe().catch(() => 0))).toBeGreaterThan(0);
    await bus[Symbol.asyncDispose]();
    await bus.closed;
    expect(notices.length).toBeLessThanOrEqual(3);
    await expect(bus.probe()).rejects.toThrow(Retryable);
  });

  test('is told when the log is full, and loses nothing of it', async () => {
    await setUp({ events: 60_000 });
    await using bus = await connectBus({ url: server.url, name: 'test' });
    const issue = freshIssue();
    let head = emptyHead;
    for (;;) {
      const outcome = await bus.log
        .append(issue, head, observed(issue, head, 2))
        .catch((error: unknown) => error);
      if (outcome instanceof Error) {
        expect(outcome).toBeInstanceOf(Retryable);
        break;
      }
      head = (outcome as { readonly head: typeof head }).head;
    }
    expect(head.version).toBeGreaterThan(10);
    expect((await bus.log.history(issue)).head).toEqual(head);
    await setUp({ events: 600_000 });
    expect((await append(bus, issue, [1], head)).version).toBe(head.version + 1);
  });

  test('is told when the inbox is full, so that the sender comes back', async () => {
    await setUp({ inbox: 50_000 });
    await using bus = await connectBus({ url: server.url, name: 'test' });
    const accept = (count: number) =>
      bus.inbox.accept({
        source: 'github',
        tenant: 'default',
        kind: 'push',
        deliveryId: String(count),
        receivedAt: '2026-11-20T09:00:00.000Z',
        headers: {},
        body: new TextEncoder().encode(String(count).repeat(2000)),
      });
    await expect(
      (async () => {
        for (let count = 0; count < 100; count += 1) await accept(count);
      })(),
    ).rejects.toThrow(Retryable);
  });
});
