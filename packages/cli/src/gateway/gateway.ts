import { CiReport, CostOverview, CostReport, Explanation, PlanReport } from '@patchwright/task';
import {
  AllRedriven,
  Diff,
  Dropped,
  type EventAnswer,
  EventPage,
  InquiryAnswer,
  Letter,
  Letters,
  Logs,
  Metrics,
  type NewInquiry,
  type NewTask,
  Ordered,
  type OrderWord,
  Queues,
  Redriven,
  Started,
  TaskList,
  TaskPage,
  type TaskQuery,
  WhoAmI,
  Woken,
} from '@patchwright/task/api';
import type { z } from 'zod';
import { follow } from './follow.ts';
import { asker } from './request.ts';

/** Which tasks are wanted. */
export type Filter = { readonly [K in keyof TaskQuery]?: TaskQuery[K] | undefined };

/** How something is done: whether at all, and under which key. */
export interface How {
  readonly dryRun?: boolean | undefined;
  readonly key?: string | undefined;
}

/** The reports about one task, by their address. */
const reports = {
  plan: PlanReport,
  ci: CiReport,
  cost: CostReport,
  explanation: Explanation,
  diff: Diff,
  logs: Logs,
} as const;
/** One of the reports. */
export type ReportName = keyof typeof reports;
/** What a report says. */
export type ReportOf<Name extends ReportName> = z.output<(typeof reports)[Name]>;

/** The gateway's REST API. Everything throws a CommandFault that says what to do when the gateway says no, or nothing at all. */
export type Gateway = ReturnType<typeof openGateway>;

/** Speaks to the gateway at `url` with a bearer token, until `signal` aborts. */
export function openGateway(url: string, token: string, signal: AbortSignal) {
  const ask = asker(url, token, signal);
  const of = (id: string) => `/v1/tasks/${encodeURIComponent(id)}`;
  const letter = (id: string) => `/v1/dead-letters/${encodeURIComponent(id)}`;
  return {
    url,
    whoAmI: () => ask(WhoAmI, '/v1/whoami'),

    tasks: (filter: Filter) => ask(TaskList, '/v1/tasks', { query: { ...filter } }),
    /** `at`: as it was when the log had this sequence. */
    task: (id: string, at?: number) => ask(TaskPage, of(id), { task: id, query: { at } }),
    start: (task: NewTask, { dryRun, key }: How = {}) =>
      ask(Started, '/v1/tasks', { body: task, key, query: { dryRun } }),
    order: (id: string, word: OrderWord, body: object = {}, { dryRun, key }: How = {}) =>
      ask(Ordered, `${of(id)}/${word}`, { body, key, task: id, query: { dryRun } }),
    report: <Name extends ReportName>(id: string, name: Name): Promise<ReportOf<Name>> =>
      ask(reports[name], `${of(id)}/${name}`, { task: id }) as Promise<ReportOf<Name>>,
    costs: () => ask(CostOverview, '/v1/cost'),

    inquire: (inquiry: NewInquiry, { key }: How = {}) =>
      ask(InquiryAnswer, '/v1/inquiries', { body: inquiry, key }),
    inquiry: (id: string) => ask(InquiryAnswer, `/v1/inquiries/${encodeURIComponent(id)}`),

    events: (id: string, after = 0) => ask(EventPage, `${of(id)}/events`, { query: { after } }),
    /** The events of the whole log after a sequence. */
    log: (after: number, type?: string) => ask(EventPage, '/v1/events', { query: { after, type } }),
    lastSeq: async () => (await ask(Metrics, '/v1/metrics')).log.lastSeq,
    follow: (afterSeq: number, task?: string): AsyncIterable<EventAnswer> =>
      follow(url, token, { afterSeq, task }, signal),

    letters: async () => (await ask(Letters, '/v1/dead-letters')).letters,
    letter: (id: string) => ask(Letter, letter(id)),
    redrive: (id: string, { dryRun }: How = {}) =>
      ask(Redriven, `${letter(id)}/redrive`, { body: {}, query: { dryRun } }),
    redriveAll: async ({ dryRun }: How = {}) =>
      (await ask(AllRedriven, '/v1/dead-letters/redrive', { body: {}, query: { dryRun } })).letters,
    drop: (id: string) => ask(Dropped, letter(id), { method: 'DELETE' }),

    queues: () => ask(Queues, '/v1/queues'),
    wakeMonitor: () => ask(Woken, '/v1/monitor/wake', { body: {} }),
  };
}
