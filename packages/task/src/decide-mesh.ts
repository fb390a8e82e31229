import type { TaskDraft } from '@patchwright/events';
import type { Command, Decision } from './command.ts';
import { dueWork, workKindOf } from './due-work.ts';
import { refuse } from './refusal.ts';
import { isOpen, standingOf, statusWords } from './standing.ts';
import type { Task } from './task.ts';

type Of<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;

/** What a timer's fire means now. A fire that comes late or twice finds nothing to do. */
export function decideFire({ timer, version }: Of<'fire'>, task: Task): Decision {
  if (version < task.since.version) {
    return refuse(
      'nothing_to_do',
      `The timer ${timer} of ${task.id} was set at version ${version}, before what it waits for now began.`,
    );
  }
  const drafts = meaning(timer, task);
  return drafts === undefined
    ? refuse(
        'nothing_to_do',
        `${task.id} is ${statusWords[task.status]}, so the timer ${timer} means nothing.`,
      )
    : { kind: 'accepted', drafts };
}

/** A dead letter stops the task if it waits for exactly that work, or if the letter is of the mesh's own (its routing, say). */
export function decidePark(command: Of<'park'>, task: Task): Decision {
  const { work, cause, attempts, reason } = command;
  const kind = workKindOf(work);
  const { part, parts } = task;
  const awaited = dueWork({
    status: standingOf(task),
    ...(part === undefined ? {} : { part }),
    ...(parts === undefined ? {} : { parts }),
  });
  const waits = kind === undefined || awaited === kind || (awaited === 'timer' && kind === 'ci');
  if (!isOpen(task.status) || !waits) {
    return refuse(
      'nothing_to_do',
      `${task.id} is ${statusWords[task.status]} and does not wait for "${work}". The letter stays with the dead letters.`,
    );
  }
  return {
    kind: 'accepted',
    drafts: [{ type: 'work_parked', data: { work, cause, attempts, reason } }],
  };
}

function meaning(timer: Of<'fire'>['timer'], task: Task): readonly TaskDraft[] | undefined {
  const waitingSince = task.since.at;
  switch (timer) {
    case 'approval_reminder':
      return task.status === 'awaiting_approval' && task.remindedAt === undefined
        ? [{ type: 'approval_reminded', data: { waitingSince } }]
        : undefined;
    case 'approval_expiry':
      return task.status === 'awaiting_approval'
        ? [{ type: 'approval_expired', data: { waitingSince } }]
        : undefined;
    case 'answer_reminder':
      return task.status === 'awaiting_answer' && task.remindedAt === undefined
        ? [{ type: 'question_reminded', data: { waitingSince } }]
        : undefined;
    case 'answer_expiry':
      return task.status === 'awaiting_answer'
        ? [{ type: 'question_expired', data: { waitingSince } }]
        : undefined;
    case 'execution_deadline':
      if (task.status === 'approved') {
        return escalated(
          'no executor began the approved plan before its deadline',
          `The plan has been approved since ${waitingSince}. Check that executors are running, then retry the task.`,
        );
      }
      return task.status === 'executing'
        ? escalated(
            'the execution did not end before its deadline',
            `It has been running since ${waitingSince}. What was pushed is on the branch; retry the task to begin again.`,
          )
        : undefined;
    case 'ci_deadline':
      return task.status === 'ci_monitoring' || task.status === 'fixing_ci'
        ? escalated(
            'the checks did not end before their deadline',
            `They have been awaited since ${waitingSince} for ${task.head ?? 'an unknown commit'}. Look at the pull request's checks, then retry the task.`,
          )
        : undefined;
    case 'ci_poll':
    case 'merge_poll':
      return undefined;
  }
}

function escalated(reason: string, diagnosis: string): readonly TaskDraft[] {
  return [{ type: 'task_escalated', data: { reason, diagnosis } }];
}
