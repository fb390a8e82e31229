import type { StoredEvent, TaskEvent } from '@patchwright/events';
import { originThread } from '../origin-thread.ts';
import type { LinkRow } from './rows.ts';
import { viewKeys } from './rows.ts';

/** The rows by which a task is found from where people and machines speak of it: its error, its conversation, its pull request and its branch. */
export function linkRows(
  event: StoredEvent<TaskEvent>,
): readonly { readonly key: string; readonly row: LinkRow }[] {
  const row: LinkRow = { task: event.aggregate.id, lastSeq: event.seq };
  if (event.type === 'task_requested') {
    const { sentry } = event.data;
    const thread = originThread(event.data);
    return [
      ...(sentry === undefined ? [] : [{ key: viewKeys.error(sentry.project, sentry.id), row }]),
      ...(thread === undefined
        ? []
        : [{ key: viewKeys.thread(`${thread.channel}/${thread.ts}`), row }]),
    ];
  }
  if (event.type !== 'plan_proposed' && event.type !== 'part_proposed') return [];
  const { repository, branch, pullRequest } = event.data;
  return [
    { key: viewKeys.pullRequest(pullRequest.repository, pullRequest.number), row },
    { key: viewKeys.branch(repository, branch), row },
  ];
}
