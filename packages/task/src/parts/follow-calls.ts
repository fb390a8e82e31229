import type { TaskEvent, TaskEventType } from '@patchwright/events';
import type { Call } from '../call.ts';
import type { Task } from '../task.ts';

/** Facts of a whole after which its parts may lack something. */
const tellsParts: ReadonlySet<TaskEventType> = new Set([
  'plan_proposed',
  'plan_approved',
  'plan_rejected',
  'revision_requested',
  'approval_voided',
  'task_cancelled',
  'task_paused',
  'task_resumed',
  'task_retried',
  'work_redriven',
  'priority_changed',
  'part_completed',
  'part_merged',
]);

/** Facts of a part after which the whole may lack something. */
const tellsWhole: ReadonlySet<TaskEventType> = new Set([
  'part_released',
  'approval_voided',
  'foreign_push_recorded',
  'task_resumed',
  'task_retried',
  'work_redriven',
  'task_completed',
  'task_failed',
  'task_escalated',
  'task_cancelled',
  'approval_expired',
  'work_parked',
  'pull_request_merged',
]);

/** Who has to look at the task because of the event: the parts of a whole, or the whole of a part. None for a task in one repository. */
export function followCalls({ type }: Pick<TaskEvent, 'type'>, task: Task): readonly Call[] {
  if (task.part !== undefined) {
    return tellsWhole.has(type) ? [{ kind: 'follow', task: task.part.whole, again: false }] : [];
  }
  if (!tellsParts.has(type)) return [];
  const again = type === 'task_retried';
  return (task.parts ?? []).map((part) => ({ kind: 'follow', task: part.task, again }));
}
