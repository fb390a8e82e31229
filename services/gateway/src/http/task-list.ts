import type { ServiceContext } from '@patchwright/chassis';
import { type TaskRow, viewKeys } from '@patchwright/task';
import type { TaskLine, TaskList, TaskQuery } from '@patchwright/task/api';
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
    .map(({ row }) => row as TaskRow)
    .filter((row) => fits(row, query))
    .sort(byMove);
  const rest = after === undefined ? fitting : fitting.filter((row) => byMove(row, after) > 0);
  const shown = rest.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    tasks: shown.map(lineOf),
    total: fitting.length,
    ...(last === undefined || shown.length === rest.length ? {} : { next: cursorOf(last) }),
  };
}

function fits(row: TaskRow, query: TaskQuery): boolean {
  const { status, repository, requester, priority, text } = query;
  const same = (wanted: string | undefined, found: string | undefined) =>
    wanted === undefined || wanted.toLowerCase() === found?.toLowerCase();
  const words = [row.id, row.title, row.ticket?.key ?? ''].join('\n').toLowerCase();
  return (
    same(status, row.status) &&
    same(repository, row.repository) &&
    same(requester, row.requester) &&
    same(priority, row.priority) &&
    (text === undefined || words.includes(text.toLowerCase()))
  );
}

function byMove(one: Place, other: Place): number {
  return other.updatedAt.localeCompare(one.updatedAt) || one.id.localeCompare(other.id);
}

function cursorOf({ updatedAt, id }: Place): string {
  return Buffer.from(`${updatedAt} ${id}`).toString('base64url');
}

function placeOf(cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined;
  const [updatedAt = '', id] = Buffer.from(cursor, 'base64url').toString().split(' ');
  return id === undefined ? undefined : { updatedAt, id };
}

function lineOf(row: TaskRow): TaskLine {
  return {
    id: row.id,
    status: row.status,
    title: row.title,
    priority: row.priority,
    requester: row.requester,
    repository: row.repository ?? null,
    ticket: row.ticket?.key ?? null,
    pullRequest: row.proposal?.pullRequest.url ?? null,
    costUsd: row.usage.costUsd,
    requestedAt: row.requestedAt,
    updatedAt: row.updatedAt,
  };
}
