import type { CommandOutcome } from '@patchwright/chassis';
import { Retryable } from '@patchwright/faults';
import { decide as decideCommand, type Person } from '@patchwright/task';
import { aboutWhole, orderFor } from './about-whole.ts';
import type { Config } from './config.ts';
import { count } from './counters.ts';
import { decide, type Step, type TaskIntent } from './decide.ts';
import { causeOf, type Errand, finderOf, handlerOf, tell } from './errand.ts';
import { type FoundTask, findTask, taskToRequest } from './find-task.ts';
import type { Answer, Told as What } from './intent.ts';
import { personOf } from './people.ts';
import { taskDiff } from './records/task-diff.ts';
import type { Told } from './reply.ts';
import { withReviewLines } from './review-lines.ts';
import { diffText } from './tell/diff-text.ts';
import { taskText } from './tell/task-text.ts';

/** A branch that looks like ours may belong to a plan that is just being proposed; after this many tries it belongs to nobody. */
const TRIES_FOR_A_TASK = 5;

/** An intent about one task becomes a command, which is carried out, or something that is told. */
export async function carryOutForTask(errand: Errand, said: TaskIntent): Promise<void> {
  const { context, message, index, traceparent } = errand;
  const causationId = causeOf(message);
  const heard = await withReviewLines(errand, said);
  const answer = answerOf(heard);
  const found = await find(errand, heard, causationId);
  const intent = found === undefined ? heard : orderFor(heard, found);
  if (found === undefined) {
    count('intent', `${intent.kind}: no task`);
    if (intent.kind === 'order' && !intent.quiet) {
      await tell(errand, { answer, mood: 'refused', text: noTask(intent) });
    }
    return;
  }
  const person = speakerOf(intent, context.config);
  const step = decide(intent, found.task, person, context.config.policy.approval);
  count('intent', `${intent.kind}: ${step.kind}`);
  switch (step.kind) {
    case 'ignore':
      context.log.debug({ task_id: found.task.id, because: step.because }, 'nothing to be done');
      return;
    case 'tell':
      await tell(errand, { answer, mood: 'said', text: await textAbout(errand, step.what, found) });
      return;
    case 'refuse':
      await tell(errand, { answer, mood: 'refused', text: step.reason });
      return;
    case 'command': {
      const outcome = await context.command(found.task.id, step.command, {
        causationId,
        handler: handlerOf(index),
        actor: person?.actor ?? `system:${message.source}`,
        traceparent,
      });
      if (intent.kind === 'order' && intent.quiet && outcome.kind === 'refused') return;
      if (!('answer' in intent)) return;
      await tell(errand, { answer, ...outcomeText(outcome, step) });
    }
  }
}

/** Why an order would be refused now; `undefined` when it would be carried out. Decides and states nothing. */
export async function wouldRefuse(
  errand: Errand,
  intent: Extract<TaskIntent, { kind: 'order' }>,
): Promise<string | undefined> {
  const { config } = errand.context;
  const finder = finderOf(errand);
  const found = await aboutWhole(finder, intent, await findTask(finder, intent.where));
  if (found === undefined) return noTask(intent);
  const step = decide(
    orderFor(intent, found),
    found.task,
    speakerOf(intent, config),
    config.policy.approval,
  );
  if (step.kind === 'refuse') return step.reason;
  if (step.kind !== 'command') return undefined;
  const decision = decideCommand(step.command, found.task);
  return decision.kind === 'refused' ? decision.reason : undefined;
}

/** Who is behind an intent, by the policy. */
export function speakerOf(intent: TaskIntent, config: Pick<Config, 'policy'>): Person | undefined {
  const by = 'by' in intent ? intent.by : undefined;
  return by && personOf(by, config.policy);
}

async function find(
  errand: Errand,
  intent: TaskIntent,
  causationId: string,
): Promise<FoundTask | undefined> {
  const finder = finderOf(errand);
  if (intent.kind === 'request') {
    return taskToRequest(finder, intent.origin, causationId, intent.request.sentry);
  }
  const found = await aboutWhole(finder, intent, await findTask(finder, intent.where));
  if (found === undefined && intent.where.kind === 'branch' && errand.attempt < TRIES_FOR_A_TASK) {
    throw new Retryable(`no task is known yet for ${intent.where.branch}`, { afterMs: 400 });
  }
  return found;
}

async function textAbout({ context }: Errand, what: What, found: FoundTask): Promise<string> {
  if (what !== 'diff') return taskText(what, found);
  const outcome = await taskDiff(context.config.github, found.task, context.signal);
  return outcome.kind === 'none' ? outcome.because : diffText(outcome.diff);
}

function answerOf(intent: TaskIntent): Answer {
  if (intent.kind === 'order' && intent.quiet) return { kind: 'nobody' };
  return 'answer' in intent ? intent.answer : { kind: 'nobody' };
}

function outcomeText(
  outcome: CommandOutcome,
  { command }: Extract<Step, { kind: 'command' }>,
): Pick<Told, 'mood' | 'text'> {
  if (outcome.kind === 'refused') return { mood: 'refused', text: outcome.reason };
  return { mood: 'done', text: doneText(outcome, command) };
}

function doneText(
  { task, events }: Extract<CommandOutcome, { kind: 'accepted' }>,
  command: Extract<Step, { kind: 'command' }>['command'],
): string {
  switch (command.kind) {
    case 'request':
      return events.some((event) => event.type === 'trigger_joined')
        ? `${task.id} is already being worked on.`
        : `${task.id} is started: ${task.title}`;
    case 'approve':
      return task.approval === undefined
        ? `Your approval of ${task.id} is noted; more are needed.`
        : `${task.id} is approved.`;
    case 'reject':
      return `${task.id} is rejected.`;
    case 'revise':
      return events.some((event) => event.type === 'question_answered')
        ? `Thank you. ${task.id} is looked into anew, with your answer.`
        : `${task.id} gets a new plan.`;
    case 'cancel':
      return `${task.id} is cancelled.`;
    case 'pause':
      return `${task.id} is paused. Resume it to let it go on.`;
    case 'resume':
      return `${task.id} goes on.`;
    case 'retry':
      return `${task.id} is tried again.`;
    case 'prioritise':
      return `${task.id} has the priority ${command.priority}.`;
    default:
      return `${task.id}: ${command.kind} is done.`;
  }
}

function noTask({ where }: Extract<TaskIntent, { kind: 'order' }>): string {
  switch (where.kind) {
    case 'task':
      return `There is no task ${where.id}. Check the id in the list of tasks.`;
    case 'named':
      return `There is no task ${where.name.slice(0, 80)}. Check the id in the list of tasks.`;
    case 'ticket':
      return `No task belongs to ${where.origin.key}. Give it a trigger label to start one.`;
    case 'pull-request':
      return `No task belongs to ${where.repository}#${where.number}. Say it on a pull request of a task.`;
    case 'branch':
      return `No task belongs to ${where.branch}.`;
    case 'error':
      return `No task is about the error ${where.id} of ${where.project}.`;
    case 'thread':
      return 'No task belongs to this conversation. Name the task.';
  }
}
