import type { ServiceContext } from '@patchwright/chassis';
import { newId } from '@patchwright/events';
import { type MetricsRow, type Person, viewKeys } from '@patchwright/task';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { counted } from '../counters.ts';
import { personOf } from '../people.ts';
import { orderCommand, orders } from './orders.ts';
import { refusalOf, sendProblem } from './problem.ts';
import { isSameSecret } from './signatures.ts';
import { stream } from './stream.ts';
import { startTask, type TaskList, taskEvents, taskList, taskPage } from './tasks.ts';

/** By which name the facts of the API's commands are told apart. */
const HANDLER = 'gateway/api';

const Idempotency = z
  .string()
  .regex(/^[\w.:-]{1,100}$/, 'Idempotency-Key has letters, digits, ".", ":", "_" and "-" only')
  .optional();

/** The REST API. Whoever has the token is the person whom the policy knows by it. */
export function apiRoutes(server: FastifyInstance, context: ServiceContext<Config>): void {
  const { bus, config } = context;
  const person = tokenHolder(config);

  server.addHook('onRequest', async (request, reply) => {
    const { token } = config.api;
    if (token === undefined) {
      return sendProblem(reply, { status: 503, title: 'The API is closed: it has no token' });
    }
    const given = /^Bearer (?<token>\S+)$/i.exec(request.headers.authorization ?? '')?.groups;
    if (given?.token === undefined || !isSameSecret(given.token, token)) {
      reply.header('www-authenticate', 'Bearer');
      return sendProblem(reply, { status: 401, title: 'The bearer token is missing or wrong' });
    }
  });

  server.get('/v1/tasks', async (request): Promise<TaskList> => taskList(context, request.query));

  server.post('/v1/tasks', async (request, reply) => {
    const started = await startTask(context, request.body, person, causeOf(request));
    if (started.kind === 'problem') return sendProblem(reply, started.problem);
    return reply.code(started.isNew ? 201 : 200).send(started.body);
  });

  server.get('/v1/tasks/:id', async (request, reply) => {
    const page = await taskPage(context, idOf(request));
    return page ?? sendProblem(reply, noTask(request));
  });

  server.get('/v1/tasks/:id/events', async (request, reply) => {
    const events = await taskEvents(context, idOf(request), request.query);
    return events ?? sendProblem(reply, noTask(request));
  });

  for (const word of orders) {
    server.post(`/v1/tasks/:id/${word}`, async (request, reply) => {
      const command = orderCommand(word, request.body ?? {}, person, config.policy.approval);
      const outcome = await context.command(idOf(request), command, {
        causationId: causeOf(request).id,
        handler: HANDLER,
        actor: person.actor,
      });
      if (outcome.kind === 'refused') return sendProblem(reply, refusalOf(outcome));
      const { task, events } = outcome;
      return { task: task.id, status: task.status, events: events.map(({ type }) => type) };
    });
  }

  server.get('/v1/dead-letters', async () => ({ letters: await bus.deadLetters.list() }));

  server.post('/v1/dead-letters/:id/redrive', async (request, reply) => {
    const id = idOf(request);
    const letter = await bus.deadLetters.get(id);
    if (letter === undefined) {
      return sendProblem(reply, { status: 404, title: `There is no dead letter ${id}` });
    }
    const { item } = letter;
    if (item !== undefined && !['monitor', 'notify', 'inquire'].includes(item.kind)) {
      const outcome = await context.command(
        item.id,
        { kind: 'redrive', person, work: item.kind },
        { causationId: `letter:${id}`, handler: HANDLER, actor: person.actor },
      );
      // A task that went on without this work has nothing parked; the work itself finds out that it is too late.
      const isForbidden = outcome.kind === 'refused' && outcome.code === 'not_allowed';
      if (isForbidden) return sendProblem(reply, refusalOf(outcome));
    }
    await bus.deadLetters.redrive(id);
    return { redriven: id };
  });

  server.get('/v1/metrics', async () => {
    const view = bus.views.open('views');
    const [tasks, work, logSeq, viewSeq] = await Promise.all([
      view.get(viewKeys.metrics) as Promise<MetricsRow | undefined>,
      bus.work.depth(),
      bus.log.lastSeq(),
      view.checkpoint(),
    ]);
    return { tasks: tasks ?? null, work, log: { lastSeq: logSeq, viewSeq }, here: counted() };
  });

  server.get('/v1/stream', (request, reply) => stream(context, request, reply));
}

/** What a command of this request is caused by: the same key never does anything twice. */
function causeOf(request: FastifyRequest): {
  readonly id: string;
  readonly key: string | undefined;
} {
  const key = Idempotency.parse(request.headers['idempotency-key']);
  return { id: `api:${key ?? newId()}`, key };
}

/** Whoever has the token. Without any people in the policy, that is who set the mesh up. */
function tokenHolder(config: Config): Person {
  const person = personOf({ channel: 'cli', names: [config.api.person] }, config.policy);
  return config.policy.people.length === 0 ? { ...person, roles: ['admin'] } : person;
}

function idOf(request: FastifyRequest): string {
  return z.object({ id: z.string().regex(/^[a-z0-9_-]{1,64}$/) }).parse(request.params).id;
}

function noTask(request: FastifyRequest) {
  return { status: 404, title: `There is no task ${idOf(request)}`, code: 'unknown_task' };
}
