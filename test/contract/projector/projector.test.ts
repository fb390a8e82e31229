import { projector } from '@patchwright/projector';
import { type TaskRow, viewKeys, viewRows, viewsVersion } from '@patchwright/task';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSite, requested, untilProposed } from '../scheduler/site.ts';

let site: Awaited<ReturnType<typeof openSite>>;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site[Symbol.asyncDispose]());

/** The row of a task, once the views have come to the end of the log. */
async function rowOf(id: string): Promise<TaskRow> {
  const views = site.bus.views.open('views');
  await views.reached(await site.bus.log.lastSeq(), 10_000);
  return (await views.get(viewKeys.task(id))) as TaskRow;
}

test('events become rows, with one projector or two', async () => {
  await using _one = await site.serve(projector, {});
  await using _other = await site.serve(projector, {});
  await site.append('both', ...untilProposed);
  expect(await rowOf('both')).toMatchObject({ status: 'awaiting_approval', version: 5 });
});

test('what happened while no projector ran is shown once one runs again', async () => {
  await site.append('away', requested);
  await using _ = await site.serve(projector, {});
  expect(await rowOf('away')).toMatchObject({ status: 'requested', version: 1 });
});

test('views are built anew beside a running projector, to the same bytes, and go on from there', async () => {
  await using _ = await site.serve(projector, {});
  await rowOf('both');
  const definition = { name: 'views', version: viewsVersion, rows: viewRows };
  const rebuilt = await site.bus.views.rebuild(definition);
  expect(rebuilt.different).toEqual([]);
  expect(rebuilt.rows).toBeGreaterThan(0);
  await site.append('after', requested);
  expect(await rowOf('after')).toMatchObject({ status: 'requested' });
});
