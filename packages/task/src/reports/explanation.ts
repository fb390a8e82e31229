import type { StoredEvent, TaskEvent } from '@patchwright/events';
import { z } from 'zod';
import { dueWork } from '../due-work.ts';
import { retryTargets } from '../retry-target.ts';
import { isEnded, statusWords } from '../standing.ts';
import { statuses, type Task } from '../task.ts';
import { summarise } from '../views/summarise.ts';

/** Why a task stands where it stands, and what can be done about it. */
export const Explanation = z.object({
  task: z.string(),
  status: z.enum(statuses),
  /** One sentence: where it stands. */
  standing: z.string(),
  /** Why, as far as it is known: the trouble, or what was found out on the way. */
  because: z.array(z.string()),
  /** What it waits for, in a sentence, and since when; absent once it has ended. */
  waitsFor: z.object({ what: z.string(), since: z.string() }).optional(),
  /** The words that make sense now. */
  next: z.array(z.string()),
  /** What happened last, newest last. */
  lately: z.array(z.object({ at: z.string(), actor: z.string(), summary: z.string() })),
});
export type Explanation = z.output<typeof Explanation>;

const LATELY = 5;

/** Why a task stands where it stands, from the task and its whole history. */
export function explanation(task: Task, history: readonly StoredEvent<TaskEvent>[]): Explanation {
  const waits = waitsFor(task);
  return {
    task: task.id,
    status: task.status,
    standing: `${task.id} is ${statusWords[task.status]}: ${task.title}`,
    because: reasons(task),
    ...(waits === undefined ? {} : { waitsFor: { what: waits, since: task.since.at } }),
    next: nextWords(task),
    lately: history
      .filter((event) => event.type !== 'run_finished')
      .slice(-LATELY)
      .map((event) => ({ at: event.time, actor: event.actor, summary: summarise(event) })),
  };
}

function reasons(task: Task): string[] {
  const { discovery, proposal, steps, ci } = task;
  const missing = steps.filter(({ state }) => state === 'failed' || state === 'not_reproduced');
  return [
    `${task.requester} asked for it by ${task.trigger?.kind ?? 'an unknown way'} ${task.trigger?.ref ?? ''}`.trim(),
    task.reason === undefined ? '' : `The reason given: ${task.reason}`,
    task.diagnosis === undefined ? '' : `The diagnosis: ${task.diagnosis}`,
    task.question === undefined ? '' : `It asked: ${task.question.text}`,
    discovery === undefined
      ? ''
      : `Root cause, ${Math.round(discovery.confidence * 100)} % sure: ${discovery.rootCause}`,
    proposal === undefined
      ? ''
      : `Plan version ${proposal.version}, ${proposal.plan.riskLevel} risk: ${proposal.plan.summary}`,
    ...task.feedback.slice(-1).map(({ by, text }) => `${by} asked for changes: ${text}`),
    task.approval === undefined
      ? ''
      : `Approved by ${task.approval.approvers.map((vote) => `${vote.by} (${vote.via})`).join(' and ')}`,
    ...missing.map(({ order, reason }) => `Step ${order} did not succeed: ${reason ?? 'unknown'}`),
    ...ci.failures.map(({ name, category }) => `Check "${name}" failed (${category})`),
    task.foreignPush === undefined
      ? ''
      : `${task.foreignPush.by} pushed ${task.foreignPush.sha.slice(0, 8)} to its branch`,
  ].filter((line) => line !== '');
}

function waitsFor(task: Task): string | undefined {
  switch (dueWork(task)) {
    case 'person':
      if (task.status === 'awaiting_answer') return 'an answer to its question';
      return task.status === 'paused'
        ? 'somebody who resumes it'
        : `people who decide about its plan; ${votesWord(task)}`;
    case 'discover':
      return 'the search for the places in code';
    case 'plan':
      return 'a plan';
    case 'execute':
      return 'the execution of its plan';
    case 'ci':
      return task.ci.state === 'passed' ? 'its completion' : 'a fix for its failed checks';
    case 'timer':
      return `the checks of ${task.head?.slice(0, 8) ?? 'its commit'}`;
    case 'task':
      return task.part === undefined
        ? 'its parts in other repositories'
        : `${task.part.whole}, which it is a part of`;
    default:
      return undefined;
  }
}

function votesWord({ votes }: Task): string {
  if (votes.length === 0) return 'nobody has approved it yet';
  return `${votes.map((vote) => vote.by).join(' and ')} approved it, more are needed`;
}

function nextWords(task: Task): string[] {
  switch (task.status) {
    case 'unknown':
      return ['list'];
    case 'awaiting_approval':
      return ['plan', 'approve', 'revise', 'reject'];
    case 'awaiting_answer':
      return ['revise', 'cancel'];
    case 'paused':
      return ['resume', 'cancel'];
    case 'approved':
    case 'executing':
      return ['logs', 'pause', 'cancel'];
    case 'ci_monitoring':
    case 'fixing_ci':
      return ['ci', 'diff', 'cancel'];
    case 'completed':
      return ['diff', 'cost'];
    default:
      if (task.part !== undefined) return isEnded(task.status) ? ['logs', 'retry'] : ['status'];
      if (retryTargets(task).includes('execution')) return ['logs', 'retry', 'revise'];
      if (retryTargets(task).length > 0) return ['logs', 'retry'];
      return isEnded(task.status) ? ['run'] : ['status', 'cancel'];
  }
}
