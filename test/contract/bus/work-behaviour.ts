import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Bus, WorkDelivery, WorkItem, WorkOutcome } from '@patchwright/bus';
import type { Lane } from '@patchwright/events';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Broker } from './broker.ts';
import { until } from './until.ts';
import { createWorkers, DONE, freshItem, isFree, nothingIsLeft } from './workers.ts';

/** As in the worker that is killed. */
const HOLD = { ackWaitMs: 1000 };

/** What work lanes promise. */
export function describeWork(broker: () => Broker): void {
  let bus: Bus;
  let other: Bus;
  const { take, endAll } = createWorkers();
  beforeAll(async () => {
    bus = await broker().connect('work');
    other = await broker().connect('work-other');
  });
  afterEach(endAll);

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
      await until('their places are free', () => isFree(bus, item));
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
      await until('all are done', () => nothingIsLeft(bus, 'monitor'));
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
      await until('all are done', () => nothingIsLeft(bus, 'discover'));
    });

    test('begins within a moment of the offer', async () => {
      const waits: number[] = [];
      let offeredAt = 0;
      take(bus, 'ci', async () => {
        waits.push(performance.now() - offeredAt);
        return DONE;
      });
      await until('the worker sleeps', () => nothingIsLeft(bus, 'ci'));
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
      await until('all are done', () => nothingIsLeft(bus, 'notify'));
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
      await until('nothing is left', () => nothingIsLeft(bus, 'monitor'));
    });
  });
}
