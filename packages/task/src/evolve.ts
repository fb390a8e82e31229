import type { TaskEvent } from '@patchwright/events';
import { initialTask } from './initial-task.ts';
import { learn, without } from './learn.ts';
import type { Status, Task } from './task.ts';
import { landing } from './transitions.ts';

/** Facts that start the running deadlines anew, even where the phase stays the same. */
const renewing: ReadonlySet<string> = new Set([
  'plan_proposed',
  'approval_voided',
  'part_proposed',
  'part_recalled',
  'execution_started',
  'task_resumed',
  'task_retried',
  'work_redriven',
]);

/**
 * What is true of the task after the event. Total: never throws, never decides. An event that does not fit leaves all but the
 * version unchanged; one that was folded already leaves everything unchanged.
 */
export function evolve(task: Task, event: TaskEvent): Task {
  if (event.aggVersion <= task.version) return task;
  const place = landing(task, event);
  if (place === undefined) return { ...task, version: event.aggVersion };
  const renewed = renewing.has(event.type) || phaseOf(place.status) !== phaseOf(task.status);
  const learnt = learn(task, event);
  return {
    ...without(learnt, 'pausedFrom', 'parkedFrom', ...(renewed ? (['remindedAt'] as const) : [])),
    ...place,
    version: event.aggVersion,
    updatedAt: event.time,
    ...(renewed ? { since: { version: event.aggVersion, at: event.time } } : {}),
  };
}

/** What is true of a task after its events, oldest first. */
export function fold(tenant: string, id: string, events: Iterable<TaskEvent>): Task {
  let task = initialTask(tenant, id);
  for (const event of events) task = evolve(task, event);
  return task;
}

/** The statuses that one deadline spans are one phase. */
function phaseOf(status: Status): string {
  switch (status) {
    case 'approved':
    case 'executing':
      return 'execution';
    case 'ci_monitoring':
    case 'fixing_ci':
      return 'ci';
    default:
      return status;
  }
}
