import { initialTask, type Task } from '@patchwright/task';
import { describe, expect, test } from 'vitest';
import { aboutWhole, orderFor } from '../src/about-whole.ts';
import type { TaskIntent } from '../src/decide.ts';

type Finder = Parameters<typeof aboutWhole>[0];

const part = {
  ...initialTask('main', 'shop-42__money'),
  status: 'awaiting_approval',
  part: { whole: 'shop-42', after: [], pullRequest: { repository: 'a/b', number: 1, url: '' } },
  proposal: { head: 'c'.repeat(40) },
} as unknown as Task;

const finder = {
  tenant: 'main',
  bus: { log: { history: async () => ({ events: [] }) } },
} as unknown as Finder;

function order(said: object): TaskIntent {
  return {
    kind: 'order',
    order: said,
    where: { kind: 'task', id: part.id },
  } as unknown as TaskIntent;
}

describe('what is said on the pull request of a part', () => {
  test.each(['approve', 'reject', 'revise', 'cancel', 'pause', 'resume', 'retry', 'priority'])(
    'steers the whole: %s',
    async (word) => {
      const found = await aboutWhole(finder, order({ word }), { task: part, history: [] });
      expect(found?.task.id).toBe('shop-42');
    },
  );

  test('asks about the part itself where it only asks', async () => {
    const found = await aboutWhole(finder, order({ word: 'status' }), { task: part, history: [] });
    expect(found?.task.id).toBe(part.id);
  });

  test('approves the whole by the commit of the part that the person saw, and by no other', async () => {
    const seen = order({ word: 'approve', head: 'c'.repeat(40) });
    const found = await aboutWhole(finder, seen, { task: part, history: [] });
    if (found === undefined) throw new Error('nothing was found');
    expect(orderFor(seen, found)).toMatchObject({ order: { word: 'approve' } });
    expect(orderFor(seen, found)).not.toHaveProperty('order.head');
    const old = order({ word: 'approve', head: 'd'.repeat(40) });
    expect(orderFor(old, found)).toEqual(old);
  });
});

test('a check or a push is about the part that it happened to', async () => {
  const push = { kind: 'push', sha: 'e', where: { kind: 'branch' } } as unknown as TaskIntent;
  const found = await aboutWhole(finder, push, { task: part, history: [] });
  expect(found?.task.id).toBe(part.id);
});
