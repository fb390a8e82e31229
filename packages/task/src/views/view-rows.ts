import {
  digestOf,
  type InquiryEvent,
  type IssueEvent,
  isInquiryEvent,
  isIssueEvent,
  isMonitorEvent,
  isTaskEvent,
  type MonitorEvent,
  type StoredEvent,
  type TaskEvent,
} from '@patchwright/events';
import { evolve } from '../evolve.ts';
import { initialTask } from '../initial-task.ts';
import { inquiryAccount } from '../inquiry.ts';
import { evolveIssue, initialIssue } from '../issue.ts';
import type { Task } from '../task.ts';
import { approvalRow } from './approval-row.ts';
import { learnedRows } from './learned-rows.ts';
import { linkRows } from './link-rows.ts';
import { countedIn } from './metrics-row.ts';
import {
  type ApprovalRow,
  type InquiryRow,
  type IssueRow,
  type MetricsRow,
  type MonitorRow,
  type TaskRow,
  type ViewRow,
  viewKeys,
} from './rows.ts';
import { spendingRows } from './spending-rows.ts';
import { summarise } from './summarise.ts';

/** Count this up with every change that makes other rows of the same events; the projector then builds the views anew. */
const GENERATION = 10;
const LONGEST_TIMELINE = 500;

/** Changes whenever the rows would. */
export const viewsVersion: string = digestOf({
  views: 'patchwright',
  generation: GENERATION,
}).slice(0, 12);

/** A row to write, or (`null`) to remove. */
export interface RowChange {
  readonly key: string;
  readonly row: ViewRow | null;
}

/**
 * The rows that an event changes, given the rows before it. Pure: no clock, no order but the log's, so the same log always gives
 * the same rows. An event that a row already holds (by its sequence) changes nothing.
 */
export function viewRows(event: StoredEvent, read: (key: string) => unknown): readonly RowChange[] {
  if (isTaskEvent(event)) return taskChanges(event, read);
  if (isIssueEvent(event)) return issueChanges(event, read);
  if (isInquiryEvent(event)) return inquiryChanges(event, read);
  if (isMonitorEvent(event)) return monitorChanges(event, read);
  return [];
}

/** The task of a row, without what the view adds to it. */
export function taskOf(row: TaskRow): Task {
  const { timeline: _timeline, lastSeq: _lastSeq, ...task } = row;
  return task;
}

function taskChanges(
  event: StoredEvent<TaskEvent>,
  read: (key: string) => unknown,
): readonly RowChange[] {
  const { tenant, id } = event.aggregate;
  const key = viewKeys.task(id);
  const row = read(key) as TaskRow | undefined;
  if (row !== undefined && row.lastSeq >= event.seq) return [];
  const before = row === undefined ? initialTask(tenant, id) : taskOf(row);
  const after = evolve(before, event);
  const timeline = [...(row?.timeline ?? []), lineOf(event)].slice(-LONGEST_TIMELINE);
  return [
    { key, row: { ...after, timeline, lastSeq: event.seq } },
    ...approvalChange(after, event.seq, read),
    ...linkRows(event),
    ...learnedRows(event, before, after, read),
    ...metricsChange(event, before, after, read),
    ...spendingRows(event, after, read),
  ];
}

function lineOf(event: StoredEvent<TaskEvent>): TaskRow['timeline'][number] {
  return {
    seq: event.seq,
    version: event.aggVersion,
    type: event.type,
    at: event.time,
    actor: event.actor,
    summary: summarise(event),
  };
}

function approvalChange(
  task: Task,
  seq: number,
  read: (key: string) => unknown,
): readonly RowChange[] {
  const key = viewKeys.approval(task.id);
  const row = approvalRow(task, seq);
  if (row !== undefined) return [{ key, row }];
  const known = read(key) as ApprovalRow | undefined;
  return known === undefined ? [] : [{ key, row: null }];
}

function metricsChange(
  event: StoredEvent<TaskEvent>,
  before: Task,
  after: Task,
  read: (key: string) => unknown,
): readonly RowChange[] {
  const known = read(viewKeys.metrics) as MetricsRow | undefined;
  return [{ key: viewKeys.metrics, row: countedIn(known, event, before, after) }];
}

/** Who asked is known when it is asked; what it took, when it ends. */
function inquiryChanges(
  event: StoredEvent<InquiryEvent>,
  read: (key: string) => unknown,
): readonly RowChange[] {
  const key = viewKeys.inquiry(event.aggregate.id);
  const known = read(key) as InquiryRow | undefined;
  if (event.type !== 'inquiry_asked') {
    return [...spendingRows(event, known, read), ...(known ? [{ key, row: null }] : [])];
  }
  const about = event.data.task;
  const task =
    about === undefined ? undefined : (read(viewKeys.task(about)) as TaskRow | undefined);
  const account = inquiryAccount(event.data, task);
  return [{ key, row: { ...account, lastSeq: event.seq } }];
}

function issueChanges(
  event: StoredEvent<IssueEvent>,
  read: (key: string) => unknown,
): readonly RowChange[] {
  const { tenant, id } = event.aggregate;
  const key = viewKeys.issue(id);
  const row = read(key) as IssueRow | undefined;
  if (row !== undefined && row.lastSeq >= event.seq) return [];
  const { lastSeq: _lastSeq, ...before } = row ?? { ...initialIssue(tenant, id), lastSeq: 0 };
  return [{ key, row: { ...evolveIssue(before, event), lastSeq: event.seq } }];
}

function monitorChanges(
  event: StoredEvent<MonitorEvent>,
  read: (key: string) => unknown,
): readonly RowChange[] {
  const key = viewKeys.monitor;
  const known = read(key) as MonitorRow | undefined;
  if (known !== undefined && known.lastSeq >= event.seq) return [];
  const { lookedAt, overThreshold, created, skipped } = event.data;
  const row: MonitorRow = {
    ticks: (known?.ticks ?? 0) + 1,
    lookedAt: (known?.lookedAt ?? 0) + lookedAt,
    overThreshold: (known?.overThreshold ?? 0) + overThreshold,
    created: (known?.created ?? 0) + created,
    skipped: (known?.skipped ?? 0) + skipped,
    last: { ...event.data, at: event.time },
    lastSeq: event.seq,
  };
  return [{ key, row }];
}
