import { isInquiryEvent, type TaskDraft, type TaskEventType } from '@patchwright/events';
import { commandWords, type WordName } from '@patchwright/task';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from './house.ts';
import { type Neighbour, proposeAnother, type Way, waysOf } from './neighbours.ts';
import { startTown, type Town } from './town.ts';

/** What comes of a word. */
interface Row {
  /** What follows the word, besides the task. */
  readonly rest?: string;
  /** What has to be true before. */
  readonly before?: TaskDraft;
  /** The fact that it comes to. Such a word gets a task of its own. */
  readonly states?: TaskEventType;
  /** What we say to it; nothing where an agent is to answer. */
  readonly told?: RegExp;
}

const paused: TaskDraft = { type: 'task_paused', data: { by: 'human:olga', via: 'cli' } };
const failed: TaskDraft = { type: 'task_failed', data: { reason: 'it broke' } };

/** A word without a row does not compile. */
const rows: Readonly<Record<WordName, Row>> = {
  status: { told: /is waiting for approval: Cart \d+ is off/ },
  list: { told: /- shop-\d+ is waiting for approval/ },
  run: {
    rest: 'round the totals once --repo acme/shop',
    told: /is started: round the totals once/,
  },
  approve: { states: 'plan_approved', told: /is approved\./ },
  reject: { rest: 'too risky', states: 'plan_rejected', told: /is rejected\./ },
  revise: { rest: 'use cents', states: 'revision_requested', told: /gets a new plan\./ },
  retry: { before: failed, states: 'task_retried', told: /is tried again\./ },
  cancel: { rest: 'not needed', states: 'task_cancelled', told: /is cancelled\./ },
  pause: { states: 'task_paused', told: /is paused\./ },
  resume: { before: paused, states: 'task_resumed', told: /goes on\./ },
  plan: { told: /Plan 1 of shop-\d+.*Count in whole cents/ },
  diff: { told: /changes 1 file, \+1 -0/ },
  logs: { told: /Version 1 of the plan waits for approval/ },
  ci: { told: /has no checks yet/ },
  cost: { told: /shop-\d+ cost \$0\.00/ },
  priority: { rest: 'low', states: 'priority_changed', told: /has the priority low\./ },
  explain: { told: /It waits for people who decide about its plan/ },
  review: {},
  ask: { rest: 'why is the total negative?' },
  help: { told: /revise .*: ask for another plan/ },
};
const wayNames = [
  'a slash command in Slack',
  'the task’s thread in Slack',
  'a comment on GitHub',
  'a comment in Jira',
] as const;

let town: Town;
let common: Neighbour;
const tookMs: number[] = [];
beforeAll(async () => {
  town = await startTown();
  common = await proposeAnother(town);
}, 60_000);
afterAll(async () => {
  await town[Symbol.asyncDispose]();
});

function wayOf(name: string): Way {
  const found = waysOf(town).find((way) => way.name === name);
  if (found === undefined) throw new Error(`there is no way ${name}`);
  return found;
}

async function neighbourFor({ before, states }: Row): Promise<Neighbour> {
  if (states === undefined) return common;
  const neighbour = await proposeAnother(town);
  if (before !== undefined) await town.house.state(neighbour.id, before);
  return neighbour;
}

async function inquiries() {
  const found = [];
  const { log } = town.house.bus;
  for await (const event of log.read({ fromSeq: 1, untilSeq: await log.lastSeq() })) {
    if (isInquiryEvent(event) && event.type === 'inquiry_asked') found.push(event.data);
  }
  return found;
}

describe.each(wayNames)('by %s', (wayName) => {
  test.each(commandWords.map(({ name }) => name))('%s', async (word) => {
    const row = rows[word];
    const way = wayOf(wayName);
    const about = await neighbourFor(row);
    const heard = way.told(about).length;
    const asked = (await inquiries()).length;
    const began = performance.now();
    await way.say(about, [word, row.rest].filter(Boolean).join(' '));
    const { told, states } = row;
    if (told === undefined) {
      const data = await until(`${word} is asked`, async () => (await inquiries())[asked]);
      expect(data).toMatchObject({
        intent: word,
        by: 'human:maria',
        answerTo: { kind: expect.stringMatching(/slack|github|jira/) },
      });
      if (word === 'review')
        expect(data).toMatchObject({ task: about.id, repository: 'acme/shop' });
      return;
    }
    await until(`${word} is answered`, () =>
      way
        .told(about)
        .slice(heard)
        .some((text) => told.test(text)),
    );
    tookMs.push(performance.now() - began);
    if (states === undefined) return;
    const facts = await town.house.factsOf(about.id);
    expect(
      facts.filter(({ type, actor }) => type === states && actor === 'human:maria'),
    ).toHaveLength(1);
  });
});

test('most answers came within three seconds', () => {
  const sorted = [...tookMs].sort((a, b) => a - b);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(3000);
});

