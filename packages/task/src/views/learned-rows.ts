import { type StoredEvent, sha256, type TaskEvent } from '@patchwright/events';
import type { Task } from '../task.ts';

/** What a task that has come to its end found out: data for the next plan, never an instruction. */
export interface Lesson {
  readonly task: string;
  readonly title: string;
  /** `rejected`: people did not want it; `reason` says why. */
  readonly outcome: 'completed' | 'rejected';
  readonly reason?: string;
  readonly rootCause: string;
  readonly summary: string;
  readonly keywords: readonly string[];
  /** What was changed, or would have been. */
  readonly files: readonly string[];
  readonly testCommand: string;
  /** What people said of its plans and of its pull request. */
  readonly feedback: readonly string[];
  readonly at: string;
}

/** Row `learned.<hash>`: what the newest ended tasks of one repository found, oldest first. */
export interface LearnedRow {
  readonly tenant: string;
  readonly repository: string;
  readonly lessons: readonly Lesson[];
  readonly lastSeq: number;
}

const MOST_LESSONS = 50;
const MOST_NAMES = 20;
const LONGEST = 500;

/** The key of what was learned about a repository, in whatever case it is written. Tenants never share a row. */
export function learnedKey(tenant: string, repository: string): string {
  return `learned.${sha256(`${tenant}:${repository.toLowerCase()}`).slice(0, 24)}`;
}

/**
 * The row that the end of a task changes. Only what people approved and what was proved is learned from, and what they turned down:
 * what an agent merely thought teaches nobody.
 */
export function learnedRows(
  event: StoredEvent<TaskEvent>,
  before: Task,
  after: Task,
  read: (key: string) => unknown,
): readonly { readonly key: string; readonly row: LearnedRow }[] {
  const lesson = before.status === after.status ? undefined : lessonOf(event, after);
  const { tenant, repository } = after;
  if (lesson === undefined || repository === undefined) return [];
  const key = learnedKey(tenant, repository);
  const known = read(key) as LearnedRow | undefined;
  if (known !== undefined && known.lastSeq >= event.seq) return [];
  const others = (known?.lessons ?? []).filter(({ task }) => task !== after.id);
  const lessons = [...others, lesson].slice(-MOST_LESSONS);
  return [{ key, row: { tenant, repository, lessons, lastSeq: event.seq } }];
}

function lessonOf(event: StoredEvent<TaskEvent>, task: Task): Lesson | undefined {
  const { discovery, proposal, result } = task;
  const ends = event.type === 'task_completed' || event.type === 'plan_rejected';
  if (!ends || discovery === undefined || proposal === undefined) return undefined;
  const { plan } = proposal;
  const planned = plan.steps.map(({ file }) => file);
  return {
    task: task.id,
    title: clip(task.title),
    outcome: event.type === 'task_completed' ? 'completed' : 'rejected',
    ...(event.type === 'plan_rejected' ? { reason: clip(event.data.reason) } : {}),
    rootCause: clip(plan.rootCause),
    summary: clip(plan.summary),
    keywords: discovery.keywords.slice(0, MOST_NAMES),
    files: [...new Set(result?.filesModified ?? planned)].slice(0, MOST_NAMES),
    testCommand: clip(plan.testCommand),
    feedback: task.feedback.slice(-5).map(({ text }) => clip(text)),
    at: event.time,
  };
}

function clip(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
