import type { StoredEvent, TaskEvent, TaskEventType } from '@patchwright/events';
import { dollars } from '../learn.ts';
import type { Status, Task } from '../task.ts';
import { landing } from '../transitions.ts';
import { durationsAfter } from './durations.ts';
import type { MetricsRow } from './rows.ts';

type Counter = Exclude<keyof MetricsRow, 'byStatus' | 'durations'>;

/** Which events one counter counts. */
const counters: Readonly<Partial<Record<TaskEventType, Counter>>> = {
  task_requested: 'started',
  task_completed: 'completed',
  task_failed: 'failed',
  task_escalated: 'escalated',
  work_parked: 'escalated',
  plan_rejected: 'rejected',
  approval_expired: 'expired',
  question_expired: 'expired',
  task_cancelled: 'cancelled',
  task_retried: 'retried',
  plan_proposed: 'plansProposed',
  plan_approved: 'plansApproved',
  revision_requested: 'revisions',
  test_proved_red: 'testsProvedRed',
  test_proved_green: 'testsProvedGreen',
  ci_failed: 'ciFailures',
  ci_fix_pushed: 'fixAttempts',
};

const nothingYet: MetricsRow = {
  byStatus: {},
  started: 0,
  completed: 0,
  failed: 0,
  escalated: 0,
  rejected: 0,
  expired: 0,
  cancelled: 0,
  retried: 0,
  plansProposed: 0,
  plansApproved: 0,
  revisions: 0,
  testsProvedRed: 0,
  testsProvedGreen: 0,
  ciFailures: 0,
  fixAttempts: 0,
  modelCalls: 0,
  inputTokens: 0,
  outputTokens: 0,
  costUsd: 0,
  durations: {},
  events: 0,
  lastSeq: 0,
};

/** The counts with one more event: `before` and `after` are its task without and with it. */
export function countedIn(
  known: MetricsRow | undefined,
  event: StoredEvent<TaskEvent>,
  before: Task,
  after: Task,
): MetricsRow {
  const row = known ?? nothingYet;
  // A part counts with its whole.
  const isCounted = landing(before, event) !== undefined && after.part === undefined;
  const counter = isCounted ? counters[event.type] : undefined;
  return {
    ...row,
    byStatus: moved(row.byStatus, before.status, after.status),
    ...(counter === undefined ? {} : { [counter]: row[counter] + 1 }),
    modelCalls: row.modelCalls + after.usage.modelCalls - before.usage.modelCalls,
    inputTokens: row.inputTokens + after.usage.inputTokens - before.usage.inputTokens,
    outputTokens: row.outputTokens + after.usage.outputTokens - before.usage.outputTokens,
    costUsd: dollars(row.costUsd + after.usage.costUsd - before.usage.costUsd),
    durations: durationsAfter(row.durations, event, before, after),
    events: row.events + 1,
    lastSeq: event.seq,
  };
}

function moved(counts: MetricsRow['byStatus'], from: Status, to: Status): MetricsRow['byStatus'] {
  if (from === to) return counts;
  const next = new Map(Object.entries(counts) as [Status, number][]);
  if (from !== 'unknown') next.set(from, (next.get(from) ?? 0) - 1);
  if (to !== 'unknown') next.set(to, (next.get(to) ?? 0) + 1);
  return Object.fromEntries([...next].filter(([, amount]) => amount !== 0).sort());
}
