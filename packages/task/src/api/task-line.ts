import type { TicketRef, Usage } from '@patchwright/events';
import type { TaskLine, TaskQuery } from './tasks.ts';

/** As much of a task as its line in a list shows. */
type Shown = Pick<
  TaskLine,
  'id' | 'status' | 'title' | 'priority' | 'requester' | 'requestedAt' | 'updatedAt'
> & {
  readonly repository?: string | undefined;
  readonly ticket?: Pick<TicketRef, 'key'> | undefined;
  readonly proposal?: { readonly pullRequest: { readonly url: string } } | undefined;
  readonly usage: Pick<Usage, 'costUsd'>;
};

/** The line of a task in a list. */
export function taskLine(task: Shown): TaskLine {
  const { id, status, title, priority, requester, requestedAt, updatedAt } = task;
  return {
    id,
    status,
    title,
    priority,
    requester,
    repository: task.repository ?? null,
    ticket: task.ticket?.key ?? null,
    pullRequest: task.proposal?.pullRequest.url ?? null,
    costUsd: task.usage.costUsd,
    requestedAt,
    updatedAt,
  };
}

/** Whether a task is one of those that are wanted; letters may be large or small. */
export function isWanted(
  line: TaskLine,
  query: { readonly [K in keyof TaskQuery]?: TaskQuery[K] | undefined },
): boolean {
  const same = (wanted: string | undefined, found: string | null) =>
    wanted === undefined || wanted.toLowerCase() === found?.toLowerCase();
  const words = [line.id, line.title, line.ticket ?? ''].join('\n').toLowerCase();
  return (
    same(query.status, line.status) &&
    same(query.repository, line.repository) &&
    same(query.requester, line.requester) &&
    same(query.priority, line.priority) &&
    words.includes(query.text?.toLowerCase() ?? '')
  );
}

/** Orders tasks: the one that moved last first. */
export function byMove(
  one: Pick<TaskLine, 'updatedAt' | 'id'>,
  other: Pick<TaskLine, 'updatedAt' | 'id'>,
): number {
  return other.updatedAt.localeCompare(one.updatedAt) || one.id.localeCompare(other.id);
}
