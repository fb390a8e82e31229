import { setTimeout as pause } from 'node:timers/promises';
import { isEnded, type Status } from '@patchwright/task';
import type { TaskPage } from '@patchwright/task/api';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Gateway } from './gateway/gateway.ts';
import { type Io, say, sayNext } from './io.ts';
import { statusSentence, storyLines } from './show/task-lines.ts';

const LOOK_EVERY_MS = 500;

/** Statuses in which nothing happens before a person acts. */
const WAITING: ReadonlySet<string> = new Set(['awaiting_approval', 'awaiting_answer', 'paused']);

/** How a wait ended. */
export interface Waited {
  readonly task: TaskPage;
  readonly exit: ExitCode;
}

/**
 * Waits until the task has ended, or nothing happens before a person acts, or `timeoutMs` is over; tells its story meanwhile.
 * `afterSeq` is the event from which on it is told.
 */
export async function waitFor(
  gateway: Gateway,
  id: string,
  io: Io,
  options: { readonly timeoutMs: number; readonly afterSeq?: number },
): Promise<Waited> {
  const deadline = performance.now() + options.timeoutMs;
  let seen = options.afterSeq ?? 0;
  for (;;) {
    const task = await gateway.task(id);
    const fresh = task.timeline.filter(({ seq }) => seq > seen);
    for (const line of storyLines({ color: false }, fresh)) say(io, line);
    seen = task.lastSeq;
    const exit = exitOf(task.status);
    if (exit !== undefined) return { task, exit };
    if (performance.now() > deadline || io.stop.aborted) {
      return { task, exit: exitCodes.waiting };
    }
    await pause(LOOK_EVERY_MS, undefined, { signal: io.stop }).catch(() => undefined);
  }
}

/** The exit code for a task that goes no further by itself; `undefined` while it does. */
export function exitOf(status: string): ExitCode | undefined {
  if (status === 'completed') return exitCodes.done;
  if (WAITING.has(status)) return exitCodes.waiting;
  return isEnded(status as Status) ? exitCodes.failed : undefined;
}

/** Says how it stands and what to do next. */
export function sayStanding(io: Io, task: Pick<TaskPage, 'id' | 'status' | 'reason'>): void {
  const { id, status, reason } = task;
  say(io, `${id} is ${statusSentence(status)}${reason === undefined ? '' : `: ${reason}`}`);
  sayNext(io, nextFor(id, status));
}

/** The command that is most likely wanted for a task in this status. */
export function nextFor(id: string, status: string): string {
  switch (status) {
    case 'awaiting_approval':
      return `patchwright plan ${id}, then patchwright approve ${id} (or revise, or reject)`;
    case 'awaiting_answer':
      return `patchwright explain ${id}, then patchwright revise ${id} <your answer>`;
    case 'paused':
      return `patchwright resume ${id}`;
    case 'failed':
    case 'escalated':
    case 'expired':
      return `patchwright events ${id}, then patchwright retry ${id}`;
    case 'completed':
      return `patchwright replay ${id}`;
    case 'rejected':
    case 'cancelled':
      return 'patchwright list';
    default:
      return `patchwright status ${id} --watch`;
  }
}
