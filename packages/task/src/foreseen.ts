import type { TaskDraft, TaskEvent } from '@patchwright/events';
import { evolve } from './evolve.ts';
import type { Task } from './task.ts';

/** The task as it would be after the fact, for deciding about the next one only. */
export function foreseen(task: Task, draft: TaskDraft): Task {
  return evolve(task, {
    ...draft,
    id: '',
    version: 1,
    aggregate: { kind: 'task', tenant: task.tenant, id: task.id },
    source: '',
    time: task.updatedAt,
    actor: '',
    causationId: '',
    correlationId: task.id,
    aggVersion: task.version + 1,
    build: '',
    prevHash: '',
  } as TaskEvent);
}
