import { type SpendingOf, type SpendingRow, spendingKey } from '@patchwright/task';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openThinkingSite, PER_CALL, type ThinkingSite } from './thinking-site.ts';

let site: ThinkingSite;
beforeAll(async () => {
  site = await openThinkingSite();
});
afterAll(() => site[Symbol.asyncDispose]());

/** Has a task thought about to its end, and answers how many calls of the model that took, and how it ended. */
async function thought(
  id: string,
  caps: Parameters<ThinkingSite['think']>[0],
  task: Parameters<ThinkingSite['request']>[1],
) {
  const before = site.model.calls().calls.length;
  await using _thinker = await site.think(caps);
  await site.request(id, task);
  const end = await site.endOf(id);
  const { calls } = site.model.calls();
  expect(calls.every(({ status }) => status === 200)).toBe(true);
  return { calls: calls.length - before, end };
}

describe('a model that would go on for ever', () => {
  test.each([
    { cap: 'turns', budget: { turns: 3 } },
    { cap: 'tokens', budget: { tokens: 3 * PER_CALL.tokens } },
    { cap: 'tokens', budget: { tokens: 2 * PER_CALL.tokens + 1 } },
    { cap: 'cost', budget: { costUsd: 3 * PER_CALL.usd } },
  ])("is asked no more once the agent's own $cap are used up: $budget", async ({ cap, budget }) => {
    const id = `own-${JSON.stringify(budget).replaceAll(/[^a-z0-9]+/gi, '-')}`.toLowerCase();
    const { calls, end } = await thought(`${id}x`, { budget }, { title: 'endless' });

    expect(calls).toBe(3);
    expect(end).toMatchObject({
      type: 'ticket_enriched',
      data: { analysis: expect.stringMatching(new RegExp(`^${cap}: .* are used up$`)) },
    });
  });

  test("is asked no more once the agent's time is used up", async () => {
    site.model.failNext([{ kind: 'slow', ms: 700 }]);
    const { calls, end } = await thought(
      'own-time',
      { budget: { minutes: 0.01 } },
      { title: 'endless' },
    );

    expect(calls).toBe(1);
    expect(end.data).toMatchObject({ analysis: expect.stringMatching(/^time: /) });
  });

  test.each([
    { unit: 'calls', most: { calls: 3 } },
    { unit: 'tokens', most: { tokens: 3 * PER_CALL.tokens } },
    { unit: 'usd', most: { usd: 3 * PER_CALL.usd } },
  ])("is not asked once more than its task's budget of $unit holds", async ({ unit, most }) => {
    const id = `task-${unit}`;
    const { calls, end } = await thought(id, { budgets: { task: most } }, { title: 'endless' });

    expect(calls).toBe(3);
    expect(end.type).toBe('task_escalated');
    const told = JSON.stringify(end.data);
    expect(told).toContain(`the budget of task ${id} is used up`);
    expect(told).toContain(`Raise task.${unit}`);
  });
});

/** Five calls for whoever shares a budget; of the month, five more than all tests have used up to now. */
const five = { calls: 5 };
const shared = [
  { whose: 'person', budgets: () => ({ person: five }) },
  { whose: 'repository', budgets: () => ({ repository: five }) },
  { whose: 'team', budgets: () => ({ teams: { checkout: { ...five, people: ['ines-team'] } } }) },
  {
    whose: 'month',
    budgets: async () => ({ month: { calls: 5 + (await used({ kind: 'all' })) } }),
  },
];

async function used(of: SpendingOf): Promise<number> {
  const key = spendingKey(new Date().toISOString().slice(0, 7), of);
  const row = (await site.bus.views.open('views').get(key)) as SpendingRow | undefined;
  return row?.usage.modelCalls ?? 0;
}

describe('a budget that tasks share', () => {
  test.each(shared)('of a $whose holds over all of them', async ({ whose, budgets }) => {
    const caps = { budgets: await budgets() };
    const who = { requester: `human:ines-${whose}`, repository: `acme/${whose}` };
    const first = await thought(`${whose}-1`, caps, { title: 'of three', ...who });
    expect(first).toMatchObject({ calls: 3, end: { data: { analysis: 'found' } } });

    const second = await thought(`${whose}-2`, caps, { title: 'endless', ...who });
    expect(second).toMatchObject({ calls: 2, end: { type: 'task_escalated' } });
    expect(JSON.stringify(second.end.data)).toContain(`${whose} `);

    const third = await thought(`${whose}-3`, caps, { title: 'endless', ...who });
    expect(third).toMatchObject({ calls: 0, end: { type: 'task_escalated' } });
  });
});
