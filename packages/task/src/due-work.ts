import { type WorkKind, workKinds } from '@patchwright/events';
import { waitsForParts } from './parts/parts-of.ts';
import type { Status, Task } from './task.ts';

/** What a task waits for: a kind of work, a person's word, a timer (with webhooks before it), the task that it is a part of or its parts, or nothing. */
export type Due = WorkKind | 'person' | 'timer' | 'task' | 'nothing';

/** What a task in this status waits for. Every open status waits for something, so none can be stuck unseen. */
export function dueWork(task: {
  readonly status: Status;
  readonly ci?: Pick<Task['ci'], 'state'>;
  readonly part?: Task['part'];
  readonly parts?: Task['parts'];
}): Due {
  switch (task.status) {
    case 'requested':
    case 'discovering':
      return 'discover';
    case 'planning':
    case 'revising':
      return 'plan';
    case 'approved':
    case 'executing':
      return waitsForParts(task) ? 'task' : 'execute';
    case 'fixing_ci':
      return 'ci';
    case 'ci_monitoring':
      return task.ci?.state === 'passed' ? 'ci' : 'timer';
    case 'awaiting_approval':
      return task.part === undefined ? 'person' : 'task';
    case 'awaiting_answer':
    case 'paused':
      return 'person';
    case 'unknown':
    case 'completed':
    case 'rejected':
    case 'expired':
    case 'failed':
    case 'escalated':
    case 'cancelled':
      return 'nothing';
  }
}

/** The kind of a piece of work named by its kind or its subject; `undefined` for anything else. */
export function workKindOf(work: string): WorkKind | undefined {
  return workKinds.find((kind) => work === kind || work.startsWith(`mesh.v1.work.${kind}.`));
}
