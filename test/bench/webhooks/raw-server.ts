/**
 * A process of its own: the same door by hand. `BENCH_DOOR` says how much of it: `echo` takes the bytes, `parse` verifies and reads, `stock` also publishes with
 * the client as it comes, `window` publishes through an acknowledgement window with the delivery's id.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { fastify } from 'fastify';
import { z } from 'zod';
import { openRaw, type Raw } from '../raw/open-raw.ts';
import { SECRET } from './payloads.ts';

const User = z.object({ login: z.string(), type: z.string().optional() });
const Hook = z.object({
  action: z.string(),
  repository: z.object({ full_name: z.string() }),
  sender: User,
  comment: z.object({ id: z.number(), body: z.string(), user: User }).optional(),
  review: z.object({ id: z.number(), body: z.string(), user: User }).optional(),
});

const { NATS_URL = '', BENCH_DOOR = 'parse', BENCH_PORT = '0' } = process.env;
const raw = await openRaw(NATS_URL, `bench-door-${BENCH_DOOR}`, { stock: BENCH_DOOR === 'stock' });

function isSigned(body: Buffer, signature: string): boolean {
  const wanted = createHmac('sha256', SECRET).update(body).digest();
  const given = Buffer.from(signature.slice('sha256='.length), 'hex');
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function store({ js, window }: Raw, event: string, id: string, body: Buffer): Promise<void> {
  const subject = `rawhooks.${event}`;
  if (BENCH_DOOR === 'stock') await js.publish(subject, body);
  if (BENCH_DOOR === 'window') await window.publish(subject, body, { 'Nats-Msg-Id': id });
}

const server = fastify({ bodyLimit: 25 * 1024 * 1024 });
server.removeAllContentTypeParsers();
server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
server.post('/webhooks/github', async (request, reply) => {
  const body = request.body as Buffer;
  if (BENCH_DOOR === 'echo') return reply.code(202).send({ bytes: body.length });
  const header = (name: string) => String(request.headers[name] ?? '');
  if (!isSigned(body, header('x-hub-signature-256'))) return reply.code(401).send();
  Hook.parse(JSON.parse(body.toString()));
  await store(raw, header('x-github-event'), header('x-github-delivery'), body);
  return reply.code(202).send({ stored: true });
});
await server.listen({ host: '127.0.0.1', port: Number(BENCH_PORT) });
process.stdout.write('{"ready":true}\n');
await new Promise((resolve) => process.once('SIGTERM', resolve));
await server.close();
await raw[Symbol.asyncDispose]();
process.disconnect?.();
