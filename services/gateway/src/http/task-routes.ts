import type { ServiceContext } from '@patchwright/chassis';
import { fold, summarise } from '@patchwright/task';
import { DryRun, NewTask, Started, TaskList, TaskPage, TaskQuery } from '@patchwright/task/api';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { taskAt } from '../find-task.ts';
import { causeOf } from './cause.ts';
import { type Api, json, Once, refusals, TaskPath } from './describe.ts';
import { callerOf, needs } from './door.ts';
import { noTask, sendProblem } from './problem.ts';
import { startTask } from './start-task.ts';
import { taskList } from './task-list.ts';

const At = z.object({
  at: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe('The task as it was when the log had this sequence'),
});

/** Tasks: which there are, one of them, and a new one. */
export function taskRoutes(api: Api, context: ServiceContext<Config>): void {
  api.get(
    '/v1/tasks',
    needs('viewer', {
      tags: ['tasks'],
      summary: 'List tasks, the one that moved last first',
      querystring: TaskQuery,
      response: { 200: json('Tasks', TaskList), ...refusals },
    }),
    async ({ query }) => taskList(context, query),
  );

  api.post(
    '/v1/tasks',
    needs('operator', {
      tags: ['tasks'],
      summary: 'Start a task, or join the open one of the same ticket, error or key',
      querystring: DryRun,
      headers: Once,
      body: NewTask,
      response: {
        200: json('It was there already, or would be started', Started),
        201: json('It is started', Started),
        ...refusals,
      },
    }),
    async (request, reply) => {
      const { person } = callerOf(request);
      const { dryRun } = request.query;
      const cause = causeOf(request.headers, person);
      const started = await startTask(context, request.body, person, cause, dryRun);
      if (started.kind === 'problem') return sendProblem(reply, started.problem);
      return reply.code(started.isNew && !dryRun ? 201 : 200).send(started.body);
    },
  );

  api.get(
    '/v1/tasks/:id',
    needs('viewer', {
      tags: ['tasks'],
      summary: 'Show a task as it stands, or stood at an event, with its story',
      params: TaskPath,
      querystring: At,
      response: { 200: json('The task', TaskPage), ...refusals },
    }),
    async ({ params: { id }, query: { at } }, reply) => {
      const page = await taskPage(context, id, at);
      if (page === undefined) return sendProblem(reply, noTask(id));
      if (page.proposal !== undefined) reply.header('etag', `"${page.proposal.digest}"`);
      return page;
    },
  );
}

/** A task as it stands on the log, or stood at a sequence, with its story up to there; `undefined` when there was none. */
async function taskPage(
  context: ServiceContext<Config>,
  id: string,
  at: number | undefined,
): Promise<TaskPage | undefined> {
  const found = await taskAt(context, id);
  const history = found.history.filter(({ seq }) => at === undefined || seq <= at);
  const last = history.at(-1);
  if (last === undefined) return undefined;
  const task = at === undefined ? found.task : fold(context.tenant, id, history);
  const timeline = history.map((event) => ({
    seq: event.seq,
    version: event.aggVersion,
    type: event.type,
    at: event.time,
    actor: event.actor,
    summary: summarise(event),
  }));
  // Shapes of the domain are read-only; what is sent is a copy of them that nobody changes.
  return { ...task, timeline, lastSeq: last.seq } as unknown as TaskPage;
}
