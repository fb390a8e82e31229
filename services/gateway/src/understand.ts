import type { Status, Task } from '@patchwright/task';
import {
  type Arguments,
  commandWord,
  helpText,
  missingText,
  type ReadArguments,
  readArguments,
  usageLine,
} from '@patchwright/task';
import type { Intent, Order, Request, TicketHere, Where } from './intent.ts';

/** Words of ours as they were said. */
export type Words = Extract<Intent, { kind: 'words' }>;

/** What words ask for, once it is known whether their place belongs to a task. */
export type Understood =
  | { readonly kind: 'order'; readonly intent: Extract<Intent, { kind: 'order' }> }
  | { readonly kind: 'request'; readonly intent: Extract<Intent, { kind: 'request' }> }
  /** A task for a ticket that has to be read. */
  | { readonly kind: 'read-ticket'; readonly ticket: TicketHere }
  | { readonly kind: 'list'; readonly state?: Status }
  | { readonly kind: 'costs' }
  | {
      readonly kind: 'inquiry';
      readonly intent: 'ask' | 'review';
      readonly question: string;
      /** What it is about, where it is about something. */
      readonly about?: Where;
    }
  /** Nothing is done; this is told. */
  | { readonly kind: 'say'; readonly text: string };

const REVIEW = 'Review the changes of this pull request.';
const REPOSITORY = /(?:^|\s)--repo[= ](?<name>[\w.-]+\/[\w.-]+)/;

/** What words ask for. `here` is the task that their place belongs to, if there is one, and `planVersion` the plan that it shows. Pure. */
export function understand(words: Words, here: Task | undefined, planVersion?: number): Understood {
  const { word, rest, prefix } = words;
  const read = readArguments(word, rest, spokenAt(words, here));
  if (read.kind !== 'read') return say(faultText(words, read));
  const { arguments: given } = read;
  const seen = planVersion === undefined || given.task !== undefined ? {} : { planVersion };
  switch (word) {
    case 'help':
      return say(helpText(prefix));
    case 'list':
      return given.state === undefined ? { kind: 'list' } : { kind: 'list', state: given.state };
    case 'run':
      return run(words, given.text);
    case 'ask': {
      const about = aboutOf(words, given, here);
      return {
        kind: 'inquiry',
        intent: 'ask',
        question: given.text,
        ...(about === undefined ? {} : { about }),
      };
    }
    case 'review': {
      const about = aboutOf(words, given, here);
      return about === undefined
        ? say(missingText(word, 'task', prefix))
        : { kind: 'inquiry', intent: 'review', question: REVIEW, about };
    }
    case 'cost':
      if (given.task === undefined && here === undefined) return { kind: 'costs' };
      return orderAbout(words, given, here, { word });
    case 'approve':
      return orderAbout(words, given, here, { word, ...seen });
    case 'pause':
    case 'resume':
    case 'status':
    case 'plan':
    case 'diff':
    case 'logs':
    case 'ci':
    case 'explain':
      return orderAbout(words, given, here, { word });
    case 'reject':
    case 'revise':
      return orderAbout(words, given, here, { word, text: given.text, ...seen });
    case 'cancel':
      return orderAbout(words, given, here, { word, text: given.text });
    case 'retry':
      return orderAbout(words, given, here, {
        word,
        ...(given.step === undefined ? {} : { from: given.step }),
      });
    case 'priority':
      // The definition has it read, or says that it is missing.
      return given.level === undefined
        ? say(missingText(word, 'level', prefix))
        : orderAbout(words, given, here, { word, level: given.level });
  }
}

/** Whether a name is one of the task's own: its id, its ticket, or its pull request. */
export function isNameOf(name: string, task: Task): boolean {
  const given = name.toLowerCase();
  const { pullRequest } = task.proposal ?? {};
  const names = [
    task.id,
    task.ticket?.key,
    task.ticket?.url,
    pullRequest?.url,
    pullRequest === undefined ? undefined : `#${pullRequest.number}`,
    pullRequest === undefined ? undefined : `${pullRequest.repository}#${pullRequest.number}`,
  ];
  return names.some((one) => one?.toLowerCase() === given);
}