test('whoever speaks on GitHub or in a thread sees eyes on their words', async () => {
  const onGitHub = Number(await wayOf('a comment on GitHub').say(common, 'status'));
  const ts = await wayOf('the task’s thread in Slack').say(common, 'status');
  await until('the comment has eyes', () =>
    town.repository().reactions.some((one) => one.target === onGitHub && one.content === 'eyes'),
  );
  await until('the message has eyes', () =>
    town.slack
      .state()
      .messages.some((one) => one.ts === ts && one.reactions.some(({ name }) => name === 'eyes')),
  );
});

test.each(wayNames)('a word that is misspelt is put right, by %s', async (wayName) => {
  const way = wayOf(wayName);
  await way.say(common, 'aprove');
  await until('it is put right', () =>
    way
      .told(common)
      .some((text) => /Did you mean (@|\/)?\S*agent approve/.test(text.replace(/[\\​]/g, ''))),
  );
});

test.each(wayNames)('who may not is refused, by %s', async (wayName) => {
  const way = wayOf(wayName);
  const before = (await town.house.factsOf(common.id)).length;
  await way.say(common, 'priority low', 'tom');
  await until('it is refused', () =>
    way.told(common).some((text) => /only an operator may change priorities/.test(text)),
  );
  await way.say(common, 'ask why?', 'tom');
  await until('it is refused', () => way.told(common).some((text) => /may not ask/.test(text)));
  expect(await town.house.factsOf(common.id)).toHaveLength(before);
});

describe('another task is named', () => {
  test.each([
    ['by its ticket', ({ key }: Neighbour) => key],
    ['by its id', ({ id }: Neighbour) => id],
    ['by its pull request', ({ number }: Neighbour) => `#${number}`],
    [
      'by its pull request’s address',
      ({ number }: Neighbour) => `https://github.example/acme/shop/pull/${number}`,
    ],
  ])('%s', async (_, nameOf) => {
    const other = await proposeAnother(town);
    const way = wayOf('the task’s thread in Slack');
    await way.say(common, `status ${nameOf(other)}`);
    await until('it is told of the other', () =>
      way.told(common).some((text) => text.startsWith(`${other.id} is waiting for approval`)),
    );
  });

  test('and is not ended by a slip', async () => {
    const other = await proposeAnother(town);
    const way = wayOf('a comment on GitHub');
    await way.say(common, `cancel ${other.key} does it already`);
    await until('it is asked to be said elsewhere', () =>
      way.told(common).some((text) => text.includes(`but you named ${other.key}`)),
    );
    for (const { id } of [common, other]) {
      expect((await town.house.factsOf(id)).some(({ type }) => type === 'task_cancelled')).toBe(
        false,
      );
    }
  });
});

test('in a thread under an old plan nothing is decided about the new one', async () => {
  const about = await proposeAnother(town);
  const [proposed] = (await town.house.factsOf(about.id)).filter(
    ({ type }) => type === 'plan_proposed',
  );
  if (proposed?.type !== 'plan_proposed') throw new Error('there is no plan');
  const { digest, ...data } = proposed.data;
  await town.house.state(
    about.id,
    { type: 'planning_started', data: { version: 2 } },
    { type: 'plan_proposed', data: { ...data, version: 2, digest: digest.replace(/^./, '0') } },
  );
  const way = wayOf('the task’s thread in Slack');
  await way.say(about, 'approve');
  await until('it is refused', () =>
    way.told(about).some((text) => text.includes('version 1 of the plan')),
  );
  expect((await town.house.factsOf(about.id)).some(({ type }) => type === 'approval_given')).toBe(
    false,
  );
});

test('fifty clicks and words at once approve once, and each is told', async () => {
  const about = await proposeAnother(town);
  const before = waysOf(town)[0]?.told(about).length ?? 0;
  await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      town.slack.click({
        user: index % 2 === 0 ? 'U0MARIA' : 'U0JONAS',
        actionId: 'approve',
        ts: about.message.ts,
      }),
    ),
  );
  await until('each is told', () => (waysOf(town)[0]?.told(about).length ?? 0) >= before + 50);
  const facts = await town.house.factsOf(about.id);
  for (const type of ['approval_given', 'plan_approved']) {
    expect(facts.filter((event) => event.type === type)).toHaveLength(1);
  }
});

test('the tracker’s ticket has a task started by a word, though it has no label', async () => {
  town.jira.createTicket({
    key: 'SHOP-900',
    summary: 'Round once',
    description: 'at the end',
    reporter: 'ines',
  });
  town.jira.comment({ ticket: 'SHOP-900', user: 'maria', body: '@agent run' });
  expect(await town.fact('task_requested', 'shop-900')).toMatchObject({
    actor: 'human:maria',
    data: {
      title: 'Round once',
      ticket: { key: 'SHOP-900' },
      trigger: { kind: 'jira', ref: 'SHOP-900' },
    },
  });
  const { number } = await town.github.openIssue({
    repo: 'acme/shop',
    user: 'tom',
    title: 'Cents',
    body: 'lost',
  });
  await town.github.comment({ repo: 'acme/shop', user: 'maria', number, body: '@agent run' });
  expect(await town.fact('task_requested', `acme-shop-${number}`)).toMatchObject({
    data: { title: 'Cents', description: 'lost', repository: 'acme/shop' },
  });
});
