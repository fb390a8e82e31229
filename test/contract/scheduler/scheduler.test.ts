import { setTimeout as pause } from 'node:timers/promises';
import { newId, type WorkKind } from '@patchwright/events';
import { request } from '@patchwright/local/raw-nats';
import { projector } from '@patchwright/projector';
import { partOf } from '@patchwright/task/story';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../bus/until.ts';
import { approvedWith } from './approved-whole.ts';
import { approved, openSite, requested, tenant, untilProposed, untilPushed } from './site.ts';

let site: Awaited<ReturnType<typeof openSite>>;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site[Symbol.asyncDispose]());

/** A task that no other test knows. */
function freshTask(): string {
  return `task-${newId().toLowerCase()}`;
}

/** Waits until the router has attended to the whole log. */
async function routed(): Promise<void> {
  const last = await site.bus.log.lastSeq();
  await until('all events are routed', async () => {
    const info = await request(site.nats.url, '$JS.API.CONSUMER.INFO.EVENTS.router');
    const { ack_floor } = info as { ack_floor?: { stream_seq: number } };
    return ack_floor !== undefined && ack_floor.stream_seq >= last;
  });
}

describe('an event', () => {
  test('has the work that it calls for offered', async () => {
    await using _ = await site.schedule();
    const id = freshTask();
    await site.append(id, requested);
    await until('there is work', async () => (await site.outstanding(id)).length > 0);
    expect(await site.outstanding(id)).toEqual(['discover 1']);
  });

  test('has it offered once, however often it is routed', async () => {
    const id = freshTask();
    {
      await using _ = await site.schedule();
      await site.append(id, ...untilProposed);
      await routed();
    }
    const before = await site.outstanding(id);
    await request(site.nats.url, '$JS.API.CONSUMER.RESET.EVENTS.router', { seq: 1 });
    await using _again = await site.schedule();
    await routed();
    expect(await site.outstanding(id)).toEqual(before);
    expect(before).toEqual(['discover 1', 'notify 5', 'plan 3']);
  });

  test('is routed after the process was killed, from where it was', async () => {
    const ids = Array.from({ length: 40 }, freshTask);
    const first = site.spawnScheduler();
    const appending = Promise.all(ids.map((id) => site.append(id, requested)));
    await until('some are routed', async () => (await site.outstanding(ids[3] ?? '')).length > 0);
    await first.kill('SIGKILL');
    await appending;
    await using _ = await site.schedule();
    await routed();
    for (const id of ids) expect(await site.outstanding(id)).toEqual(['discover 1']);
  });
});

describe('another priority', () => {
  const critical = {
    type: 'priority_changed',
    data: { by: 'human:cli:ines', via: 'cli', priority: 'critical' },
  } as const;

  /** Work as `kind cause lane`. */
  async function lanesOf(id: string): Promise<readonly string[]> {
    const items = await site.bus.work.outstanding(tenant, id);
    return items.map(({ kind, cause, lane }) => `${kind} ${cause} ${lane}`);
  }

  test('moves work that waits to its lane, where it is picked before what waited longer', async () => {
    await drain('discover');
    await using _ = await site.schedule();
    const others = Array.from({ length: 5 }, freshTask);
    for (const other of others) await site.append(other, requested);
    const id = freshTask();
    await site.append(id, requested);
    await routed();
    expect(await lanesOf(id)).toEqual(['discover 1 p2']);
    await site.append(id, critical);
    await routed();
    expect(await lanesOf(id)).toEqual(['discover 1 p0']);
    expect(await site.takeOne('discover', 'done')).toMatchObject({ id, lane: 'p0', cause: '1' });
    expect(await lanesOf(id)).toEqual([]);
  });

  test('leaves work alone that is being done, and calls for no second run of it', async () => {
    await drain('discover');
    await using _ = await site.schedule();
    const runs = new Map<string, number>();
    const held = Promise.withResolvers<void>();
    const stop = new AbortController();
    const id = freshTask();
    const taking = site.bus.work.take({
      kind: 'discover',
      concurrency: 4,
      signal: stop.signal,
      async handle({ item }) {
        runs.set(item.id, (runs.get(item.id) ?? 0) + 1);
        const run = `${item.kind}-${item.id}-${item.cause}`;
        await site.bus.journal.append(tenant, run, 0, 'opened', { item });
        await held.promise;
        return { kind: 'done' };
      },
    });
    await site.append(id, requested);
    await until('it is begun', async () => {
      const { entries } = await site.bus.journal.read(tenant, `discover-${id}-1`);
      return entries.length === 1;
    });
    await site.append(id, critical);
    await routed();
    expect(await lanesOf(id)).toEqual(['discover 1 p2']);
    held.resolve();
    await until('it is done', async () => (await lanesOf(id)).length === 0);
    stop.abort();
    await taking;
    expect(runs.get(id)).toBe(1);
  });

  test('is carried out once, however often it is routed', async () => {
    await drain('discover');
    const id = freshTask();
    {
      await using _ = await site.schedule();
      await site.append(id, requested, critical);
      await routed();
    }
    // As after a crash between offering it there and taking it away here.
    const [moved] = await site.bus.work.outstanding(tenant, id);
    if (moved === undefined) throw new Error('there is no work');
    await site.bus.work.offer({ ...moved, lane: 'p2' });
    await request(site.nats.url, '$JS.API.CONSUMER.RESET.EVENTS.router', { seq: 1 });
    await using _again = await site.schedule();
    await routed();
    expect(await lanesOf(id)).toEqual(['discover 1 p0']);
  });
});

