import { randomUUID } from 'node:crypto';
import type { Bus, Fired } from '@patchwright/bus';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Broker } from './broker.ts';
import { until } from './until.ts';

/** What timers promise. */
export function describeTimers(broker: () => Broker): void {
  let bus: Bus;
  const fired: Fired[] = [];
  const stop = new AbortController();
  let taking: Promise<void>;
  beforeAll(async () => {
    bus = await broker().connect('timers');
    taking = bus.timers.consume({
      durable: 'fired',
      handle: async (one) => void fired.push(one),
      signal: stop.signal,
    });
  });
  afterAll(async () => {
    stop.abort();
    await taking;
  });

  function firesOf(id: string): Fired[] {
    return fired.filter((one) => one.id === id);
  }
  function inMs(ms: number): Date {
    return new Date(Date.now() + ms);
  }

  describe('a timer', () => {
    test('fires at once when its time has passed', async () => {
      const timer = freshTimer();
      await bus.timers.set({ ...timer, at: inMs(-60_000), payload: { attempt: 3 } });
      await until('it fires', () => firesOf(timer.id).length > 0, 3000);
      expect(firesOf(timer.id)).toMatchObject([{ ...timer, payload: { attempt: 3 } }]);
    });

    test('fires not before its time', async () => {
      const timer = freshTimer();
      const at = inMs(400);
      await bus.timers.set({ ...timer, at, payload: null });
      await until('it fires', () => firesOf(timer.id).length > 0, 3000);
      expect(Date.parse(firesOf(timer.id)[0]?.at ?? '')).toBeGreaterThanOrEqual(at.getTime());
    });

    test('that is set again fires once, as it was set last', async () => {
      const timer = freshTimer();
      await bus.timers.set({ ...timer, at: inMs(300), payload: 'first' });
      await bus.timers.set({ ...timer, at: inMs(600), payload: 'second' });
      const witness = freshTimer();
      await bus.timers.set({ ...witness, at: inMs(900), payload: null });
      await until('the time is over', () => firesOf(witness.id).length > 0, 4000);
      expect(firesOf(timer.id).map((one) => one.payload)).toEqual(['second']);
    });

    test('that is cancelled does not fire', async () => {
      const timer = freshTimer();
      await bus.timers.set({ ...timer, at: inMs(300), payload: null });
      await bus.timers.cancel(timer);
      const witness = freshTimer();
      await bus.timers.set({ ...witness, at: inMs(600), payload: null });
      await until('the time is over', () => firesOf(witness.id).length > 0, 4000);
      expect(firesOf(timer.id)).toEqual([]);
      await bus.timers.cancel(timer);
    });

    test('is pending until it has fired', async () => {
      const timer = freshTimer();
      const later = { ...timer, name: 'approval_expiry' };
      await bus.timers.set({ ...timer, at: inMs(200), payload: null });
      await bus.timers.set({ ...later, at: inMs(60_000), payload: null });
      const { tenant, kind, id } = timer;
      expect(await bus.timers.pending(tenant, kind, id)).toEqual(['approval_expiry', 'ci_poll']);
      await until('it fires', () => firesOf(id).length > 0, 3000);
      expect(await bus.timers.pending(tenant, kind, id)).toEqual(['approval_expiry']);
      await bus.timers.cancel(later);
      expect(await bus.timers.pending(tenant, kind, id)).toEqual([]);
    });

    test('that repeats is one timer, however often it is set', async () => {
      const timer = freshTimer();
      const set = () => bus.timers.every({ ...timer, pattern: '@every 1s', payload: null });
      await set();
      const setting = setInterval(() => void set(), 150);
      await until('it has fired twice', () => firesOf(timer.id).length === 2, 6000);
      clearInterval(setting);
      await bus.timers.cancel(timer);
      const [one, two] = firesOf(timer.id).map((each) => Date.parse(each.at));
      expect((two ?? 0) - (one ?? 0)).toBeGreaterThan(800);
    });
  });

  test('timers outlive a broker that is killed', async () => {
    const timers = Array.from({ length: 40 }, () => freshTimer());
    await Promise.all(
      timers.map((timer, index) =>
        bus.timers.set({ ...timer, at: inMs(100 + index * 25), payload: index }),
      ),
    );
    await broker().crash(300);
    await until('each has fired', () => timers.every(({ id }) => firesOf(id).length > 0), 25_000);
    const payloads = timers.map(({ id }) => new Set(firesOf(id).map((one) => one.payload)));
    expect(payloads).toEqual(timers.map((_, index) => new Set([index])));
  });
}

function freshTimer() {
  return { tenant: 'default', kind: 'task', id: `shop-${randomUUID()}`, name: 'ci_poll' } as const;
}
