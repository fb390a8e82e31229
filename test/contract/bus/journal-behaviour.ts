import { randomUUID } from 'node:crypto';
import { type Bus, Fenced } from '@patchwright/bus';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Broker } from './broker.ts';
import { openLossyLine } from './lossy-line.ts';
import { until } from './until.ts';

/** What a run's journal promises. */
export function describeJournal(broker: () => Broker): void {
  let bus: Bus;
  let zombie: Bus;
  beforeAll(async () => {
    bus = await broker().connect('journal');
    zombie = await broker().connect('zombie');
  });

  describe('the journal', () => {
    test('keeps the entries of a run in order', async () => {
      const run = freshRun();
      expect(await bus.journal.read('default', run)).toEqual({ entries: [], lastSeq: 0 });
      const first = await bus.journal.append('default', run, 0, 'run_begun', { phase: 'plan' });
      const second = await bus.journal.append('default', run, first, 'step_recorded', null);
      const { entries, lastSeq } = await zombie.journal.read('default', run);
      expect(lastSeq).toBe(second);
      expect(entries).toMatchObject([
        { seq: first, entry: 'run_begun', data: { phase: 'plan' } },
        { seq: second, entry: 'step_recorded', data: null },
      ]);
      expect(Date.parse(entries[0]?.time ?? '')).toBeGreaterThan(Date.now() - 60_000);
    });

    test('lets a worker that was overtaken lose at its first entry', async () => {
      const run = freshRun();
      const begun = await zombie.journal.append('default', run, 0, 'run_begun', {});
      const { lastSeq } = await bus.journal.read('default', run);
      const taken = await bus.journal.append('default', run, lastSeq, 'run_begun', {});
      const late = zombie.journal.append('default', run, begun, 'step_recorded', {});
      await expect(late).rejects.toThrow(Fenced);
      expect((await bus.journal.read('default', run)).lastSeq).toBe(taken);
    });

    test('lets one of two workers win that write the very same entry', async () => {
      for (let round = 0; round < 20; round += 1) {
        const run = freshRun();
        const outcomes = await Promise.allSettled(
          [bus, zombie].map((process) => process.journal.append('default', run, 0, 'same', {})),
        );
        expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      }
    });

    test('does not fence a worker whose answer was lost on the way', async () => {
      await using line = await openLossyLine(broker().oneUrl);
      const far = await broker().connect('far-journal', line.url);
      const run = freshRun();
      line.loseAnswers();
      const appending = far.journal.append('default', run, 0, 'step_recorded', {});
      const landed = await until('the entry has landed', async () => {
        return (await bus.journal.read('default', run)).lastSeq;
      });
      line.cut();
      expect(await appending).toBe(landed);
    });

    test('finds runs by the beginning of their names', async () => {
      const task = freshRun();
      for (const run of [`${task}-plan`, `${task}-execute`, freshRun()]) {
        const first = await bus.journal.append('default', run, 0, 'run_begun', {});
        await bus.journal.append('default', run, first, 'step_recorded', {});
      }
      const found = await bus.journal.runs('default', `${task}-`);
      expect(found).toEqual([`${task}-execute`, `${task}-plan`]);
    });
  });
}

function freshRun(): string {
  return `run-${randomUUID()}`;
}
