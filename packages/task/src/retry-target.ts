import type { Task } from './task.ts';

/** Where a retry may begin again, by the word that people use for it, in the order of a task's life. */
export const retrySteps = {
  discovery: 'requested',
  planning: 'planning',
  execution: 'approved',
  checks: 'ci_monitoring',
} as const;
/** A step that a retry can name. */
export type RetryStep = keyof typeof retrySteps;
/** The status from which a retried task goes on; nobody can name that of a part, which waits with its whole. */
export type RetryTarget = (typeof retrySteps)[RetryStep] | 'awaiting_approval';

/** Where a retry of an ended task begins again: after the last thing that still holds. `undefined` when it cannot be retried. */
export function retryTarget(task: Task): RetryTarget | undefined {
  if (task.status !== 'failed' && task.status !== 'escalated' && task.status !== 'expired') {
    return undefined;
  }
  if (task.approval !== undefined && task.approval.digest === task.proposal?.digest) {
    return task.result === undefined ? 'approved' : 'ci_monitoring';
  }
  // The plan of a part is the whole's.
  if (task.part !== undefined) return 'awaiting_approval';
  return task.discovery === undefined ? 'requested' : 'planning';
}

/** The steps from which an ended task can be retried: the last one that still holds, and those before it. Empty when it cannot be. */
export function retryTargets(task: Task): readonly RetryStep[] {
  const last = retryTarget(task);
  const steps = Object.keys(retrySteps) as RetryStep[];
  return steps.slice(0, steps.findIndex((step) => retrySteps[step] === last) + 1);
}
