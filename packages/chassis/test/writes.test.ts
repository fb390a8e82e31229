import { NeedsHuman, Retryable } from '@patchwright/faults';
import { expect, test } from 'vitest';
import { arrayJournal, thrownBy } from './array-journal.ts';

/** Comments on another system that can be found by their key. */
function commentPort() {
  const there = new Map<string, { id: number }>();
  const seen = { probes: 0, performs: 0, loseAnswer: false };
  return {
    there,
    seen,
    write: {
      async probe({ key }: { key: string }) {
        seen.probes += 1;
        return there.get(key);
      },
      async perform({ key }: { key: string }) {
        seen.performs += 1;
        const receipt = { id: seen.performs };
        there.set(key, receipt);
        if (seen.loseAnswer) throw new Retryable('the connection was lost');
        return receipt;
      },
    },
  };
}

test('an effect is intended, looked for in the target, made and recorded', async () => {
  const journal = arrayJournal();
  const port = commentPort();
  const recorder = journal.attempt();
  expect(await recorder.write('jira.comment', { key: 'shop-42/plan/1' }, port.write)).toEqual({
    id: 1,
  });
  expect(journal.names()).toEqual(['intended', 'recorded']);
  expect(port.seen).toMatchObject({ probes: 1, performs: 1 });
  expect(recorder.notable()).toBe(true);
});

test('a recorded receipt is served, to later attempts and within one', async () => {
  const journal = arrayJournal();
  const port = commentPort();
  const first = journal.attempt();
  await first.write('jira.comment', { key: 'k' }, port.write);
  await first.write('jira.comment', { key: 'k' }, port.write);
  expect(await journal.attempt().write('jira.comment', { key: 'k' }, port.write)).toEqual({
    id: 1,
  });
  expect(port.seen).toMatchObject({ probes: 1, performs: 1 });
});

test('an effect whose receipt was lost is found, not made again', async () => {
  const journal = arrayJournal();
  const port = commentPort();
  port.seen.loseAnswer = true;
  await thrownBy(journal.attempt().write('jira.comment', { key: 'k' }, port.write));
  expect(journal.names()).toEqual(['intended']);

  port.seen.loseAnswer = false;
  expect(await journal.attempt().write('jira.comment', { key: 'k' }, port.write)).toEqual({
    id: 1,
  });
  expect(port.seen).toMatchObject({ probes: 2, performs: 1 });
  expect(journal.entries.at(-1)).toMatchObject({ entry: 'recorded', data: { found: true } });
});

test('a second try in the same attempt looks first, too', async () => {
  const journal = arrayJournal();
  const port = commentPort();
  const recorder = journal.attempt();
  port.seen.loseAnswer = true;
  await thrownBy(recorder.write('jira.comment', { key: 'k' }, port.write));
  port.seen.loseAnswer = false;
  await recorder.write('jira.comment', { key: 'k' }, port.write);
  await recorder.survived();
  expect(port.seen).toMatchObject({ probes: 2, performs: 1 });
  expect(await journal.replay().write('jira.comment', { key: 'k' }, port.write)).toEqual({ id: 1 });
});

test('an intent that never reached the target is made by the next attempt', async () => {
  const journal = arrayJournal();
  const port = commentPort();
  const data = { call: 'jira.comment', key: 'k', digest: '', input: null };
  journal.entries.push({ seq: 1, entry: 'intended', time: '', data });
  await journal.attempt().write('jira.comment', { key: 'k' }, port.write);
  expect(port.seen).toMatchObject({ probes: 1, performs: 1 });
});

test('another run with the same intent finds the effect of the first', async () => {
  const first = arrayJournal();
  const second = arrayJournal();
  const port = commentPort();
  await first.attempt().write('jira.comment', { key: 'k' }, port.write);
  expect(await second.attempt().write('jira.comment', { key: 'k' }, port.write)).toEqual({ id: 1 });
  expect(port.seen).toMatchObject({ probes: 2, performs: 1 });
});

test('two calls with one intent side by side are one effect', async () => {
  const port = commentPort();
  const recorder = arrayJournal().attempt();
  const receipts = await Promise.all([
    recorder.write('jira.comment', { key: 'k' }, port.write),
    recorder.write('jira.comment', { key: 'k' }, port.write),
  ]);
  expect(receipts).toEqual([{ id: 1 }, { id: 1 }]);
  expect(port.seen.performs).toBe(1);
});

test('a refusal that needs a person is recorded and given again', async () => {
  const journal = arrayJournal();
  const port = {
    probe: async () => undefined,
    perform: async () => {
      throw new NeedsHuman('somebody else pushed', { diagnosis: 'look at the branch' });
    },
  };
  await thrownBy(journal.attempt().write('workspace.push', { key: 'k' }, port));
  const again = await thrownBy(journal.attempt().write('workspace.push', { key: 'k' }, port));
  expect(again).toMatchObject({ diagnosis: 'look at the branch' });
});
