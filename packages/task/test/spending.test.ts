import type { InquiryDraft, StoredEvent, Usage } from '@patchwright/events';
import { describe, expect, test } from 'vitest';
import {
  Budgets,
  defaultBudgets,
  drawsOf,
  fold,
  type SpendingRow,
  spendingKey,
  sumUsage,
  taskCap,
  viewKeys,
  viewRows,
} from '../src/index.ts';
import { history, id, tenant, wayTo } from './story.ts';

const story = history(...wayTo.fixing_ci, 'ci_fix_pushed', 'run_finished', 'run_finished');

function project(events: readonly StoredEvent[]): ReadonlyMap<string, unknown> {
  const rows = new Map<string, unknown>();
  for (const event of events) {
    for (const { key, row } of viewRows(event, (name) => rows.get(name))) rows.set(key, row);
  }
  return rows;
}

const used: readonly Usage[] = story.flatMap((event) =>
  event.type === 'run_finished' ? [event.data.usage] : [],
);
const month = story.at(-1)?.time.slice(0, 7) ?? '';

describe('what was spent in a month', () => {
  const task = fold(tenant, id, story);
  const whose = [
    { kind: 'all' },
    { kind: 'person', name: task.requester },
    { kind: 'repository', name: task.repository ?? '' },
  ] as const;

  test.each(whose)('is counted run by run for %j', (of) => {
    const row = project(story).get(spendingKey(month, of)) as SpendingRow;

    expect(row).toMatchObject({ month, of, runs: used.length, usage: sumUsage(used) });
    expect(row.lastSeq).toBe(story.at(-1)?.seq);
  });

  test('is not counted twice when an event comes again', () => {
    const again = story.at(-1) as StoredEvent;

    expect(project([...story, again])).toEqual(project(story));
  });

  test('is counted for the month in which it was spent', () => {
    const last = story.at(-1) as StoredEvent;
    const later = { ...last, seq: last.seq + 10, time: '2027-01-31T23:59:59.999Z' };
    const rows = project([...story, later as StoredEvent]);

    expect(rows.get(spendingKey('2027-01', { kind: 'all' }))).toMatchObject({ runs: 1 });
    expect(rows.get(spendingKey(month, { kind: 'all' }))).toMatchObject({ runs: used.length });
  });
});

describe('what inquiries take', () => {
  const used = { modelCalls: 3, inputTokens: 4000, outputTokens: 300, costUsd: 0.02 };
  const asked: InquiryDraft = {
    type: 'inquiry_asked',
    data: {
      question: 'Why?',
      by: 'human:slack:ines',
      via: 'slack',
      intent: 'ask',
      task: id,
      answerTo: { kind: 'nobody' },
    },
  };
  const ends: readonly InquiryDraft[] = [
    { type: 'inquiry_answered', data: { agent: 'one', text: 'So.', usage: used } },
    { type: 'inquiry_failed', data: { reason: 'the budget is used up', usage: used } },
  ];

  /** An inquiry about the story's task, after it on the log. */
  function inquiry(...drafts: readonly InquiryDraft[]): readonly StoredEvent[] {
    const after = story.at(-1) as StoredEvent;
    return drafts.map((draft, index) => ({
      ...after,
      ...draft,
      aggregate: { kind: 'inquiry', tenant, id: 'q-1' },
      aggVersion: index + 1,
      seq: after.seq + index + 1,
    }));
  }

  test.each(ends)('is counted for who asked, for the repository and for all: $type', (end) => {
    const before = project(story);
    const after = project([...story, ...inquiry(asked, end)]);
    const own = spendingKey(month, { kind: 'person', name: 'human:slack:ines' });
    const whose = [
      spendingKey(month, { kind: 'repository', name: fold(tenant, id, story).repository ?? '' }),
      spendingKey(month, { kind: 'all' }),
      own,
    ];
    for (const key of whose) {
      const [was, is] = [before, after].map((rows) => rows.get(key) as SpendingRow | undefined);
      expect(is?.usage, key).toEqual(sumUsage([...(was ? [was.usage] : []), used]));
    }
  });

  test('keeps who asked only until the end', () => {
    expect(project([...story, ...inquiry(asked)]).get(viewKeys.inquiry('q-1'))).toMatchObject({
      requester: 'human:slack:ines',
      repository: fold(tenant, id, story).repository,
    });
    const [end] = ends as [InquiryDraft];
    expect(project([...story, ...inquiry(asked, end)]).get(viewKeys.inquiry('q-1'))).toBeNull();
  });
});

describe('the budgets of a task', () => {
  const task = { requester: 'human:ines', repository: 'acme/shop' };

  test('are its own 25 dollars where nobody says otherwise', () => {
    const usage = sumUsage(used);

    expect(taskCap(defaultBudgets, { id: 'shop-42', usage })).toEqual({
      whose: 'task shop-42',
      most: { usd: 25 },
      used: usage,
      setting: 'task',
    });
    expect(drawsOf(defaultBudgets, task, '2026-11')).toEqual([]);
  });

  test('are those of its person, its repository, its teams and the month', () => {
    const budgets = Budgets.parse({
      person: { usd: 100 },
      people: { ines: { usd: 300 } },
      repository: { tokens: 1_000_000 },
      teams: {
        checkout: { repositories: ['acme/shop', 'acme/cart'], usd: 500 },
        search: { repositories: ['acme/search'], usd: 500 },
        founders: { people: ['ines'], calls: 10 },
      },
      month: { usd: 1_000 },
    });

    expect(drawsOf(budgets, task, '2026-11')).toEqual([
      {
        setting: 'month',
        whose: 'month 2026-11',
        most: { usd: 1_000 },
        of: [{ kind: 'all' }],
      },
      {
        setting: 'people.ines',
        whose: 'person ines in 2026-11',
        most: { usd: 300 },
        of: [{ kind: 'person', name: 'human:ines' }],
      },
      {
        setting: 'repository',
        whose: 'repository acme/shop in 2026-11',
        most: { tokens: 1_000_000 },
        of: [{ kind: 'repository', name: 'acme/shop' }],
      },
      {
        setting: 'teams.checkout',
        whose: 'team checkout in 2026-11',
        most: { usd: 500 },
        of: [
          { kind: 'repository', name: 'acme/shop' },
          { kind: 'repository', name: 'acme/cart' },
        ],
      },
      {
        setting: 'teams.founders',
        whose: 'team founders in 2026-11',
        most: { calls: 10 },
        of: [{ kind: 'person', name: 'human:ines' }],
      },
    ]);
  });

  test('of somebody whom the policy does not know stand under their whole name', () => {
    const budgets = Budgets.parse({ people: { 'human:slack:U0TOM': { usd: 3 } } });

    expect(drawsOf(budgets, { requester: 'human:slack:U0TOM' }, '2026-11')).toMatchObject([
      { setting: 'people.human:slack:U0TOM', most: { usd: 3 } },
    ]);
    expect(drawsOf(budgets, { requester: 'human:U0TOM' }, '2026-11')).toEqual([]);
  });

  test('are not read from a file that says what a team is twice, or not at all', () => {
    expect(() => Budgets.parse({ teams: { x: { usd: 1 } } })).toThrow('its repositories or its');
  });
});
