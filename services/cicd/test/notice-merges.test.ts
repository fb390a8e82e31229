import type { PartRecord, Task } from '@patchwright/task';
import { expect, test } from 'vitest';
import { openSite, pushed } from './site.ts';

const sha = '7'.repeat(40);

/** A part that is green and waits for its merge, unless it is said otherwise. */
function part(name: string, number: number, news: Partial<PartRecord> = {}): PartRecord {
  const repository = `acme/${name}`;
  const pullRequest = { repository, number, url: `https://github.example/${repository}/${number}` };
  const task = `shop-42__${name}`;
  return {
    ...{ task, repository, pullRequest, after: [], state: 'completed', awaitsMerge: true },
    ...news,
  };
}

function whole(parts: readonly PartRecord[], status: Task['status'] = 'approved'): Task {
  return { ...pushed, status, parts };
}

test('a merge that nobody told of is stated of the part as its webhook would have', async () => {
  const parts = [part('money', 3), part('tax', 4)];
  const merged = { 3: { sha, by: 'maria' } };
  const site = openSite({ task: whole(parts), item: '20-1', merged });
  await site.lookAfter();
  expect(site.elsewhere()).toEqual([
    {
      aggregate: { kind: 'task', tenant: 'main', id: 'shop-42__money' },
      draft: { type: 'pull_request_merged', data: { sha, by: 'human:github:maria' } },
    },
  ]);
  expect(site.inputs('getPullRequest')).toEqual([
    { repository: 'acme/money', number: 3 },
    { repository: 'acme/tax', number: 4 },
  ]);
});

test.each<readonly [string, Task]>([
  ['is known as merged', whole([part('money', 3, { merged: sha })])],
  ['is still at work', whole([part('money', 3, { state: 'started' })])],
  ['is no part of the present plan', whole([part('money', 3, { state: 'dropped' })])],
  ['belongs to a task that people are asked about', whole([part('money', 3)], 'awaiting_approval')],
])('nobody is asked about a part that %s', async (_what, task) => {
  const site = openSite({ task, item: '20-1', merged: { 3: { sha, by: 'maria' } } });
  expect(await site.lookAfter()).toEqual([]);
  expect(site.called()).toEqual([]);
});

test('of a part that others need not see merged, nothing is asked', async () => {
  const { awaitsMerge: _, ...green } = part('money', 3);
  const site = openSite({ task: whole([green]), item: '20-1' });
  await site.lookAfter();
  expect(site.called()).not.toContain('getPullRequest');
});
