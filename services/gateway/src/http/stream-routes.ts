import { once } from 'node:events';
import type { ServiceContext } from '@patchwright/chassis';
import { messageOf } from '@patchwright/faults';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { type Api, refusals, TaskPath } from './describe.ts';
import { needs } from './door.ts';
import { told } from './event-routes.ts';

const Query = z.object({
  task: TaskPath.shape.id.optional().describe('Only the events of this task'),
});
const LastSeen = z.object({
  'last-event-id': z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe('Where to go on; `0` begins with the log. Without it, with what happens next'),
});
/** Proxies close what is silent. */
const HEARTBEAT_MS = 15_000;

const stream = {
  200: {
    description:
      'One server-sent event for each fact: `id` its sequence, `event` its type, `data` the Event',
    content: { 'text/event-stream': { schema: z.string() } },
  },
  ...refusals,
};

/** What happens, as it happens: of the whole log, or of one task. */
export function streamRoutes(api: Api, context: ServiceContext<Config>): void {
  api.get(
    '/v1/stream',
    needs('viewer', {
      tags: ['events'],
      summary: 'Follow what happens, as server-sent events that go on where one left off',
      querystring: Query,
      headers: LastSeen,
      response: stream,
    }),
    async ({ query: { task }, headers }, reply) =>
      follow(context, task, headers['last-event-id'], reply),
  );

  api.get(
    '/v1/tasks/:id/stream',
    needs('viewer', {
      tags: ['events'],
      summary: 'Follow what happens to a task, as server-sent events',
      params: TaskPath,
      headers: LastSeen,
      response: stream,
    }),
    async ({ params: { id }, headers }, reply) =>
      follow(context, id, headers['last-event-id'], reply),
  );
}

/**
 * Sends each event of the log, `id` its sequence. A client that comes back with `Last-Event-ID` misses nothing; one without begins
 * with what happens next. A client that reads slowly slows only itself.
 */
async function follow(
  { bus, tenant, signal, log }: ServiceContext<Config>,
  task: string | undefined,
  lastSeen: number | undefined,
  reply: FastifyReply,
): Promise<void> {
  const last = lastSeen ?? (await bus.log.lastSeq());
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
      if (event.aggregate.tenant !== tenant) continue;
      const data = JSON.stringify(told(event));
      const isRoom = raw.write(`id: ${event.seq}\nevent: ${event.type}\ndata: ${data}\n\n`);
      if (!isRoom) await once(raw, 'drain', { signal: until });
    }
  } catch (thrown) {
    if (!until.aborted) log.warn({ reason: messageOf(thrown) }, 'a stream of events ended');
  } finally {
    clearInterval(beat);
    raw.end();
  }
}
