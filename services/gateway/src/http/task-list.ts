import type { ServiceContext } from '@patchwright/chassis';
import { type TaskRow, viewKeys } from '@patchwright/task';
import { byMove, isWanted, type TaskList, type TaskQuery, taskLine } from '@patchwright/task/api';
import type { Config } from '../config.ts';

/** The place of a task in the list, by which the next page goes on; a task that moves meanwhile moves to the front. */
interface Place {
  readonly updatedAt: string;
  readonly id: string;
}

/** The tasks of the view that fit, the one that moved last first. A cursor that is none begins with the first page. */
export async function taskList(
  { bus }: Pick<ServiceContext<Config>, 'bus'>,
  query: TaskQuery,
): Promise<TaskList> {
  const rows = await bus.views.open('views').list(viewKeys.task(''));
  const after = placeOf(query.cursor);
  const fitting = rows
    .map(({ row }) => taskLine(row as TaskRow))
    .filter((line) => isWanted(line, query))
    .sort(byMove);
  const rest = after === undefined ? fitting : fitting.filter((line) => byMove(line, after) > 0);
  const tasks = rest.slice(0, query.limit);
  const last = tasks.at(-1);
  return {
    tasks,
    total: fitting.length,
    ...(last === undefined || tasks.length === rest.length ? {} : { next: cursorOf(last) }),
  };
}

function cursorOf({ updatedAt, id }: Place): string {
  return Buffer.from(`${updatedAt} ${id}`).toString('base64url');
}

function placeOf(cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined;
  const [updatedAt = '', id] = Buffer.from(cursor, 'base64url').toString().split(' ');
  return id === undefined ? undefined : { updatedAt, id };
}
