import type { StoredEvent, TaskEvent } from '@patchwright/events';
import { evolve, initialTask, type Task } from '@patchwright/task';

/** Tasks as they stood after the newest event that was followed, so that whoever follows the log need not read it back each time. */
export interface RecentTasks {
  /** The task after the event, from what is known, else as `read` folds it. Throws what `read` throws. */
  readonly after: (event: StoredEvent<TaskEvent>, read: () => Promise<Task>) => Promise<Task>;
}

const MOST = 500;

/** Knows the last `most` tasks that were followed. Forgetting one, or missing an event, only costs a read. */
export function rememberTasks(most = MOST): RecentTasks {
  const known = new Map<string, Task>();
  return {
    async after(event, read) {
      const { tenant, id } = event.aggregate;
      const key = `${tenant}/${id}`;
      const before = event.aggVersion === 1 ? initialTask(tenant, id) : known.get(key);
      // An event that comes a second time is in the task already, and is folded as nothing.
      const follows =
        before !== undefined &&
        (before.version === event.aggVersion || before.version === event.aggVersion - 1);
      const task = follows ? evolve(before, event) : await read();
      known.delete(key);
      known.set(key, task);
      const [oldest] = known.keys();
      if (known.size > most && oldest !== undefined) known.delete(oldest);
      return task;
    },
  };
}
