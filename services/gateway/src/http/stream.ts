import { once } from 'node:events';
import type { ServiceContext } from '@patchwright/chassis';
import { messageOf } from '@patchwright/faults';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Config } from '../config.ts';

const Query = z.object({
  /** One task only. */
  task: z
    .string()
    .regex(/^[a-z0-9_-]{1,64}$/)
    .optional(),
});
const Seq = z.coerce.number().int().min(0).optional();
/** Proxies close what is silent. */
const HEARTBEAT_MS = 15_000;

/**
 * Server-sent events: one for each event of the log, `id` its sequence. A client that comes back with `Last-Event-ID` misses
 * nothing; one without begins with what happens next. A client that reads slowly slows only itself.
 */
export async function stream(
  { bus, tenant, signal, log }: ServiceContext<Config>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { task } = Query.parse(request.query);
  const last = Seq.parse(request.headers['last-event-id']) ?? (await bus.log.lastSeq());
  const gone = new AbortController();
  const until = AbortSignal.any([signal, gone.signal]);
  reply.hijack();
  const { raw } = reply;
  raw.on('close', () => gone.abort());
  raw.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  raw.write(': here\n\n');
  const beat = setInterval(() => raw.write(': still here\n\n'), HEARTBEAT_MS);
  try {
    const aggregate =
      task === undefined ? {} : { aggregate: { kind: 'task', tenant, id: task } as const };
    for await (const event of bus.log.read({ fromSeq: last + 1, signal: until, ...aggregate })) {
      const { seq, type } = event;
      const isRoom = raw.write(`id: ${seq}\nevent: ${type}\ndata: ${JSON.stringify(event)}\n\n`);
      if (!isRoom) await once(raw, 'drain', { signal: until });
    }
  } catch (thrown) {
    if (!until.aborted) log.warn({ reason: messageOf(thrown) }, 'a stream of events ended');
  } finally {
    clearInterval(beat);
    raw.end();
  }
}
