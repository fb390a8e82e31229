import type { ServiceContext } from '@patchwright/chassis';
import type { StoredEvent, TaskEvent } from '@patchwright/events';
import {
  CiReport,
  CostOverview,
  CostReport,
  ciReport,
  costOverview,
  costReport,
  Explanation,
  explanation,
  PlanReport,
  planReport,
  type Task,
  type TaskRow,
  viewKeys,
} from '@patchwright/task';
import { Diff, Logs } from '@patchwright/task/api';
import type { z } from 'zod';
import type { Config } from '../config.ts';
import { taskAt } from '../find-task.ts';
import { runLogs } from '../records/run-logs.ts';
import { taskDiff } from '../records/task-diff.ts';
import { type Api, json, refusals, TaskPath } from './describe.ts';
import { needs } from './door.ts';
import { noTask, sendProblem } from './problem.ts';

/** What is known of a task besides where it stands: its plan, its checks, its cost, its diff, what was said, and why it is so. */
export function reportRoutes(api: Api, context: ServiceContext<Config>): void {
  report(
    api,
    context,
    'plan',
    'Show the plan, with every version and what changed',
    PlanReport,
    planReport,
  );
  report(api, context, 'ci', 'Show the checks, round by round', CiReport, ciReport);
  report(
    api,
    context,
    'cost',
    'Show what the model calls cost, by phase, run and model',
    CostReport,
    async (task, history) => {
      const logs = await runLogs(context.bus, context.tenant, task.id);
      const models = logs.flatMap((log) => log.models);
      return costReport(task, history, models);
    },
  );
  report(
    api,
    context,
    'explanation',
    'Tell why the task stands where it stands, and what can be done',
    Explanation,
    explanation,
  );

  api.get(
    '/v1/tasks/:id/diff',
    needs('viewer', {
      tags: ['reports'],
      summary: 'Show what the branch has that its base has not',
      params: TaskPath,
      response: { 200: json('The difference', Diff), ...refusals },
    }),
    async ({ params: { id } }, reply) => {
      const { task, history } = await taskAt(context, id);
      if (history.length === 0) return sendProblem(reply, noTask(id));
      const outcome = await taskDiff(context.config.github, task, context.signal);
      return outcome.kind === 'none'
        ? sendProblem(reply, {
            status: 409,
            title: 'There is no diff',
            code: 'no_diff',
            detail: outcome.because,
          })
        : outcome.diff;
    },
  );

  api.get(
    '/v1/tasks/:id/logs',
    needs('viewer', {
      tags: ['reports'],
      summary: 'Show what each run did and what was said, for as long as the journal keeps it',
      params: TaskPath,
      response: { 200: json('The runs', Logs), ...refusals },
    }),
    async ({ params: { id } }, reply) => {
      const { history } = await taskAt(context, id);
      if (history.length === 0) return sendProblem(reply, noTask(id));
      return { task: id, runs: [...(await runLogs(context.bus, context.tenant, id))] };
    },
  );

  api.get(
    '/v1/cost',
    needs('viewer', {
      tags: ['reports'],
      summary: 'Show what all tasks cost, by status, repository, requester and month',
      response: { 200: json('The cost', CostOverview), ...refusals },
    }),
    async () => {
      const rows = await context.bus.views.open('views').list(viewKeys.task(''));
      return costOverview(rows.map(({ row }) => row as TaskRow));
    },
  );
}

function report<Schema extends z.ZodType>(
  api: Api,
  context: ServiceContext<Config>,
  name: string,
  summary: string,
  schema: Schema,
  of: (
    task: Task,
    history: readonly StoredEvent<TaskEvent>[],
  ) => z.output<Schema> | Promise<z.output<Schema>>,
): void {
  api.get(
    `/v1/tasks/:id/${name}`,
    needs('viewer', {
      tags: ['reports'],
      summary,
      params: TaskPath,
      response: { 200: json('The report', schema as z.ZodType), ...refusals },
    }),
    async ({ params: { id } }, reply) => {
      const { task, history } = await taskAt(context, id);
      if (history.length === 0) return sendProblem(reply, noTask(id));
      if (task.proposal !== undefined && name === 'plan') {
        reply.header('etag', `"${task.proposal.digest}"`);
      }
      return of(task, history);
    },
  );
}