describe('the timers of a task', () => {
  test('are set and cancelled with its phases', async () => {
    await using _ = await site.schedule();
    const id = freshTask();
    await site.append(id, ...untilProposed);
    await routed();
    expect(await site.timers(id)).toEqual(['approval_expiry', 'approval_reminder']);
    await site.append(id, approved);
    await routed();
    expect(await site.timers(id)).toEqual(['execution_deadline']);
    await site.append(id, ...untilPushed.slice(1));
    await routed();
    expect(await site.timers(id)).toEqual(['ci_deadline', 'ci_poll']);
    await site.append(id, { type: 'task_cancelled', data: { by: 'i', via: 'cli', reason: 'x' } });
    await routed();
    expect(await site.timers(id)).toEqual([]);
  });

  test('become facts once, with several schedulers and a fire that is delivered again', async () => {
    const deadlines = {
      approvalMs: 1200,
      executionMs: 1e6,
      ciMs: 1e6,
      ciPollMs: 1e6,
      mergePollMs: 1e6,
    };
    await using _one = await site.schedule({ deadlines });
    await using _other = await site.schedule({ deadlines });
    const id = freshTask();
    await site.append(id, ...untilProposed);
    await until('it expires', async () => (await site.facts(id)).includes('approval_expired'));

    const fired = `mesh.v1.fired.${tenant}.task.${id}.approval_expiry`;
    const late = { version: 5, id: 'x', seq: 1, count: 0 };
    await request(site.nats.url, fired, late);
    await until('the late fire is taken', async () => {
      const info = await request(site.nats.url, '$JS.API.CONSUMER.INFO.TIMERS.fired');
      return (info as { num_pending?: number; num_ack_pending?: number }).num_ack_pending === 0;
    });
    const facts = await site.facts(id);
    expect(facts.slice(5)).toEqual(['approval_reminded', 'approval_expired']);
  });

  test('poll CI as work whose causes count up, until CI is over', async () => {
    const deadlines = {
      approvalMs: 1e6,
      executionMs: 1e6,
      ciMs: 1e6,
      ciPollMs: 300,
      mergePollMs: 1e6,
    };
    await using _ = await site.schedule({ deadlines });
    const id = freshTask();
    await site.append(id, ...untilProposed, ...untilPushed);
    const polls = ['ci 8', 'ci 8-1', 'ci 8-2'];
    await until('CI is polled twice', async () => {
      const waiting = await site.outstanding(id);
      return polls.every((poll) => waiting.includes(poll));
    });
    await site.append(id, { type: 'task_cancelled', data: { by: 'i', via: 'cli', reason: 'x' } });
    await routed();
    expect(await site.timers(id)).toEqual([]);
  });
});

