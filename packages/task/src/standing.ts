import { endStatuses, type Status, type Task } from './task.ts';

/** What a status is called in a sentence: "shop-42 is …". */
export const statusWords: Readonly<Record<Status, string>> = {
  unknown: 'not known',
  requested: 'waiting to be looked at',
  discovering: 'being looked into',
  awaiting_answer: 'waiting for an answer',
  planning: 'being planned',
  awaiting_approval: 'waiting for approval',
  approved: 'approved and about to be executed',
  executing: 'being executed',
  ci_monitoring: 'waiting for its checks',
  completed: 'completed',
  revising: 'waiting for a new plan',
  rejected: 'rejected',
  expired: 'expired, since nobody decided in time',
  fixing_ci: 'having its failed checks mended',
  failed: 'failed',
  escalated: 'escalated to a person',
  cancelled: 'cancelled',
  paused: 'paused',
};

/** Where a task stands that nobody has approved, or nobody any more; and which has not ended. */
export const undecided: readonly Status[] = [
  'requested',
  'discovering',
  'awaiting_answer',
  'planning',
  'revising',
  'awaiting_approval',
];

/** Whether nothing happens by itself any more. */
export function isEnded(status: Status): boolean {
  return (endStatuses as readonly Status[]).includes(status);
}

/** Whether the task has begun and not ended; a paused task is open. */
export function isOpen(status: Status): boolean {
  return status !== 'unknown' && !isEnded(status);
}

/** Where the task stands, seen through a pause: of a paused task, what it would return to. */
export function standingOf(task: Pick<Task, 'status' | 'pausedFrom'>): Status {
  return task.status === 'paused' ? (task.pausedFrom ?? 'paused') : task.status;
}
