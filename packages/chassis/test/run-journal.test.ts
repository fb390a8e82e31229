import type { Journal } from '@patchwright/bus';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseFailpoints } from '../src/failpoints.ts';
import { openRunJournal } from '../src/run-journal.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A journal on which somebody else may write, and how often it was read. */
function sharedJournal() {
  let seq = 0;
  let reads = 0;
  const journal: Journal = {
    async read() {
      reads += 1;
      return { entries: [], lastSeq: seq };
    },
    async append() {
      seq += 1;
      return seq;
    },
    runs: async () => [],
  };
  return {
    journal,
    reads: () => reads,
    /** Another worker takes the run. */
    take() {
      seq += 1;
    },
  };
}

const stopped = { attempt: 1, why: 'retry', reason: '' } as const;

test('a process that was held for a while asks whether the run is still its own before it calls anybody', async () => {
  const shared = sharedJournal();
  const stop = vi.fn();
  const own = await openRunJournal(shared.journal, 'main', 'run', stop, parseFailpoints(''));
  await own.append('stopped', stopped);
  vi.advanceTimersByTime(10_000);
  await own.confirm();
  expect(stop).not.toHaveBeenCalled();

  vi.advanceTimersByTime(10_000);
  shared.take();
  await expect(own.confirm()).rejects.toThrow('another worker has the run');
  expect(stop).toHaveBeenCalledWith('fenced', 'another worker has the run');
  await expect(own.append('stopped', stopped)).rejects.toThrow('another worker has the run');
});

test('one that has just written is sure without asking', async () => {
  const shared = sharedJournal();
  const own = await openRunJournal(shared.journal, 'main', 'run', vi.fn(), parseFailpoints(''));
  const before = shared.reads();
  vi.advanceTimersByTime(10_000);
  await own.append('stopped', stopped);
  vi.advanceTimersByTime(1000);
  await own.confirm();
  expect(shared.reads()).toBe(before);
});
