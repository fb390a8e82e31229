import type { Lane, WorkKind } from '@patchwright/events';
import type { TimerName } from './command.ts';

/** What an event calls for: work for a service, or a timer. Pure data that the scheduler carries out. */
export type Call =
  | { readonly kind: 'work'; readonly work: WorkKind; readonly lane: Lane }
  /** Work of the task that nobody has begun waits in this lane from now on. */
  | { readonly kind: 'move'; readonly lane: Lane }
  /** Fires once, `afterMs` after the event's time. Setting it again replaces it. */
  | { readonly kind: 'timer'; readonly name: TimerName; readonly afterMs: number }
  | { readonly kind: 'cancel'; readonly name: TimerName }
  /** A task that this one is a part of, or that is a part of it, has to look at it. `again`: what ended without success is retried. */
  | { readonly kind: 'follow'; readonly task: string; readonly again: boolean };

/** The limits that calls depend on, all in milliseconds. */
export interface Deadlines {
  /** For people: to decide about a plan, or to answer a question. */
  readonly approvalMs: number;
  readonly executionMs: number;
  readonly ciMs: number;
  readonly ciPollMs: number;
  /** Between two looks whether a part was merged that others wait for. */
  readonly mergePollMs: number;
}

/** 72 h for an approval with a reminder at half of it, 60 min for an execution, 2 h for CI, polled each half minute; a merge that is awaited is polled each 5 min. */
export const defaultDeadlines: Deadlines = {
  approvalMs: 72 * 3_600_000,
  executionMs: 60 * 60_000,
  ciMs: 2 * 3_600_000,
  ciPollMs: 30_000,
  mergePollMs: 5 * 60_000,
};
