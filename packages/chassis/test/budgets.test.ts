import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Usage } from '@patchwright/events';
import { initialTask, type SpendingRow, spendingKey } from '@patchwright/task';
import { expect, test } from 'vitest';
import { capsOf, readBudgets, spendingPort } from '../src/index.ts';

const usage = (costUsd: number): Usage => ({
  modelCalls: 1,
  inputTokens: 10,
  outputTokens: 1,
  costUsd,
});
const task = {
  ...initialTask('main', 'shop-42'),
  requester: 'human:ines',
  repository: 'acme/shop',
};

function fileWith(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'budgets-')), 'budgets.yaml');
  writeFileSync(file, text);
  return file;
}

/** A world with these rows of spending. */
function worldWith(rows: Readonly<Record<string, number>>) {
  const asked: string[] = [];
  const row = async (key: string) => {
    asked.push(key);
    const spent = rows[key];
    return spent === undefined
      ? undefined
      : ({
          month: '2026-11',
          of: { kind: 'all' },
          usage: usage(spent),
          runs: 1,
          lastSeq: 1,
        } satisfies SpendingRow);
  };
  const { rows: read } = spendingPort({ row }).reads;
  return {
    asked,
    clock: { now: async () => '2026-11-30T23:59:59.999Z' },
    spending: { rows: (input: { readonly keys: readonly string[] }) => read(input) },
  };
}

test('a run draws on the budgets of its task, person and team, with what was spent of them before', async () => {
  const budgets = readBudgets(
    fileWith(`
      task: { usd: 10 }
      person: { usd: 100 }
      teams: { checkout: { repositories: [acme/shop, acme/cart], usd: 500 } }
    `),
  );
  const world = worldWith({
    [spendingKey('2026-11', { kind: 'person', name: 'human:ines' })]: 40,
    [spendingKey('2026-11', { kind: 'repository', name: 'acme/shop' })]: 300,
    [spendingKey('2026-11', { kind: 'repository', name: 'acme/cart' })]: 150,
  });
  const caps = await capsOf(budgets, { ...task, usage: usage(4) }, world);

  expect(caps.map(({ whose, most, used }) => [whose, most.usd, used.costUsd])).toEqual([
    ['task shop-42', 10, 4],
    ['person ines in 2026-11', 100, 40],
    ['team checkout in 2026-11', 500, 450],
  ]);
});

test('where only tasks have a budget, neither clock nor view is looked at', async () => {
  const world = { ...worldWith({}), clock: { now: () => Promise.reject(new Error('no clock')) } };
  const caps = await capsOf(readBudgets(undefined), task, world);

  expect(caps).toHaveLength(1);
  expect(world.asked).toEqual([]);
});

test('a file that does not fit is named with the line', () => {
  const file = fileWith('task: { usd: 10 }\nmonth: { usd: much }\n');

  expect(() => readBudgets(file)).toThrow(`${file}:2: month.usd`);
});
