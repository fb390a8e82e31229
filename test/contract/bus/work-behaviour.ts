import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Bus, DeadLetter, WorkDelivery, WorkItem, WorkOutcome } from '@patchwright/bus';
import type { Lane, WorkKind } from '@patchwright/events';
import { Retryable, Terminal } from '@patchwright/faults';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Broker } from './broker.ts';
import { until } from './until.ts';

/** As in the worker that is killed. */
const HOLD = { ackWaitMs: 1000 };
const DONE: WorkOutcome = { kind: 'done' };

/** What work lanes and dead letters promise. */
export function describeWork(broker: () => Broker): void {
  let bus: Bus;
  let other: Bus;
  let stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    bus = await broker().connect('work');
    other = await broker().connect('work-other');
  });
  afterEach(async () => {
    await Promise.all(stops.map((stop) => stop()));
    stops = [];
  });

  /** Takes work until the test is over, or until the answered function is called. */
  function take(
    by: Bus,
    kind: WorkKind,
    handle: (delivery: WorkDelivery) => Promise<WorkOutcome>,
    options: Partial<Parameters<Bus['work']['take']>[0]> = {},
  ): () => Promise<void> {
    const stop = new AbortController();
    const taking = by.work.take({
      kind,
      concurrency: 1,
      handle,
      signal: stop.signal,
      ...options,
    });
    async function end(): Promise<void> {
      stop.abort();
      await taking;
    }
    stops.push(end);
    return end;
  }

  /** To be asked once all was begun: on a cluster a lane counts an item a moment after it was offered. */
  async function nothingIsLeft(kind: WorkKind): Promise<boolean> {
    const depth = await bus.work.depth();
    return depth.every((one) => one.kind !== kind || one.waiting + one.running === 0);
  }

  /** On a cluster a place is free a moment after its item was acknowledged. */
  async function isFree({ tenant, id }: WorkItem): Promise<boolean> {
    return (await bus.work.outstanding(tenant, id)).length === 0;
  }

  describe('offering work', () => {
    test('the same item twice is one item, until it is done', async () => {
      const item = freshItem('plan', 'p2');
      expect(await bus.work.offer(item)).toBe('offered');
      expect(await other.work.offer(item)).toBe('already');
      const later = { ...item, cause: '2' };
      expect(await other.work.offer(later)).toBe('offered');
      expect(await bus.work.outstanding(item.tenant, item.id)).toEqual([item, later]);
      const seen: WorkItem[] = [];
      take(bus, 'plan', async (delivery) => {
        seen.push(delivery.item);
        return DONE;
      });
      await until('both are done', () => seen.length === 2);
      expect(seen).toEqual([item, later]);
      await until('their places are free', () => isFree(item));
      expect(await bus.work.offer(item)).toBe('offered');
      await until('it is done again', () => seen.length === 3);
    });

    test('says how much waits and runs in each lane', async () => {
      const gate = Promise.withResolvers<WorkOutcome>();
      for (const cause of ['1', '2', '3']) {
        await bus.work.offer({ ...freshItem('monitor', 'p1'), cause });
      }
      take(bus, 'monitor', () => gate.promise, { concurrency: 2 });
      await until('two run', async () => {
        const depth = await bus.work.depth();
        const lane = depth.find((one) => one.kind === 'monitor' && one.lane === 'p1');
        return lane?.running === 2 && lane.waiting === 1;
      });
      gate.resolve(DONE);
      await until('all are done', () => nothingIsLeft('monitor'));
    });
  });

  describe('taking work', () => {
    test('prefers urgent lanes, and now and then looks at the others first', async () => {
      for (const lane of ['p3', 'p2', 'p1', 'p0'] as const) {
        for (let count = 0; count < 6; count += 1) await bus.work.offer(freshItem('plan', lane));
      }
      const seen: Lane[] = [];
      take(bus, 'plan', async ({ item }) => {
        seen.push(item.lane);
        return DONE;
      });
      await until('all are done', () => seen.length === 24);
      const fromTop = seen.filter((_, index) => index % 10 !== 9);
      expect(fromTop).toEqual([...fromTop].sort());
      expect([seen[9], seen[19]]).toEqual(['p3', 'p3']);
      expect(seen.slice(0, 6)).toEqual(Array(6).fill('p0'));
    });

    test('holds nothing it has no hand free for', async () => {
      const gates = new Map<string, (outcome: WorkOutcome) => void>();
      const started: string[] = [];
      function hold({ item }: WorkDelivery): Promise<WorkOutcome> {
        started.push(item.id);
        return new Promise((resolve) => gates.set(item.id, resolve));
      }
      const [first, second, urgent] = [
        freshItem('discover', 'p2'),
        freshItem('discover', 'p2'),
        freshItem('discover', 'p0'),
      ];
      take(bus, 'discover', hold);
      await bus.work.offer(first);
      await until('the first runs', () => started.length === 1);
      await bus.work.offer(second);
      await bus.work.offer(urgent);
      await until('one waits in its lane, one runs', async () => {
        const depth = await bus.work.depth();
        const lane = depth.find((one) => one.kind === 'discover' && one.lane === 'p2');
        return lane?.waiting === 1 && lane.running === 1;
      });
      take(other, 'discover', hold);
      await until('another worker runs the urgent one', () => started.length === 2);
      gates.get(first.id)?.(DONE);
      await until('the rest runs', () => started.length === 3);
      expect(started).toEqual([first.id, urgent.id, second.id]);
      for (const done of gates.values()) done(DONE);
      await until('all are done', () => nothingIsLeft('discover'));
    });

    test('begins within a moment of the offer', async () => {
      const waits: number[] = [];
      let offeredAt = 0;
      take(bus, 'ci', async () => {
        waits.push(performance.now() - offeredAt);
        return DONE;
      });
      await until('the worker sleeps', () => nothingIsLeft('ci'));
      for (let count = 1; count <= 10; count += 1) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        offeredAt = performance.now();
        await bus.work.offer(freshItem('ci', 'p2'));
        await until('it has begun', () => waits.length === count);
      }
      expect(waits.sort((one, two) => one - two)[5]).toBeLessThan(100);
    });

    test('gives each item to one worker', async () => {
      const seen: string[] = [];
      const handle = async ({ item }: WorkDelivery) => {
        seen.push(item.id);
        return DONE;
      };
      for (const by of [bus, other, bus, other]) take(by, 'notify', handle, { concurrency: 3 });
      const items = Array.from({ length: 100 }, () => freshItem('notify', 'p2'));
      await Promise.all(items.map((item) => bus.work.offer(item)));
      await until('all are begun', () => seen.length >= items.length);
      await until('all are done', () => nothingIsLeft('notify'));
      expect([...seen].sort()).toEqual(items.map((item) => item.id).sort());
    });

    test('replaces a worker that was killed', async () => {
      const handed: WorkDelivery[] = [];
      const item = freshItem('execute', 'p2');
      await bus.work.offer(item);
      const script = fileURLToPath(new URL('worker-that-stays-silent.ts', import.meta.url));
      const child = spawn(process.execPath, [script, broker().url], {
        env: {},
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [said] = (await once(child.stdout, 'data')) as [Buffer];
      expect(String(said).trim()).toBe(item.id);
      child.kill('SIGKILL');
      await once(child, 'exit');
      const killedAt = performance.now();
      take(
        bus,
        'execute',
        async (delivery) => {
          handed.push(delivery);
          return DONE;
        },
        HOLD,
      );
      await until('somebody else has it', () => handed.length === 1);
      expect(performance.now() - killedAt).toBeLessThan(6000);
      expect(handed[0]).toMatchObject({ item, attempt: 2 });
    });

    test('leaves an item with a worker that makes progress, and takes it from one that does not', async () => {
      const attempts: number[] = [];
      take(
        bus,
        'monitor',
        async ({ attempt, progress }) => {
          attempts.push(attempt);
          if (attempt > 1) return DONE;
          const telling = setInterval(progress, 50);
          await new Promise((resolve) => setTimeout(resolve, 1600));
          clearInterval(telling);
          expect(attempts).toEqual([1]);
          await until('it is handed out again', () => attempts.length === 2);
          return DONE;
        },
        { ackWaitMs: 600, concurrency: 2 },
      );
      await bus.work.offer(freshItem('monitor', 'p2'));
      await until('it is done', () => attempts.length === 2);
      await until('nothing is left', () => nothingIsLeft('monitor'));
    });
  });

  describe('work that fails', () => {
    test('is tried again after a pause, then laid aside, and can be tried once more', async () => {
      const item = freshItem('plan', 'p1');
      const at: number[] = [];
      const letters: DeadLetter[] = [];
      let isMended = false;
      const collecting = new AbortController();
      const collected = bus.deadLetters.collect({
        onLetter: async (letter) => void letters.push(letter),
        signal: collecting.signal,
      });
      take(
        bus,
        'plan',
        async ({ attempt, maxAttempts }) => {
          at.push(performance.now());
          expect(maxAttempts).toBe(3);
          if (isMended) return DONE;
          return { kind: 'retry', reason: `attempt ${attempt} failed` };
        },
        { maxAttempts: 3, retryDelaysMs: [200, 600] },
      );
      await bus.work.offer(item);
      const told = await until('it is laid aside', () =>
        letters.find((one) => one.item?.id === item.id),
      );
      expect(told).toMatchObject({ item, attempts: 3, reason: 'attempt 3 failed' });
      const pauses = [1, 2].map((index) => (at[index] ?? 0) - (at[index - 1] ?? 0));
      expect(pauses[0]).toBeGreaterThan(140);
      expect(pauses[1]).toBeGreaterThan(440);
      expect(await bus.work.outstanding(item.tenant, item.id)).toEqual([]);
      expect(await other.deadLetters.list()).toContainEqual(told);
      expect(await other.deadLetters.get(told.id)).toEqual(told);

      isMended = true;
      await other.deadLetters.redrive(told.id);
      await until('it is done after all', () => at.length === 4);
      expect(await other.deadLetters.get(told.id)).toBeUndefined();
      await expect(other.deadLetters.redrive(told.id)).rejects.toThrow(Terminal);
      collecting.abort();
      await collected;
    });

    test('can be tried once more in the very moment it is laid aside', async () => {
      const attempts = new Map<string, number[]>();
      take(bus, 'plan', async ({ item, attempt }) => {
        const before = attempts.get(item.id) ?? [];
        attempts.set(item.id, [...before, attempt]);
        return before.length === 0 ? { kind: 'dead', reason: 'not like this' } : DONE;
      });
      for (let round = 0; round < 10; round += 1) {
        const item = freshItem('plan', 'p1');
        await bus.work.offer(item);
        const letter = await until('it is laid aside', async () =>
          (await other.deadLetters.list()).find((one) => one.item?.id === item.id),
        );
        await other.deadLetters.redrive(letter.id);
        await until('it is done after all', () => attempts.get(item.id)?.length === 2);
        expect(attempts.get(item.id)).toEqual([1, 1]);
      }
    });

    test('waits as long as it was told', async () => {
      const at: number[] = [];
      take(bus, 'plan', async () => {
        at.push(performance.now());
        if (at.length === 1) throw new Retryable('the limit is reached', { afterMs: 700 });
        return DONE;
      });
      await bus.work.offer(freshItem('plan', 'p2'));
      await until('it is done', () => at.length === 2);
      expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(650);
    });

    test('is laid aside at once when trying again is of no use', async () => {
      const items = [freshItem('plan', 'p2'), freshItem('plan', 'p2')] as const;
      take(bus, 'plan', async ({ item }) => {
        if (item.id === items[0].id) throw new Terminal('no such repository');
        return { kind: 'dead', reason: 'given up' };
      });
      for (const item of items) await bus.work.offer(item);
      const letters = await until('both are laid aside', async () => {
        const all = await bus.deadLetters.list();
        const own = items.map((item) => all.find((one) => one.item?.id === item.id));
        return own.every((one) => one !== undefined) ? own : undefined;
      });
      expect(letters).toMatchObject([
        { reason: 'no such repository', attempts: 1 },
        { reason: 'given up', attempts: 1 },
      ]);
    });

    test('is laid aside when each of its workers falls silent', async () => {
      const item = freshItem('monitor', 'p2');
      let begun = 0;
      const gate = Promise.withResolvers<WorkOutcome>();
      take(
        bus,
        'monitor',
        () => {
          begun += 1;
          return gate.promise;
        },
        { ackWaitMs: 400, maxAttempts: 2, concurrency: 3 },
      );
      await bus.work.offer(item);
      const letter = await until('it is laid aside', async () =>
        (await bus.deadLetters.list()).find((one) => one.item?.id === item.id),
      );
      gate.resolve(DONE);
      expect(letter).toMatchObject({ attempts: 2, reason: expect.stringContaining('fell silent') });
      expect(begun).toBe(2);
    });
  });

  describe('handing work back', () => {
    test('lets another worker begin at once, at no cost to the item', async () => {
      const item = freshItem('discover', 'p2');
      await bus.work.offer(item);
      const attempts: number[] = [];
      for (let round = 0; round < 6; round += 1) {
        const begun = Promise.withResolvers<void>();
        const end = take(bus, 'discover', async ({ attempt, signal }) => {
          attempts.push(attempt);
          begun.resolve();
          await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
          return { kind: 'handback' };
        });
        await begun.promise;
        await end();
      }
      let takenAt = 0;
      take(other, 'discover', async ({ attempt }) => {
        takenAt = performance.now();
        attempts.push(attempt);
        return DONE;
      });
      const freeAt = performance.now();
      await until('another has it', () => takenAt > 0);
      expect(takenAt - freeAt).toBeLessThan(900);
      expect(attempts).toEqual([1, 1, 1, 1, 1, 1, 1]);
    });

    test('is not what a worker does that was overtaken: it says nothing', async () => {
      const attempts: number[] = [];
      take(
        bus,
        'ci',
        async ({ attempt }) => {
          attempts.push(attempt);
          return attempt === 1 ? { kind: 'lapse' } : DONE;
        },
        { ackWaitMs: 500 },
      );
      await bus.work.offer(freshItem('ci', 'p2'));
      await until('it is handed out when the hold ends', () => attempts.length === 2);
      await until('it is done', () => nothingIsLeft('ci'));
      expect(attempts).toEqual([1, 2]);
    });

    test('wakes a worker that sleeps', async () => {
      const begun = Promise.withResolvers<void>();
      const end = take(bus, 'ci', async ({ signal }) => {
        begun.resolve();
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        return { kind: 'handback' };
      });
      await bus.work.offer(freshItem('ci', 'p2'));
      await begun.promise;
      let takenAt = 0;
      take(other, 'ci', async () => {
        takenAt = performance.now();
        return DONE;
      });
      await new Promise((resolve) => setTimeout(resolve, 150));
      const freeAt = performance.now();
      await end();
      await until('another has it', () => takenAt > 0);
      expect(takenAt - freeAt).toBeLessThan(500);
    });
  });
}

function freshItem(kind: WorkKind, lane: Lane): WorkItem {
  return {
    kind,
    lane,
    tenant: 'default',
    id: `shop-${randomUUID()}`,
    cause: '1',
    causeId: 'cause',
    causeSeq: 7,
  };
}
