import type { Bus, DeadLetter, WorkOutcome } from '@patchwright/bus';
import { Retryable, Terminal } from '@patchwright/faults';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Broker } from './broker.ts';
import { until } from './until.ts';
import { createWorkers, DONE, freshItem, nothingIsLeft } from './workers.ts';

/** What becomes of work that is not done: it is tried again, laid aside, or handed back. */
export function describeFailingWork(broker: () => Broker): void {
  let bus: Bus;
  let other: Bus;
  const { take, endAll } = createWorkers();
  beforeAll(async () => {
    bus = await broker().connect('failing-work');
    other = await broker().connect('failing-work-other');
  });
  afterEach(endAll);

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
      await until('it is done', () => nothingIsLeft(bus, 'ci'));
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
