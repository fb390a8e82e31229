import type { Call, Deadlines } from './call.ts';
import { laneOf } from './calls-for.ts';
import type { Command, TimerName } from './command.ts';
import { mergesAwaited } from './parts/parts-of.ts';
import type { Task } from './task.ts';

/** What a timer's fire asks of whoever receives it. */
export type TimerMeaning =
  /** To be decided like any command; `nothing_to_do` is a good answer. */
  | { readonly kind: 'command'; readonly command: Extract<Command, { kind: 'fire' }> }
  /** To be carried out, without a fact. */
  | { readonly kind: 'calls'; readonly calls: readonly Call[] }
  | { readonly kind: 'nothing' };

/**
 * What the fire of a timer means: deadlines are commands, a poll is work and the next poll.
 * `version` is the version of the task's event that set the timer; `task` is the fold now.
 */
export function onTimer(
  timer: TimerName,
  version: number,
  task: Task,
  deadlines: Deadlines,
): TimerMeaning {
  switch (timer) {
    case 'approval_reminder':
    case 'approval_expiry':
    case 'answer_reminder':
    case 'answer_expiry':
    case 'execution_deadline':
    case 'ci_deadline':
      return { kind: 'command', command: { kind: 'fire', timer, version } };
    case 'ci_poll':
      return task.status === 'ci_monitoring'
        ? pollAgain(timer, deadlines.ciPollMs, task)
        : { kind: 'nothing' };
    case 'merge_poll':
      return task.status === 'approved' && mergesAwaited(task).length > 0
        ? pollAgain(timer, deadlines.mergePollMs, task)
        : { kind: 'nothing' };
  }
}

function pollAgain(name: TimerName, afterMs: number, task: Task): TimerMeaning {
  return {
    kind: 'calls',
    calls: [
      { kind: 'work', work: 'ci', lane: laneOf(task.priority) },
      { kind: 'timer', name, afterMs },
    ],
  };
}
