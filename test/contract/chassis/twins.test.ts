import { defineService, readRecord } from '@patchwright/chassis';
import { CiPassed, PullRequestReadied } from '@patchwright/events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../bus/until.ts';
import { openSite, tenant, untilProposed, untilPushed } from '../scheduler/site.ts';

let site: Awaited<ReturnType<typeof openSite>>;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site[Symbol.asyncDispose]());

test('of two pieces of work that found out the same at once, one states it, and the other ends quietly', async () => {
  const id = 'twins';
  await site.append(id, ...untilProposed, ...untilPushed);
  const { events } = await site.bus.log.history({ kind: 'task', tenant, id });
  const last = events.at(-1);
  if (last === undefined) throw new Error('nothing was appended');

  const bothAreThere = Promise.withResolvers<void>();
  const firstIsGone = Promise.withResolvers<void>();
  let there = 0;
  const watcher = defineService({
    name: 'watcher',
    promise: 'Green checks are found.',
    works: ['ci'],
    emits: [CiPassed, PullRequestReadied],
    ports: () => ({}),
    async *handle({ task }) {
      there += 1;
      const isFirst = there === 1;
      if (there === 2) bothAreThere.resolve();
      await bothAreThere.promise;
      if (!isFirst) await firstIsGone.promise;
      yield CiPassed.of({ sha: task.head ?? '', rounds: 1, checks: ['test'] });
      // It is not yet done with the task when the other one comes with the same.
      firstIsGone.resolve();
    },
  });
  await using _ = await site.serve(watcher, undefined);
  for (const cause of ['8', '8-1']) {
    await site.bus.work.offer({
      kind: 'ci',
      lane: 'p2',
      tenant,
      id,
      cause,
      causeId: last.id,
      causeSeq: last.seq,
    });
  }
  await until('both are done', async () => (await site.outstanding(id)).length === 0);

  const facts = await site.facts(id);
  expect(facts.filter((fact) => fact === 'ci_passed')).toHaveLength(1);
  expect(await site.bus.deadLetters.list()).toEqual([]);
  const ends = await Promise.all(
    ['8', '8-1'].map(async (cause) => {
      const { entries } = await site.bus.journal.read(tenant, `ci-${id}-${cause}`);
      return readRecord(entries).closed?.end;
    }),
  );
  expect(ends.sort()).toEqual(['done', 'overtaken']);
});
