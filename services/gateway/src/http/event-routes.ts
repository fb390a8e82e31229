import type { ServiceContext } from '@patchwright/chassis';
import { isIssueEvent, isMonitorEvent, isTaskEvent, type StoredEvent } from '@patchwright/events';
import { summarise } from '@patchwright/task';
import { type EventAnswer, EventPage, EventQuery } from '@patchwright/task/api';
import type { z } from 'zod';
import type { Config } from '../config.ts';
import { taskAt } from '../find-task.ts';
import { type Api, json, refusals, TaskPath } from './describe.ts';
import { needs } from './door.ts';
import { noTask, sendProblem } from './problem.ts';

/** How much of the log is looked through for one page. */
const LOOKED_THROUGH = 5000;

/** The facts of the log, page by page. */
export function eventRoutes(api: Api, context: ServiceContext<Config>): void {
  api.get(
    '/v1/tasks/:id/events',
    needs('viewer', {
      tags: ['events'],
      summary: 'Show the events of a task, oldest first',
      params: TaskPath,
      querystring: EventQuery,
      response: { 200: json('Events', EventPage), ...refusals },
    }),
    async ({ params: { id }, query }, reply) => {
      const { history } = await taskAt(context, id);
      if (history.length === 0) return sendProblem(reply, noTask(id));
      return pageOf(history, query);
    },
  );

  api.get(
    '/v1/events',
    needs('viewer', {
      tags: ['events'],
      summary: 'Show the events of the whole log, oldest first',
      querystring: EventQuery,
      response: { 200: json('Events', EventPage), ...refusals },
    }),
    async ({ query }) => logPage(context, query),
  );
}

type Query = z.output<typeof EventQuery>;

function pageOf(events: readonly StoredEvent[], { after, type, limit }: Query): EventPage {
  const fitting = events.filter((event) => event.seq > after && isWanted(event, type));
  const shown = fitting.slice(0, limit);
  const last = shown.at(-1);
  return {
    events: shown.map(told),
    ...(last === undefined || shown.length === fitting.length ? {} : { next: last.seq }),
  };
}

async function logPage(
  { bus, tenant, signal }: ServiceContext<Config>,
  { after, type, limit }: Query,
): Promise<EventPage> {
  const lastSeq = await bus.log.lastSeq();
  const untilSeq = Math.min(lastSeq, after + LOOKED_THROUGH);
  const events: EventAnswer[] = [];
  let seen = after;
  if (untilSeq > after) {
    for await (const event of bus.log.read({ fromSeq: after + 1, untilSeq, signal })) {
      seen = event.seq;
      if (event.aggregate.tenant === tenant && isWanted(event, type)) events.push(told(event));
      if (events.length >= limit) break;
    }
    if (events.length < limit) seen = untilSeq;
  }
  return { events, ...(seen < lastSeq ? { next: seen } : {}) };
}

function isWanted(event: StoredEvent, types: string | undefined): boolean {
  return types === undefined || types.split(',').includes(event.type);
}

/** An event as it is sent: with a sentence that says what it means. */
export function told(event: StoredEvent): EventAnswer {
  return isTaskEvent(event) || isIssueEvent(event) || isMonitorEvent(event)
    ? { ...event, summary: summarise(event) }
    : { ...event };
}
