import type { StoredEvent, TaskEvent, WorkKind } from '@patchwright/events';
import { evolve, initialTask, isEnded, type Task } from '@patchwright/task';

/** The kinds of work that move a task on, and so have no meaning once it has ended or is paused. Telling people about it has. */
const moving: ReadonlySet<WorkKind> = new Set(['discover', 'plan', 'execute', 'ci']);

/** Whether work of this kind stops when its task ends or pauses. */
export function canBeOvertaken(kind: WorkKind): boolean {
  return moving.has(kind);
}

/**
 * Why a run's work is no longer wanted, or `undefined`: somebody else ended the task or paused it. What the run itself stated
 * (by `causationId`) does not stop it.
 */
export function overtakenBy(
  tenant: string,
  id: string,
  facts: readonly StoredEvent<TaskEvent>[],
  causationId: string,
): string | undefined {
  let task: Task = initialTask(tenant, id);
  let by: StoredEvent<TaskEvent> | undefined;
  for (const fact of facts) {
    const next = evolve(task, fact);
    if (isAtRest(next)) by = isAtRest(task) && next.status === task.status ? by : fact;
    else by = undefined;
    task = next;
  }
  if (by === undefined || by.causationId === causationId) return undefined;
  return `${by.type} by ${by.actor}`;
}

function isAtRest(task: Task): boolean {
  return task.status === 'paused' || isEnded(task.status);
}
