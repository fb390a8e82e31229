import { beginTrace, type CommandOutcome, type ServiceContext } from '@patchwright/chassis';
import { Retryable, Terminal } from '@patchwright/faults';
import { githubPort, jiraPort, slackPort } from '@patchwright/outside';
import type { Person } from '@patchwright/task';
import type { Config } from './config.ts';
import { count } from './counters.ts';
import { decide, type Step, type TaskIntent } from './decide.ts';
import { type FoundTask, findTask, taskToRequest } from './find-task.ts';
import type { Intent } from './intent.ts';
import { changesModal } from './modal.ts';
import { personOf } from './people.ts';
import { type AnswerPorts, reply, type Told } from './reply.ts';
import { translate } from './translate/translate.ts';

type InboxMessage = NonNullable<Awaited<ReturnType<ServiceContext<Config>['bus']['inbox']['at']>>>;

/** A branch that looks like ours may belong to a plan that is just being proposed; after this many tries it belongs to nobody. */
const TRIES_FOR_A_TASK = 5;
const CONCURRENCY = 8;

/** Words that are stored become commands and facts. What came of them is told to whoever spoke. */
export async function ingest(context: ServiceContext<Config>): Promise<void> {
  const { bus, config, signal } = context;
  const ports: AnswerPorts = {
    ...(config.github === undefined ? {} : { github: githubPort(config.github) }),
    ...(config.jira === undefined ? {} : { jira: jiraPort(config.jira) }),
    ...(config.slack === undefined ? {} : { slack: slackPort(config.slack) }),
  };
  await bus.inbox.consume({
    durable: 'ingest',
    concurrency: CONCURRENCY,
    signal,
    handle: (message, { attempt }) => ingestOne(context, ports, message, attempt),
  });
}

async function ingestOne(
  context: ServiceContext<Config>,
  ports: AnswerPorts,
  message: InboxMessage,
  attempt: number,
): Promise<void> {
  const translation = translate(message, context.config.rules);
  if (translation.kind === 'unreadable') {
    throw new Terminal(`a webhook of ${message.source} cannot be read: ${translation.reason}`);
  }
  const trace = beginTrace(`gateway ${message.source} ${message.kind}`, undefined, {
    'patchwright.inbox.seq': message.seq,
  });
  try {
    for (const [index, intent] of translation.intents.entries()) {
      await carryOut(
        { context, ports, message, attempt, index, traceparent: trace.traceparent },
        intent,
      );
    }
    trace.end();
  } catch (thrown) {
    trace.end(String(thrown));
    throw thrown;
  }
}

/** What belongs to the carrying out of one intent. */
interface Errand {
  readonly context: ServiceContext<Config>;
  readonly ports: AnswerPorts;
  readonly message: InboxMessage;
  readonly attempt: number;
  /** Of the intent in its message. */
  readonly index: number;
  readonly traceparent: string;
}

async function carryOut(errand: Errand, intent: Intent): Promise<void> {
  const { context, ports, message, index } = errand;
  const tell = (told: Omit<Told, 'key'>) =>
    reply(ports, { ...told, key: `inbox-${message.seq}-${index}/reply` }, context.log);
  switch (intent.kind) {
    case 'monitor':
      await wakeMonitor(errand);
      return;
    case 'unclear':
      await tell({ answer: intent.answer, mood: 'said', text: intent.text });
      return;
    case 'ask-changes':
      await askChanges(errand, intent);
      return;
    default:
      await carryOutForTask(errand, intent, tell);
  }
}

async function carryOutForTask(
  errand: Errand,
  intent: TaskIntent,
  tell: (told: Omit<Told, 'key'>) => Promise<void>,
): Promise<void> {
  const { context, message, index, traceparent } = errand;
  const causationId = causeOf(message);
  const found = await find(errand, intent, causationId);
  if (found === undefined) {
    count('intent', `${intent.kind}: no task`);
    if (intent.kind === 'order' && !intent.quiet) {
      await tell({ answer: intent.answer, mood: 'refused', text: noTask(intent) });
    }
    return;
  }
  const person = speakerOf(intent, context.config);
  const step = decide(intent, found.task, person, context.config.policy.approval);
  count('intent', `${intent.kind}: ${step.kind}`);
  const told = answerOf(intent);
  switch (step.kind) {
    case 'ignore':
      context.log.debug({ task_id: found.task.id, because: step.because }, 'nothing to be done');
      return;
    case 'answer':
      await tell({ answer: told, mood: 'said', text: step.text });
      return;
    case 'refuse':
      await tell({ answer: told, mood: 'refused', text: step.reason });
      return;
    case 'command': {
      const outcome = await context.command(found.task.id, step.command, {
        causationId,
        handler: handlerOf(index),
        actor: person?.actor ?? `system:${message.source}`,
        traceparent,
      });
      if (intent.kind === 'order' && intent.quiet && outcome.kind === 'refused') return;
      if (intent.kind === 'ci' || intent.kind === 'push') return;
      await tell({ answer: told, ...outcomeText(outcome, step) });
    }
  }
}