describe('work that cannot be done', () => {
  test('parks its task; sent again, it sets the task going', async () => {
    await using _ = await site.schedule();
    const id = freshTask();
    await drain('discover');
    await site.append(id, requested);
    await site.takeOne('discover', 'dead');
    await until('it is parked', async () => (await site.facts(id)).includes('work_parked'));
    const letters = await site.bus.deadLetters.list();
    const letter = letters.find(({ item }) => item?.id === id);
    expect(letter).toMatchObject({ reason: 'it cannot be done', item: { kind: 'discover' } });
    expect(await site.outstanding(id)).toEqual(['notify 2']);

    await site.append(id, { type: 'work_redriven', data: { work: 'discover', by: 'ines' } });
    await routed();
    expect(await site.outstanding(id)).toContain('discover 3');
  });
});

describe('the sweep', () => {
  test('has merges polled again that a task waits for', async () => {
    await using _views = await site.serve(projector, {});
    await using _ = await site.schedule({ sweepMs: 500 });
    const id = freshTask();
    const part = partOf('acme/money', `${id}__money`);
    const { head, pullRequest } = part;
    const data = { part: part.task, head, pullRequest };
    await site.append(id, ...approvedWith(part), { type: 'part_completed', data });
    await routed();
    expect(await site.timers(id)).toContain('merge_poll');
    await site.bus.timers.cancel({ tenant, kind: 'task', id, name: 'merge_poll' });
    await until('it is set again', async () => (await site.timers(id)).includes('merge_poll'));
  });

  test('finds tasks that nothing would move any more, and sets them going', async () => {
    await using _views = await site.serve(projector, {});
    await using _ = await site.schedule({ sweepMs: 500 });
    const id = freshTask();
    await site.append(id, requested);
    await routed();
    await request(site.nats.url, '$JS.API.STREAM.PURGE.WORK');
    expect(await site.outstanding(id)).toEqual([]);
    await until('its work is back', async () =>
      (await site.outstanding(id)).includes('discover 1'),
    );
  });

  test('gives a task to a person whose work was done and moved nothing', async () => {
    await using _views = await site.serve(projector, {});
    const id = freshTask();
    await site.append(id, requested);
    const item = {
      kind: 'discover',
      lane: 'p2',
      tenant,
      id,
      cause: '1',
      causeId: 'x',
      causeSeq: 1,
    };
    const opened = {
      item,
      service: 'discovery',
      build: 'b1',
      foldSeq: 1,
      worker: 'w',
      attempt: 1,
      time: '',
    };
    const { journal } = site.bus;
    const seq = await journal.append(tenant, `discover-${id}-1`, 0, 'opened', opened);
    const closed = { end: 'done', reason: '' };
    await journal.append(tenant, `discover-${id}-1`, seq, 'closed', closed);
    await using _ = await site.schedule({ sweepMs: 500 });
    await routed();
    await request(site.nats.url, '$JS.API.STREAM.PURGE.WORK');
    await until('it is parked', async () => (await site.facts(id)).includes('work_parked'));
  });

  test('leaves alone what waits for a person, and what is paused', async () => {
    await using _views = await site.serve(projector, {});
    await using _ = await site.schedule({ sweepMs: 200 });
    const [waiting, paused] = [freshTask(), freshTask()];
    await site.append(waiting, ...untilProposed);
    await site.append(paused, requested, { type: 'task_paused', data: { by: 'i', via: 'cli' } });
    await routed();
    await request(site.nats.url, '$JS.API.STREAM.PURGE.WORK');
    const witness = freshTask();
    await site.append(witness, requested);
    await routed();
    await request(site.nats.url, '$JS.API.STREAM.PURGE.WORK');
    await until('the sweep has passed', async () => (await site.outstanding(witness)).length > 0);
    expect(await site.outstanding(waiting)).toEqual([]);
    expect(await site.outstanding(paused)).toEqual([]);
  });
});

describe("the monitor's tick", () => {
  test('is one timer, however many schedulers start, and one piece of work for each fire', async () => {
    await drain('monitor');
    await using _one = await site.schedule({ monitorEvery: '@every 1s' });
    await using _other = await site.schedule({ monitorEvery: '@every 1s' });
    const first = await site.takeOne('monitor', 'done');
    const second = await site.takeOne('monitor', 'done');
    expect(first.id).toBe('sentry');
    expect(Number(second.cause) - Number(first.cause)).toBeGreaterThanOrEqual(1);
  });
});

/** Takes away all work of a kind that other tests have left. */
async function drain(kind: WorkKind): Promise<void> {
  await request(site.nats.url, '$JS.API.STREAM.PURGE.WORK', { filter: `mesh.v1.work.${kind}.>` });
  await pause(0);
}
