import { entrySchemas } from '@patchwright/chassis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliver, fromGitHub, fromJira, fromSlack } from './deliver.ts';
import { openDraft, proposedFacts, until } from './house.ts';
import { id, startTown, type Town } from './town.ts';
import { wayToTheEnd } from './way-to-the-end.ts';

let town: Town;
beforeAll(async () => {
  town = await startTown({ isTwofold: true });
}, 60_000);
afterAll(() => town[Symbol.asyncDispose]());

/** From the ticket to the end, as fast as facts can be stated. */
async function liveFast(): Promise<void> {
  town.ticket();
  await town.fact('task_requested');
  const { sha, number } = await openDraft(town.github);
  const facts = proposedFacts(sha, { number });
  const proposed = facts.find((draft) => draft.type === 'plan_proposed');
  if (proposed?.type !== 'plan_proposed') throw new Error('nothing is proposed');
  const { digest } = proposed.data;
  const vote = { by: 'human:maria', via: 'slack' } as const;
  await town.house.state(id, ...facts);
  await town.house.state(
    id,
    { type: 'approval_given', data: { digest, ...vote } },
    {
      type: 'plan_approved',
      data: { digest, approvers: [vote], policy: 'shop', expiryHours: 24 },
    },
    ...wayToTheEnd({ digest, sha, number }).flat(),
  );
  await until('Slack tells the end', () =>
    town.thread().some((text) => text.includes('SHOP-42 is done')),
  );
  await until('all is told', async () => {
    const work = await town.house.bus.work.outstanding('main', id);
    return work.every(({ kind }) => kind !== 'notify');
  });
}

/** The processes that did work of a kind about the task. */
async function workersOf(kind: string): Promise<ReadonlySet<unknown>> {
  const { journal } = town.house.bus;
  const runs = await journal.runs('main', `${kind}-${id}`);
  const journals = await Promise.all(runs.map((run) => journal.read('main', run)));
  return new Set(
    journals.flatMap(({ entries }) =>
      entries.flatMap(({ entry, data }) =>
        entry === 'opened' ? [entrySchemas.opened.parse(data).worker] : [],
      ),
    ),
  );
}

test('two notifiers on one log tell each thing once, and what stands shows the end', async () => {
  const { faults } = town.house.outside ?? {};
  // What is made slowly is looked for by the other one meanwhile.
  for (const [target, match] of [
    ['github', 'POST /comments'],
    ['slack', 'POST /chat.postMessage'],
    ['jira', 'POST /comment'],
  ] as const) {
    faults?.order({ target, match, kind: 'slow', ms: 1000, times: 2 });
  }
  await liveFast();
  const workers = await workersOf('notify');
  expect(workers.size).toBe(2);

  expect(town.sticky()).toHaveLength(1);
  expect(town.sticky()[0]?.body).toContain('is completed');
  expect(town.repository().pullRequests[0]?.body).toContain('GREEN on the head');
  const messages = town.slack.state().messages.filter((message) => !message.ephemeralFor);
  expect(messages.filter(({ threadTs }) => threadTs === undefined)).toHaveLength(1);
  expect(town.approvalMessage()?.text).toMatch(/^Approved: /);
  const keys = messages.map(({ metadata }) => metadata?.event_payload.key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.length).toBeGreaterThan(4);
  const [progress] = messages.filter(({ blocks }) => JSON.stringify(blocks).includes('"plan"'));
  expect(progress?.text).toContain('2 of 2 steps done. The checks are green.');
  const comments = town.comments();
  expect(comments.filter((text) => text.includes('A plan waits for approval'))).toHaveLength(1);
  expect(comments.filter((text) => text.includes('ready for review'))).toHaveLength(1);
  expect(new Set(comments).size).toBe(comments.length);
  expect(await town.house.bus.deadLetters.list()).toEqual([]);
}, 60_000);

test('words that reach two gateways at once are answered once', async () => {
  const { house, slack, jira } = town;
  const { number = 0 } = town.repository().pullRequests[0] ?? {};
  const root = town.approvalMessage();
  if (root === undefined) throw new Error('there is no thread');
  const said = { channel: root.channel, ts: `${Number(root.ts) + 5}`, thread_ts: root.ts };
  const user = { login: 'maria', type: 'User' };
  const words = [
    fromGitHub(
      'issue_comment',
      {
        action: 'created',
        repository: { full_name: 'acme/shop' },
        sender: user,
        issue: { number, title: 'x', body: '', html_url: 'https://github.example/1' },
        comment: { id: 90_001, body: '@agent help', user, created_at: new Date().toISOString() },
      },
      'said-to-both',
    ),
    fromJira(
      {
        webhookEvent: 'comment_created',
        issue: { key: 'SHOP-42' },
        comment: { id: '90002', body: '@agent help', author: { name: 'maria' } },
      },
      'said-to-both',
    ),
    fromSlack('events', {
      type: 'event_callback',
      event_id: 'Ev90003',
      event: { type: 'app_mention', user: 'U0MARIA', text: `<@${slack.botUser}> help`, ...said },
    }),
  ];
  const doors = [house.url, house.twinUrl];
  const answers = await Promise.all(
    words.flatMap((delivery) => doors.map((door) => deliver(door, delivery))),
  );
  expect(answers.every(({ ok }) => ok)).toBe(true);

  const helped = () => [
    town.repository().comments.filter(({ body }) => body.includes('approve <task>')).length,
    (jira.state().issues[0]?.comments ?? []).filter(({ body }) =>
      body.wiki.includes('approve <task>'),
    ).length,
    town.thread().filter((text) => text.includes('approve &lt;task&gt;')).length,
  ];
  await until('all of them are answered', () => helped().every((count) => count > 0));
  expect(helped()).toEqual([1, 1, 1]);
});
