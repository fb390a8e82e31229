import { differences, type ReplayReport, type ServiceContext } from '@patchwright/chassis';
import { isTaskEvent, maskDeep, type StoredEvent, type TaskEvent } from '@patchwright/events';
import { type Decision, decide as decideCommand, fold, type Task } from '@patchwright/task';
import { speakerOf } from './carry-out-for-task.ts';
import type { Config } from './config.ts';
import { decide, type TaskIntent } from './decide.ts';
import type { Intent, Request } from './intent.ts';
import { translate } from './translate/translate.ts';
import { understand } from './understand.ts';

const SOURCE = '/patchwright/gateway';
type Difference = ReplayReport['differences'][number];

/**
 * The gateway's part of a task, from the record: each message of the inbox that stated something is translated and decided again on the
 * task as it was, and must come to the same facts. A message that the inbox no longer keeps is passed by.
 */
export async function* replayIngest(
  context: ServiceContext<Config>,
  taskId: string,
): AsyncGenerator<ReplayReport> {
  const { bus, tenant, config } = context;
  const { events } = await bus.log.history({ kind: 'task', tenant, id: taskId });
  const history = events.filter((event): event is StoredEvent<TaskEvent> => isTaskEvent(event));
  for (const [cause, facts] of factsByCause(history)) {
    const message = await bus.inbox.at(Number(cause.slice('inbox:'.length)));
    const [first] = facts;
    if (message === undefined || first === undefined) continue;
    const before = history.slice(0, history.indexOf(first));
    const task = fold(tenant, taskId, before);
    const translation = translate(message, config.rules);
    const intents = translation.kind === 'intents' ? translation.intents : [];
    const decisions = intents
      .map((intent) => taskIntentOf(intent, task, first))
      .filter((intent) => intent !== undefined)
      .map((intent) => decisionOn(intent, task, config));
    const found = compare(facts, decisions, context.build);
    yield {
      service: 'gateway',
      run: cause.replace(':', '-'),
      events: facts.length,
      served: 1,
      agreed: found.length === 0,
      differences: found,
    };
  }
}

function factsByCause(
  history: readonly StoredEvent<TaskEvent>[],
): ReadonlyMap<string, readonly StoredEvent<TaskEvent>[]> {
  const ours = history.filter(
    ({ source, causationId }) => source === SOURCE && causationId.startsWith('inbox:'),
  );
  return Map.groupBy(ours, (event) => event.causationId);
}

function decisionOn(intent: TaskIntent, task: Task, config: Config): Decision | undefined {
  const step = decide(intent, task, speakerOf(intent, config), config.policy.approval);
  return step.kind === 'command' ? decideCommand(step.command, task) : undefined;
}

/** One message may speak of several tasks; it agrees when one of its intents comes to these facts. */
function compare(
  facts: readonly StoredEvent<TaskEvent>[],
  decisions: readonly (Decision | undefined)[],
  build: string,
): readonly Difference[] {
  const all = decisions.map((decision) => differencesOf(facts, decision, build));
  return (
    all.find((found) => found.length === 0) ?? all[0] ?? differencesOf(facts, undefined, build)
  );
}

function differencesOf(
  facts: readonly StoredEvent<TaskEvent>[],
  decision: Decision | undefined,
  build: string,
): readonly Difference[] {
  const drafts = decision?.kind === 'accepted' ? decision.drafts : [];
  const most = Math.max(facts.length, drafts.length);
  return Array.from({ length: most }, (_, index) => index).flatMap((index) => {
    const fact = facts[index];
    const draft = drafts[index];
    const builds = { recordedBuild: fact?.build ?? build, build };
    const event = fact?.type ?? draft?.type ?? 'nothing';
    if (fact === undefined || draft === undefined || fact.type !== draft.type) {
      const now = draft?.type ?? (decision?.kind === 'refused' ? decision.reason : 'nothing');
      return [{ event, field: 'type', recorded: fact?.type ?? 'nothing', now, ...builds }];
    }
    return differences(fact.data, maskDeep(draft.data)).map((found) => ({
      event,
      ...found,
      ...builds,
    }));
  });
}

/** What a message meant for this task: words are understood as they were where they belong to it. */
function taskIntentOf(
  intent: Intent,
  task: Task,
  first: StoredEvent<TaskEvent>,
): TaskIntent | undefined {
  switch (intent.kind) {
    case 'order': {
      const { order } = intent;
      if (order.word !== 'revise' || order.review === undefined) return intent;
      // What the lines of a review said stands in the fact, and nowhere else.
      const text = first.type === 'revision_requested' ? first.data.feedback : order.text;
      return { ...intent, order: { ...order, text } };
    }
    case 'request':
    case 'ci':
    case 'push':
    case 'merge':
    case 'outdated':
      return intent;
    case 'words': {
      const understood = understand(intent, intent.where === undefined ? undefined : task);
      if (understood.kind === 'order' || understood.kind === 'request') return understood.intent;
      if (understood.kind !== 'read-ticket' || first.type !== 'task_requested') return undefined;
      // What the tracker answered stands in the fact, and nowhere else.
      const { trigger: _trigger, requester: _requester, ...read } = first.data;
      const request = read as Request;
      const { by, answer } = intent;
      return { kind: 'request', ...understood.ticket, request, by, answer, guarded: true };
    }
    default:
      return undefined;
  }
}