function spokenAt({ word, where }: Words, here: Task | undefined) {
  // A pull request can be reviewed though no task made it.
  const hasPlace = word === 'review' && where?.kind === 'pull-request';
  return here === undefined
    ? { hasTask: hasPlace }
    : { hasTask: true, isOwnName: (name: string) => isNameOf(name, here) };
}

function orderAbout(
  { where, by, answer, saidAt }: Words,
  { task }: Arguments,
  here: Task | undefined,
  order: Order,
): Understood {
  return {
    kind: 'order',
    intent: {
      kind: 'order',
      where: whereOf(task, where, here),
      order,
      by,
      answer,
      quiet: false,
      ...(saidAt === undefined ? {} : { saidAt }),
    },
  };
}

function whereOf(
  name: string | undefined,
  where: Where | undefined,
  here: Task | undefined,
): Where {
  if (name === undefined || (here !== undefined && isNameOf(name, here))) {
    return { kind: 'task', id: here?.id ?? '' };
  }
  const repository = where !== undefined && 'repository' in where ? where.repository : undefined;
  return { kind: 'named', name, ...(repository === undefined ? {} : { repository }) };
}

function aboutOf(words: Words, given: Arguments, here: Task | undefined): Where | undefined {
  if (given.task !== undefined || here !== undefined) {
    return whereOf(given.task, words.where, here);
  }
  return words.where?.kind === 'pull-request' ? words.where : undefined;
}

function run({ ticket, by, answer, prefix, key }: Words, text: string): Understood {
  const repository = REPOSITORY.exec(text)?.groups?.name;
  const description = text.replace(/(?:^|\s)--repo[= ]\S+/, ' ').trim();
  if (description === '' && ticket !== undefined) {
    const { origin, ref, request } = ticket;
    if (request === undefined) return { kind: 'read-ticket', ticket };
    return requested(origin, ref, { ...request, ...(repository ? { repository } : {}) });
  }
  if (description === '')
    return say(`What is to be done? Say ${usageLine(commandWord('run'), prefix)}.`);
  const title = (description.split('\n')[0] ?? description).slice(0, 120);
  const readable = title.split(/\s+/).slice(0, 5).join(' ').slice(0, 40);
  const there = repository ?? ticket?.request?.repository;
  const place = answer.kind === 'slack-thread' ? `${answer.channel}/${answer.ts}` : prefix;
  return requested({ system: by.channel, key: `${readable} ${key.slice(0, 6)}` }, place, {
    title,
    description,
    ...(there === undefined ? {} : { repository: there }),
    priority: 'normal',
    labels: [],
  });

  function requested(origin: TicketHere['origin'], ref: string, request: Request): Understood {
    return {
      kind: 'request',
      intent: { kind: 'request', origin, ref, request, by, answer, guarded: true },
    };
  }
}

function faultText(
  { word, where, prefix }: Words,
  read: Exclude<ReadArguments, { kind: 'read' }>,
): string {
  if (read.kind === 'misread') {
    const { what, given, choices } = read;
    return `"${given}" is no ${what}. Say one of: ${choices.join(', ')}.`;
  }
  if (read.what !== 'task') return missingText(word, read.what, prefix);
  const none = where === undefined ? '' : `${nobodyHere(where)} `;
  return `${none}${missingText(word, 'task', prefix)}`;
}

function nobodyHere(where: Where): string {
  switch (where.kind) {
    case 'pull-request':
      return `No task belongs to ${where.repository}#${where.number}.`;
    case 'ticket':
      return `No task belongs to ${where.origin.key}. Start one with a trigger label, or with the word run.`;
    default:
      return 'No task belongs here.';
  }
}

function say(text: string): Understood {
  return { kind: 'say', text };
}
