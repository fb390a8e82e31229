import { type TaskRow, viewKeys } from '@patchwright/task';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Delivery, deliver, fromGitHub, fromJira, fromSentry, fromSlack } from './deliver.ts';
import { type House, startHouse, tenant, until } from './house.ts';

const OUR_JIRA_ACCOUNT = 'patchwright';
const OUR_LOGIN = 'patchwright-bot';
let house: House;
beforeAll(async () => {
  house = await startHouse({
    environment: {
      PATCHWRIGHT_BOT_LOGIN: OUR_LOGIN,
      PATCHWRIGHT_JIRA_ACCOUNT: OUR_JIRA_ACCOUNT,
    },
  });
});
afterAll(() => house[Symbol.asyncDispose]());

const REPEATS = 10;
let runs = 0;

function issue(number: number) {
  return {
    number,
    title: `The cart is negative ${number}`,
    body: '',
    html_url: `https://github.example/acme/shop/issues/${number}`,
    labels: [{ name: 'AI' }],
  };
}

/** One webhook of each source, each delivered ten times: as it was, under new ids, as a retry. */
function storm(run: number): readonly Delivery[] {
  const at = Date.now();
  const labelled = {
    action: 'labeled',
    repository: { full_name: 'acme/shop' },
    sender: { login: 'ines', type: 'User' },
    label: { name: 'AI' },
    issue: issue(run),
  };
  const created = {
    webhookEvent: 'jira:issue_created',
    timestamp: at,
    user: { name: 'ines' },
    issue: {
      key: `SHOP-${run}`,
      self: `https://jira.example/rest/api/2/issue/${run}`,
      fields: { summary: `The cart is negative ${run}`, labels: ['AI'] },
    },
  };
  const command = {
    command: '/agent',
    text: `run "The cart is negative ${run}" acme/shop`,
    user_id: 'U0INES',
    channel_id: 'C0SHOP',
    trigger_id: `T${run}`,
    response_url: '',
  };
  const error = { action: 'created', data: { issue: { id: `${run}` } } };
  return Array.from({ length: REPEATS }, (_, time) => [
    fromGitHub('issues', labelled, time < 5 ? `gh-${run}` : `gh-${run}-${time}`),
    fromJira(created, time < 5 ? `jira-${run}` : `jira-${run}-${time}`, time),
    fromSlack('commands', command, at),
    fromSentry('issue', error, time < 5 ? `sentry-${run}` : `sentry-${run}-${time}`),
  ]).flat();
}

async function inboxLength(): Promise<number> {
  let seq = 0;
  while ((await house.bus.inbox.at(seq + 1)) !== undefined) seq += 1;
  return seq;
}

async function tasks(): Promise<readonly TaskRow[]> {
  const rows = await house.bus.views.open('views').list(viewKeys.task(''));
  return rows.map(({ row }) => row as TaskRow);
}

/** Delivers all of them in this order, so many at once. Throws when one is not accepted. */
async function deliverAll(deliveries: readonly Delivery[], atOnce: number): Promise<void> {
  const queue = [...deliveries];
  async function carry(): Promise<void> {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const response = await deliver(house.url, next);
      if (!response.ok) throw new Error(`${next.path}: ${response.status}`);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, carry));
}

test('ten deliveries each of the same webhooks, in any order, make one task each', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...storm(0).keys()], { minLength: 4 * REPEATS }),
      fc.integer({ min: 1, max: 16 }),
      async (order, atOnce) => {
        runs += 1;
        const run = runs;
        const all = storm(run);
        const before = { inbox: await inboxLength(), tasks: (await tasks()).length };
        await deliverAll(
          order.flatMap((index) => all[index] ?? []),
          atOnce,
        );
        expect(await inboxLength()).toBe(before.inbox + 4);
        await until('there is a task of each', async () => {
          const there = await tasks();
          return there.length === before.tasks + 3;
        });
        for (const id of [`acme-shop-${run}`, `shop-${run}`]) {
          const facts = await house.factsOf(id);
          expect(facts.map(({ type }) => type)).toEqual(['task_requested']);
        }
        const looks = await house.bus.work.outstanding(tenant, 'sentry');
        expect(looks.filter(({ kind }) => kind === 'monitor')).toHaveLength(run);
      },
    ),
    { numRuns: 4, endOnFailure: true },
  );
});

test('a repetition is known as one after the broker was killed and came back', async () => {
  runs += 1;
  const all = storm(runs);
  await deliverAll(all.slice(0, 4), 4);
  const before = await inboxLength();
  await house.broker.stop();
  await house.broker.start();
  await until('it is healthy again', async () => (await fetch(`${house.url}/healthz`)).ok);
  await deliverAll(all.slice(4), 8);
  expect(await inboxLength()).toBe(before);
});

describe('what we say ourselves is never meant for us', () => {
  const repository = { full_name: 'acme/shop' };
  const bots = [
    { login: 'patchwright[bot]', type: 'Bot' },
    { login: OUR_LOGIN, type: 'User' },
    { login: OUR_LOGIN.toUpperCase(), type: 'User' },
    { login: 'dependabot[bot]', type: 'Bot' },
  ];
  const words = ['@agent run', '@agent approve', '@agent retry', '@agent help', '@agent nonsense'];

  const echoes = words.flatMap((body, index): readonly Delivery[] => [
    ...bots.map((user) =>
      fromGitHub(
        'issue_comment',
        {
          action: 'created',
          repository,
          sender: user,
          issue: issue(500),
          comment: { id: index, body, user, created_at: '2026-03-02T09:00:00Z' },
        },
        `echo-${index}-${user.login}`,
      ),
    ),
    ...bots.map((sender) =>
      fromGitHub(
        'issues',
        { action: 'labeled', repository, sender, label: { name: 'AI' }, issue: issue(501 + index) },
        `echo-label-${index}-${sender.login}`,
      ),
    ),
    fromJira(
      {
        webhookEvent: 'comment_created',
        issue: { key: 'SHOP-500' },
        comment: { body, author: { name: OUR_JIRA_ACCOUNT } },
      },
      `echo-jira-${index}`,
    ),
    fromJira(
      {
        webhookEvent: 'comment_created',
        issue: { key: 'SHOP-500' },
        comment: { body, author: { accountId: '1', accountType: 'app' } },
      },
      `echo-app-${index}`,
    ),
    fromSlack('events', {
      type: 'event_callback',
      event_id: `Ev${index}`,
      event: {
        type: 'app_mention',
        user: 'U0BOT',
        bot_id: 'B0PATCH',
        text: body.replace('@agent', '<@U0BOT>'),
        ts: `17000000${index}.000100`,
        channel: 'C0SHOP',
      },
    }),
  ]);

  test('in a storm of a hundred echoes nothing is stored and no task is begun', async () => {
    const before = { inbox: await inboxLength(), tasks: (await tasks()).length };
    await deliverAll([...echoes, ...echoes], 8);
    expect(echoes.length * 2).toBeGreaterThan(100);
    expect(await inboxLength()).toBe(before.inbox);
    expect(await tasks()).toHaveLength(before.tasks);
  });
});
