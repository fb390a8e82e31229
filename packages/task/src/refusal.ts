import type { Decision, Person, RefusalCode, Role } from './command.ts';
import { roles } from './command.ts';
import { statusWords } from './standing.ts';
import type { Status, Task } from './task.ts';

/** A refused command. `reason` says what is refused, why, and what to do. */
export function refuse(code: RefusalCode, reason: string): Decision {
  return { kind: 'refused', code, reason };
}

/** The refusal of what the task's state does not allow. `what` is a participle: "approved", "resumed". */
export function wrongState(task: Task, what: string): Decision {
  return refuse(
    'wrong_state',
    `${task.id} is ${statusWords[task.status]}, so it cannot be ${what}. ${wayOut[task.status]}`,
  );
}

/** The refusal of a command about a task that nobody asked for. */
export function unknownTask(task: Task): Decision {
  return refuse('unknown_task', `There is no task ${task.id}. Check the id in the list of tasks.`);
}

/** Whether the person has the role, or one that includes it. */
export function holds(person: Person, role: Role): boolean {
  const needed = roles.indexOf(role);
  return person.roles.some((held) => roles.indexOf(held) >= needed);
}

/** The refusal of somebody without the role, or `undefined` when they have it. `what` is an infinitive: "approve plans". */
export function roleFault(person: Person, role: Role, what: string): Decision | undefined {
  if (holds(person, role)) return undefined;
  const held = person.roles.length === 0 ? 'no role' : `the role ${person.roles.join(', ')}`;
  return refuse(
    'not_allowed',
    `${person.actor} has ${held}, but only ${article(role)} may ${what}. Ask one, or have the role given in the policy.`,
  );
}

const wayOut: Readonly<Record<Status, string>> = {
  unknown: 'Check the id in the list of tasks.',
  requested: 'Wait until it has a plan, or cancel it.',
  discovering: 'Wait until it has a plan, or cancel it.',
  awaiting_answer: 'Answer its question with the word revise, or cancel it.',
  planning: 'Wait until the plan is proposed, or cancel the task.',
  revising: 'Wait until the new plan is proposed, or cancel the task.',
  awaiting_approval: 'Approve the plan, reject it, or ask for changes.',
  approved: 'Pause or cancel it if it must not run.',
  executing: 'Pause or cancel it if it must not go on.',
  ci_monitoring: 'Wait for the checks, or cancel the task.',
  fixing_ci: 'Wait for the checks, or cancel the task.',
  completed: 'For further work, start a new task.',
  rejected: 'To try another way, start a new task.',
  expired: 'Retry it to have it planned again.',
  failed: 'Retry it, or go on by hand from its branch.',
  escalated: 'Look at its diagnosis, then retry it or send the parked work again.',
  cancelled: 'To take it up again, start a new task.',
  paused: 'Resume it first.',
};

function article(role: Role): string {
  return /^[aeiou]/.test(role) ? `an ${role}` : `a ${role}`;
}
