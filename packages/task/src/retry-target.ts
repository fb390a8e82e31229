import type { Task } from './task.ts';

/** Where a retry of an ended task begins again: after the last thing that still holds. `undefined` when it cannot be retried. */
export function retryTarget(
  task: Task,
): 'requested' | 'planning' | 'approved' | 'ci_monitoring' | undefined {
  if (task.status !== 'failed' && task.status !== 'escalated' && task.status !== 'expired') {
    return undefined;
  }
  if (task.approval !== undefined && task.approval.digest === task.proposal?.digest) {
    return task.result === undefined ? 'approved' : 'ci_monitoring';
  }
  return task.discovery === undefined ? 'requested' : 'planning';
}