/** By which name the facts of a message's intents are told apart. */
export function handlerOf(index: number): string {
  return index === 0 ? 'gateway/ingest' : `gateway/ingest-${index}`;
}

/** The cause of what follows from a message. */
export function causeOf(message: { readonly seq: number }): string {
  return `inbox:${message.seq}`;
}

/** Who is behind an intent, by the policy. */
export function speakerOf(intent: TaskIntent, config: Pick<Config, 'policy'>): Person | undefined {
  return 'by' in intent ? personOf(intent.by, config.policy) : undefined;
}

async function find(
  { context, attempt }: Errand,
  intent: TaskIntent,
  causationId: string,
): Promise<FoundTask | undefined> {
  if (intent.kind === 'request') return taskToRequest(context, intent.origin, causationId);
  const found = await findTask(context, intent.where);
  if (found === undefined && intent.where.kind === 'branch' && attempt < TRIES_FOR_A_TASK) {
    throw new Retryable(`no task is known yet for ${intent.where.branch}`, { afterMs: 400 });
  }
  return found;
}

/** The monitor reads the numbers itself; each webhook is a look of its own. */
async function wakeMonitor({ context, message, traceparent }: Errand): Promise<void> {
  await context.bus.work.offer({
    kind: 'monitor',
    lane: 'p1',
    tenant: context.tenant,
    id: 'sentry',
    cause: `${message.seq}`,
    causeId: causeOf(message),
    causeSeq: 0,
    traceparent,
  });
}

async function askChanges(
  errand: Errand,
  intent: Extract<Intent, { kind: 'ask-changes' }>,
): Promise<void> {
  const { context, ports, message, index, attempt } = errand;
  const answer = { kind: 'slack', responseUrl: intent.responseUrl } as const;
  const key = `inbox-${message.seq}-${index}`;
  try {
    // The trigger is good for three seconds, so a second try would come too late.
    if (ports.slack === undefined || attempt > 1) throw new Error('the modal cannot be opened');
    const input = { key, triggerId: intent.triggerId, view: changesModal(intent) };
    await ports.slack.writes.ensureModal.perform(input, { signal: context.signal, progress() {} });
  } catch {
    const text = `Say what is to be different: /agent revise ${intent.task} <feedback>`;
    await reply(ports, { answer, key: `${key}/reply`, mood: 'said', text }, context.log);
  }
}

function answerOf(intent: TaskIntent): Told['answer'] {
  return 'answer' in intent ? intent.answer : { kind: 'nobody' };
}

function outcomeText(
  outcome: CommandOutcome,
  { command }: Extract<Step, { kind: 'command' }>,
): Pick<Told, 'mood' | 'text'> {
  if (outcome.kind === 'refused') return { mood: 'refused', text: outcome.reason };
  const { task, events } = outcome;
  const joined = events.some((event) => event.type === 'trigger_joined');
  switch (command.kind) {
    case 'request':
      return {
        mood: 'done',
        text: joined
          ? `${task.id} is already being worked on.`
          : `${task.id} is started: ${task.title}`,
      };
    case 'approve':
      return {
        mood: 'done',
        text:
          task.approval === undefined
            ? `Your approval of ${task.id} is noted; more are needed.`
            : `${task.id} is approved.`,
      };
    case 'reject':
      return { mood: 'done', text: `${task.id} is rejected.` };
    case 'revise':
      return { mood: 'done', text: `${task.id} gets a new plan.` };
    default:
      return { mood: 'done', text: `${task.id}: ${command.kind} is done.` };
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
  }
}
