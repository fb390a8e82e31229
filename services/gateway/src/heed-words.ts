import { inquiryIdFor, PullRequestRef } from '@patchwright/events';
import { messageOf, Terminal } from '@patchwright/faults';
import { costOverview, isTaskName, type Person, type TaskRow, viewKeys } from '@patchwright/task';
import { carryOutForTask } from './carry-out-for-task.ts';
import { roleRefusal } from './decide.ts';
import { causeOf, type Errand, finderOf, handlerOf, hear, tell } from './errand.ts';
import { type FoundTask, findTask } from './find-task.ts';
import type { Answer, Where } from './intent.ts';
import { personOf } from './people.ts';
import { costsText } from './tell/cost-text.ts';
import { listText } from './tell/list-text.ts';
import { isNameOf, type Understood, understand, type Words } from './understand.ts';

const LONGEST_QUESTION = 20_000;

/** Words of ours become what they ask for; whoever spoke sees at once that they were heard, and is told what came of it. */
export async function heedWords(errand: Errand, words: Words): Promise<void> {
  const heard = hear(errand, words.answer);
  try {
    await heed(errand, words);
  } catch (thrown) {
    // Nothing will change by trying again: whoever spoke can say it otherwise.
    if (!(thrown instanceof Terminal)) throw thrown;
    await tell(errand, { answer: words.answer, mood: 'refused', text: messageOf(thrown) });
  }
  await heard;
}

async function heed(errand: Errand, words: Words): Promise<void> {
  const { answer } = words;
  const finder = finderOf(errand);
  const here = words.where && (await findTask(finder, words.where));
  const other = here && (await otherTask(errand, words, here));
  if (here !== undefined && other !== undefined) {
    const text = `This is about ${here.task.id}, but you named ${other}. Say it where ${other} is spoken of.`;
    await tell(errand, { answer, mood: 'refused', text });
    return;
  }
  const person = personOf(words.by, errand.context.config.policy);
  const understood = understand(words, here?.task, here?.planVersion);
  const refusal = isGuarded(understood) ? roleRefusal(words.word, person) : undefined;
  if (refusal !== undefined) {
    await tell(errand, { answer, mood: 'refused', text: refusal });
    return;
  }
  switch (understood.kind) {
    case 'order':
    case 'request':
      return carryOutForTask(errand, understood.intent);
    case 'read-ticket':
      return carryOutForTask(errand, await requestForTicket(errand, words, understood.ticket));
    case 'inquiry':
      return inquire(errand, words, understood, person);
    case 'list':
      return said(listText(await rows(errand), understood.state));
    case 'costs':
      return said(costsText(costOverview(await rows(errand))));
    case 'say':
      return said(understood.text);
  }

  function said(text: string): Promise<void> {
    return tell(errand, { answer, mood: 'said', text });
  }
}

/** Orders and requests are guarded where they are decided; the rest here, by the definition of their word. */
function isGuarded({ kind }: Understood): boolean {
  return kind !== 'order' && kind !== 'request' && kind !== 'say';
}

/** Another task that words begin with, though their place belongs to `here`: nobody is to end the wrong one by a slip. */
async function otherTask(
  errand: Errand,
  { word, rest }: Words,
  { task }: FoundTask,
): Promise<string | undefined> {
  if (word !== 'reject' && word !== 'cancel' && word !== 'revise') return undefined;
  const [name = '', ...more] = rest.split(/\s+/);
  const isAlone = more.length === 0 && word !== 'revise';
  if (isAlone || !isTaskName(name) || isNameOf(name, task)) return undefined;
  const found = await findTask(finderOf(errand), { kind: 'named', name });
  return found === undefined || found.task.id === task.id ? undefined : name;
}

async function rows({ context }: Errand): Promise<readonly TaskRow[]> {
  const listed = await context.bus.views.open('views').list(viewKeys.task(''));
  return listed.map(({ row }) => row as TaskRow);
}

async function requestForTicket(
  { ports, context }: Errand,
  { by, answer }: Words,
  { origin, ref }: Extract<Understood, { kind: 'read-ticket' }>['ticket'],
) {
  if (ports.jira === undefined) {
    throw new Terminal('Jira is not configured, so the ticket cannot be read. Describe the task.');
  }
  const read = await ports.jira.reads.getTicket(
    { ticket: origin.key },
    { signal: context.signal, progress() {} },
  );
  return {
    kind: 'request',
    origin,
    ref,
    request: {
      title: read.summary,
      description: read.description,
      ticket: { system: 'jira', key: read.key, url: read.url },
      priority: 'normal',
      labels: read.labels,
    },
    by,
    answer,
    guarded: true,
  } as const;
}

/** A question is put to the agents; they answer where it was asked. */
async function inquire(
  errand: Errand,
  words: Words,
  { intent, question, about }: Extract<Understood, { kind: 'inquiry' }>,
  person: Person,
): Promise<void> {
  const { context, message, index, traceparent } = errand;
  const found = about && (await findTask(finderOf(errand), about));
  const causationId = causeOf(message);
  await context.ask(
    inquiryIdFor(causationId, `${person.actor}/${index}`),
    {
      question: question.slice(0, LONGEST_QUESTION),
      by: person.actor,
      via: words.by.channel,
      intent,
      answerTo: answerTo(words.answer),
      ...subjectOf(found, about ?? words.where),
    },
    { causationId, handler: handlerOf(index), actor: person.actor, traceparent },
  );
}

function subjectOf(found: FoundTask | undefined, where: Where | undefined) {
  const { task } = found ?? {};
  const repository =
    task?.repository ?? (where && 'repository' in where ? where.repository : undefined);
  const pull = task?.proposal?.pullRequest ?? pullRequestAt(where);
  return {
    ...(task === undefined ? {} : { task: task.id }),
    ...(repository === undefined ? {} : { repository }),
    ...(pull === undefined ? {} : { pullRequest: pull }),
  };
}

function pullRequestAt(where: Where | undefined): PullRequestRef | undefined {
  if (where?.kind !== 'pull-request') return undefined;
  const { repository, number } = where;
  return PullRequestRef.parse({
    repository,
    number,
    url: `https://github.com/${repository}/pull/${number}`,
  });
}

function answerTo(answer: Answer) {
  switch (answer.kind) {
    case 'github': {
      const { repository, number } = answer;
      return { kind: 'github', repository, number } as const;
    }
    case 'jira':
      return answer;
    case 'slack':
    case 'slack-thread': {
      const { channel, user } = answer;
      if (channel === undefined) return { kind: 'nobody' } as const;
      return {
        kind: 'slack',
        channel,
        ...(answer.kind === 'slack-thread' ? { ts: answer.ts } : {}),
        ...(user === undefined ? {} : { user }),
      } as const;
    }
    case 'nobody':
      return { kind: 'nobody' } as const;
  }
}
