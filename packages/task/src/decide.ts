import type { TaskDraft } from '@patchwright/events';
import type { Command, Decision, Person } from './command.ts';
import { decideApprove, decideReject, decideRevise } from './decide-approval.ts';
import { decideEdit } from './decide-edit.ts';
import { decideFire, decidePark } from './decide-mesh.ts';
import { decideStated } from './decide-stated.ts';
import { decideFollow } from './parts/follow.ts';
import { refuse, roleFault, unknownTask, wrongState } from './refusal.ts';
import { retrySteps, retryTarget, retryTargets } from './retry-target.ts';
import { isEnded, isOpen } from './standing.ts';
import type { Task } from './task.ts';

/**
 * The answer to a command about a task as it stands: facts that fit one after the other, or a refusal that says what, why and
 * what to do. Pure; the facts are true only if they are appended at the version that was decided on.
 */
export function decide(command: Command, task: Task): Decision {
  if (command.kind === 'request') return decideRequest(command, task);
  if (command.kind === 'follow') return decideFollow(task, command.other, command.again);
  if (task.status === 'unknown') return unknownTask(task);
  const ofWhole = partFault(command, task);
  if (ofWhole !== undefined) return ofWhole;
  switch (command.kind) {
    case 'approve':
      return decideApprove(command, task);
    case 'reject':
      return decideReject(command, task);
    case 'revise':
      return decideRevise(command, task);
    case 'edit':
      return decideEdit(command, task);
    case 'cancel':
      return decideCancel(command, task);
    case 'pause':
      return decidePause(command, task);
    case 'resume':
      return decideResume(command, task);
    case 'retry':
      return decideRetry(command, task);
    case 'prioritise':
      return decidePriority(command, task);
    case 'redrive':
      return decideRedrive(command, task);
    case 'fire':
      return decideFire(command, task);
    case 'park':
      return decidePark(command, task);
    case 'state':
      return decideStated(command, task);
  }
}

/** People decide about the whole: what they said about a part alone would put the two out of step. */
const aboutWhole: ReadonlySet<Command['kind']> = new Set([
  ...(['approve', 'reject', 'revise', 'edit', 'cancel', 'pause', 'resume'] as const),
  ...(['retry', 'prioritise'] as const),
]);

function partFault({ kind }: Command, { id, part }: Task): Decision | undefined {
  return part === undefined || !aboutWhole.has(kind)
    ? undefined
    : refuse('not_allowed', `${id} is a part of ${part.whole}. Say it about ${part.whole}.`);
}

type Of<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;

function decideRequest({ request }: Of<'request'>, task: Task): Decision {
  if (task.status === 'unknown') return accept({ type: 'task_requested', data: request });
  if (isOpen(task.status)) {
    const { kind, ref } = request.trigger;
    return accept({ type: 'trigger_joined', data: { kind, ref, by: request.requester } });
  }
  return wrongState(task, 'requested again under the same id');
}

function decideCancel({ person, reason }: Of<'cancel'>, task: Task): Decision {
  const fault = roleFault(person, 'operator', 'cancel tasks');
  if (fault !== undefined) return fault;
  if (task.status === 'cancelled' && task.closedBy !== undefined) {
    const { by, at } = task.closedBy;
    return refuse(
      'already_decided',
      `${task.id} was cancelled by ${by} at ${at}. Nothing is left to do.`,
    );
  }
  if (isEnded(task.status)) return wrongState(task, 'cancelled');
  return accept({ type: 'task_cancelled', data: { ...by(person), reason } });
}

function decidePause({ person }: Of<'pause'>, task: Task): Decision {
  const fault = roleFault(person, 'operator', 'pause tasks');
  if (fault !== undefined) return fault;
  if (task.status === 'paused') {
    return refuse('nothing_to_do', `${task.id} is paused already. Resume it to let it go on.`);
  }
  if (isEnded(task.status)) return wrongState(task, 'paused');
  return accept({ type: 'task_paused', data: by(person) });
}

function decideResume({ person }: Of<'resume'>, task: Task): Decision {
  const fault = roleFault(person, 'operator', 'resume tasks');
  if (fault !== undefined) return fault;
  if (task.status !== 'paused') return wrongState(task, 'resumed');
  return accept({ type: 'task_resumed', data: by(person) });
}

function decideRetry({ person, from }: Of<'retry'>, task: Task): Decision {
  const fault = roleFault(person, 'operator', 'retry tasks');
  if (fault !== undefined) return fault;
  const to = retryTarget(task);
  if (to === undefined) return wrongState(task, 'retried');
  if (from === undefined) return accept({ type: 'task_retried', data: { ...by(person), to } });
  const possible = retryTargets(task);
  if (!possible.includes(from)) {
    return refuse(
      'wrong_state',
      `${task.id} has not come as far as the ${from}, so it cannot be retried from there. Retry it from: ${possible.join(', ')}.`,
    );
  }
  return accept({ type: 'task_retried', data: { ...by(person), to: retrySteps[from] } });
}

function decidePriority({ person, priority }: Of<'prioritise'>, task: Task): Decision {
  const fault = roleFault(person, 'operator', 'change priorities');
  if (fault !== undefined) return fault;
  if (isEnded(task.status)) return wrongState(task, 'given another priority');
  if (task.priority === priority) {
    return refuse('nothing_to_do', `${task.id} has the priority ${priority} already.`);
  }
  return accept({ type: 'priority_changed', data: { ...by(person), priority } });
}

function decideRedrive({ person, work }: Of<'redrive'>, task: Task): Decision {
  const fault = roleFault(person, 'operator', 'send parked work again');
  if (fault !== undefined) return fault;
  if (task.status !== 'escalated' || task.parkedFrom === undefined) {
    return refuse(
      'wrong_state',
      `${task.id} has no parked work, so "${work}" cannot be sent again. Look at the list of dead letters.`,
    );
  }
  return accept({ type: 'work_redriven', data: { work, by: person.actor } });
}

function accept(...drafts: readonly TaskDraft[]): Decision {
  return { kind: 'accepted', drafts };
}

function by(person: Person): { by: string; via: Person['via'] } {
  return { by: person.actor, via: person.via };
}
