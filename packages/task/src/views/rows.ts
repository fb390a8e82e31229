import {
  type MonitorTicked,
  type PullRequestRef,
  sha256,
  type TaskEventType,
  type TicketRef,
} from '@patchwright/events';
import type { z } from 'zod';
import type { Issue } from '../issue.ts';
import type { Status, Task, Vote } from '../task.ts';
import type { LearnedRow } from './learned-rows.ts';
import type { SpendingRow } from './spending-rows.ts';

/** One line of a task's story. */
export interface TimelineLine {
  readonly seq: number;
  readonly version: number;
  readonly type: TaskEventType;
  readonly at: string;
  readonly actor: string;
  readonly summary: string;
}

/** Row `task.<id>`: the folded task, its story, and the sequence up to which it is written. */
export interface TaskRow extends Task {
  /** The newest 500 lines, oldest first. */
  readonly timeline: readonly TimelineLine[];
  readonly lastSeq: number;
}

/** Row `approval.<id>`: a plan that waits for people; there only while it waits. */
export interface ApprovalRow {
  readonly task: string;
  readonly title: string;
  readonly requester: string;
  readonly priority: Task['priority'];
  readonly ticket?: TicketRef;
  readonly repository: string;
  readonly branch: string;
  readonly pullRequest: PullRequestRef;
  readonly version: number;
  readonly digest: string;
  readonly summary: string;
  readonly riskLevel: 'low' | 'medium' | 'high';
  readonly estimatedMinutes: number;
  readonly files: readonly string[];
  readonly votes: readonly Vote[];
  readonly waitingSince: string;
  readonly lastSeq: number;
}

/** Row `issue.<id>`: the folded production error. */
export interface IssueRow extends Issue {
  readonly lastSeq: number;
}

/** How long something took, over all times that it was done. */
export interface Duration {
  readonly count: number;
  /** All of them together. */
  readonly seconds: number;
  /** How many took at most as long as each of `durationBounds`. */
  readonly within: readonly number[];
}

/** Row `metrics.tasks`: counts over all tasks since the beginning of the log. */
export interface MetricsRow {
  /** How many tasks stand where, now. */
  readonly byStatus: Readonly<Partial<Record<Status, number>>>;
  readonly started: number;
  readonly completed: number;
  readonly failed: number;
  /** Escalations, parked work included. */
  readonly escalated: number;
  readonly rejected: number;
  readonly expired: number;
  readonly cancelled: number;
  readonly retried: number;
  readonly plansProposed: number;
  readonly plansApproved: number;
  readonly revisions: number;
  readonly testsProvedRed: number;
  readonly testsProvedGreen: number;
  readonly ciFailures: number;
  readonly fixAttempts: number;
  readonly modelCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  /** How long runs and tasks took, by `<agent> <status>`. */
  readonly durations: Readonly<Record<string, Duration>>;
  readonly events: number;
  readonly lastSeq: number;
}

/** Row `monitor.sentry`: what the monitor saw since the beginning of the log, and in its newest look. */
export interface MonitorRow {
  readonly ticks: number;
  readonly lookedAt: number;
  readonly overThreshold: number;
  readonly created: number;
  readonly skipped: number;
  readonly last: z.output<typeof MonitorTicked.schema> & { readonly at: string };
  readonly lastSeq: number;
}

/** Row `link.<hash>`: which task an error, a pull request or a branch belongs to; the newest that was requested, or proposed a plan, there. */
export interface LinkRow {
  readonly task: string;
  readonly lastSeq: number;
}

/** Row `inquiry.<id>`: on whom an inquiry draws; there only until its end. */
export interface InquiryRow {
  readonly requester: string;
  readonly repository?: string;
  readonly lastSeq: number;
}

/** Any row of the views. */
export type ViewRow =
  | TaskRow
  | ApprovalRow
  | IssueRow
  | MetricsRow
  | LinkRow
  | InquiryRow
  | LearnedRow
  | MonitorRow
  | SpendingRow;

/** The keys of the rows. */
export const viewKeys = {
  task: (id: string): string => `task.${id}`,
  approval: (id: string): string => `approval.${id}`,
  issue: (id: string): string => `issue.${id}`,
  inquiry: (id: string): string => `inquiry.${id}`,
  metrics: 'metrics.tasks',
  monitor: 'monitor.sentry',
  /** Repositories go by `owner/name`, in whatever case. */
  pullRequest: (repository: string, number: number): string =>
    link(`pr:${repository.toLowerCase()}#${number}`),
  branch: (repository: string, branch: string): string =>
    link(`branch:${repository.toLowerCase()}:${branch}`),
  /** The conversation in Slack in which a task was asked for, as `channel/ts`. */
  thread: (ref: string): string => link(`thread:${ref}`),
  /** An error of Sentry, by its project's slug and its own id. */
  error: (project: string, id: string): string => link(`error:${project.toLowerCase()}:${id}`),
} as const;

/** Names from outside may have characters that a key may not. */
function link(what: string): string {
  return `link.${sha256(what).slice(0, 16)}`;
}
