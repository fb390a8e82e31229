import type { StoredEvent, TaskEvent } from '@patchwright/events';
import { summarise, type Task } from '@patchwright/task';
import { moment, shorten, who } from './shorten.ts';

/** How many of the newest facts are told. */
const NEWEST = 20;

/** What happened in a task, the newest last. */
export function logsText(task: Task, history: readonly StoredEvent<TaskEvent>[]): string {
  const newest = history.slice(-NEWEST);
  const before = history.length - newest.length;
  return shorten(
    [
      `${task.id} has ${history.length} facts${before === 0 ? '' : `, the last ${newest.length} of them`}:`,
      ...newest.map((event) => `${moment(event.time)} ${who(event.actor)}: ${summarise(event)}`),
    ],
    `patchwright logs ${task.id}`,
  );
}
