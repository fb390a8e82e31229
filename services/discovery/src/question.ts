import type { ErrorEvent, ErrorIssue, Ticket } from '@patchwright/outside';
import type { Task } from '@patchwright/task';

/** All that is known of what is asked, as plain text and parts. */
export interface Question {
  readonly title: string;
  readonly text: string;
  readonly ticket?: Ticket;
  readonly error?: { readonly issue: ErrorIssue; readonly events: readonly ErrorEvent[] };
}

/** Puts the request, its ticket and its error together; each part is outside text. */
export function question(
  task: Task,
  ticket: Ticket | undefined,
  error: Question['error'],
): Question {
  const parts = [
    task.title,
    ticket?.description ?? task.description,
    ...(ticket?.comments.map((comment) => comment.body) ?? []),
    ...(task.answers ?? []).map((answer) => answer.text),
    ...(error === undefined ? [] : [errorText(error.issue, error.events)]),
  ];
  return {
    title: task.title,
    text: parts.filter((part) => part !== '').join('\n\n'),
    ...(ticket === undefined ? {} : { ticket }),
    ...(error === undefined ? {} : { error }),
  };
}

function errorText(issue: ErrorIssue, events: readonly ErrorEvent[]): string {
  const newest = events[0];
  const frames =
    newest?.frames.map((frame) => `  at ${frame.function} (${frame.file}:${frame.line ?? 0})`) ??
    [];
  return [
    `${issue.title}`,
    issue.culprit,
    newest ? `${newest.type}: ${newest.value}` : '',
    ...frames,
  ].join('\n');
}
