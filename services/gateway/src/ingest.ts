import { beginTrace, claimsOn, type ServiceContext } from '@patchwright/chassis';
import { Terminal } from '@patchwright/faults';
import { githubPort, jiraPort, slackPort } from '@patchwright/outside';
import { alert } from './alert.ts';
import { carryOutForTask, wouldRefuse } from './carry-out-for-task.ts';
import type { Config } from './config.ts';
import { causeOf, type Errand, type InboxMessage, keyOf, tell } from './errand.ts';
import { isHeardOnGitHub } from './github-access.ts';
import { heedReply } from './heed-reply.ts';
import { heedWords } from './heed-words.ts';
import type { Intent } from './intent.ts';
import { textModal } from './modal.ts';
import { rulesWithOwnNames } from './own-names.ts';
import type { AnswerPorts } from './reply.ts';
import type { Translation } from './translate/rules.ts';
import { translate } from './translate/translate.ts';

const CONCURRENCY = 8;

/** Words that are stored become commands and facts. What came of them is told to whoever spoke. */
export async function ingest(context: ServiceContext<Config>): Promise<void> {
  const { bus, config, signal } = context;
  const ports: AnswerPorts = {
    claim: claimsOn(bus.journal, context.tenant),
    ...(config.github === undefined ? {} : { github: githubPort(config.github) }),
    ...(config.jira === undefined ? {} : { jira: jiraPort(config.jira) }),
    ...(config.slack === undefined ? {} : { slack: slackPort(config.slack) }),
    linkHosts: config.slack?.linkHosts ?? [],
  };
  const rules = rulesWithOwnNames(context);
  await rules();
  await bus.inbox.consume({
    durable: 'ingest',
    concurrency: CONCURRENCY,
    signal,
    handle: async (message, { attempt }) =>
      ingestOne(context, ports, translate(message, await rules()), message, attempt),
  });
}

async function ingestOne(
  context: ServiceContext<Config>,
  ports: AnswerPorts,
  translation: Translation,
  message: InboxMessage,
  attempt: number,
): Promise<void> {
  if (translation.kind === 'unreadable') {
    throw new Terminal(`a webhook of ${message.source} cannot be read: ${translation.reason}`);
  }
  const trace = beginTrace(`gateway ${message.source} ${message.kind}`, undefined, {
    'patchwright.inbox.seq': message.seq,
  });
  try {
    const isHeard = await isHeardOnGitHub(context, ports, message, translation.intents);
    for (const [index, intent] of isHeard ? translation.intents.entries() : []) {
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

async function carryOut(errand: Errand, intent: Intent): Promise<void> {
  switch (intent.kind) {
    case 'monitor':
      return wakeMonitor(errand);
    case 'unclear':
      return heedReply(errand, intent);
    case 'words':
      return heedWords(errand, intent);
    case 'alert':
      return alert(errand.ports, errand.context.config, intent);
    case 'ask-text':
      return askText(errand, intent);
    default:
      return carryOutForTask(errand, intent);
  }
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

/** Asks in a modal, unless what is to be said would be refused anyway: an old plan, a decided one, a person who may not. */
async function askText(
  errand: Errand,
  intent: Extract<Intent, { kind: 'ask-text' }>,
): Promise<void> {
  const { context, ports, message, index, attempt } = errand;
  const { word, task, digest, by, answer, triggerId } = intent;
  const refusal = await wouldRefuse(errand, {
    kind: 'order',
    where: { kind: 'task', id: task },
    order: { word, digest, text: 'to be said' },
    by,
    answer,
    quiet: false,
  });
  if (refusal !== undefined) {
    await tell(errand, { answer, mood: 'refused', text: refusal });
    return;
  }
  try {
    // The trigger is good for three seconds, so a second try would come too late.
    if (ports.slack === undefined || attempt > 1) throw new Error('the modal cannot be opened');
    const input = { key: keyOf(message, index), triggerId, view: textModal(intent) };
    await ports.slack.writes.ensureModal.perform(input, { signal: context.signal, progress() {} });
  } catch {
    const what = word === 'revise' ? 'what is to be different' : 'why';
    const usage = word === 'revise' ? '<feedback>' : '[reason]';
    const text = `Say ${what}: /agent ${word} ${task} ${usage}`;
    await tell(errand, { answer, mood: 'said', text });
  }
}
