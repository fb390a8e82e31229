import { NeedsHuman, Retryable, Terminal } from '@patchwright/faults';
import { expect, test } from 'vitest';
import { RunStopped } from '../src/run-stopped.ts';
import { arrayJournal, thrownBy } from './array-journal.ts';

function counter(answer: (count: number) => unknown = (count) => count) {
  let calls = 0;
  return {
    calls: () => calls,
    async live() {
      calls += 1;
      return answer(calls);
    },
  };
}

test('an answer is journaled before the handler sees it, and the next attempt is given it without a call', async () => {
  const journal = arrayJournal();
  const outside = counter(() => ({ checks: ['lint'] }));
  const first = await journal.attempt().read('github.listChecks', { sha: 'a' }, outside.live);
  expect(journal.names()).toEqual(['read']);

  const second = journal.attempt();
  expect(await second.read('github.listChecks', { sha: 'a' }, outside.live)).toEqual(first);
  expect(outside.calls()).toBe(1);
  expect(second.served()).toBe(1);
});

test('two calls with the same input are two calls, each with its own answer', async () => {
  const journal = arrayJournal();
  const outside = counter();
  const first = journal.attempt();
  expect(await first.read('model.complete', { say: 'hi' }, outside.live)).toBe(1);
  expect(await first.read('model.complete', { say: 'hi' }, outside.live)).toBe(2);

  const second = journal.attempt();
  expect(await second.read('model.complete', { say: 'hi' }, outside.live)).toBe(1);
  expect(await second.read('model.complete', { say: 'hi' }, outside.live)).toBe(2);
  expect(await second.read('model.complete', { say: 'hi' }, outside.live)).toBe(3);
});

test('the order of the keys of an input does not matter', async () => {
  const journal = arrayJournal();
  const outside = counter();
  await journal.attempt().read('port.ask', { a: 1, b: 2 }, outside.live);
  await journal.attempt().read('port.ask', { b: 2, a: 1 }, outside.live);
  expect(outside.calls()).toBe(1);
});

test('live and recorded answers are the same value, also where JSON changes it', async () => {
  const journal = arrayJournal();
  const answer = { at: new Date(0), gone: undefined, list: [undefined], no: Number.NaN };
  const live = await journal.attempt().read('port.ask', null, async () => answer);
  expect(live).toEqual({ at: '1970-01-01T00:00:00.000Z', list: [null], no: null });
  expect(await journal.attempt().read('port.ask', null, async () => 'other')).toEqual(live);
});

test('a served answer is a value of its own: changing it changes no later one', async () => {
  const journal = arrayJournal();
  await journal.attempt().read('port.ask', null, async () => ({ list: [1] }));
  const [one, two] = [journal.attempt(), journal.attempt()];
  const served = (await one.read('port.ask', null, async () => null)) as { list: number[] };
  served.list.push(2);
  expect(await two.read('port.ask', null, async () => null)).toEqual({ list: [1] });
});

test('secrets are masked in the record and in what the handler sees', async () => {
  const journal = arrayJournal();
  const token = `ghp_${'a'.repeat(36)}`;
  const answer = await journal
    .attempt({ secrets: ['hunter2222'] })
    .read('port.ask', { token }, async () => `the password is hunter2222, the token ${token}`);
  expect(JSON.stringify([answer, journal.entries])).not.toMatch(/hunter2222|ghp_a/);
});

test('an answer above 64 KiB lies in the object store and is served from there', async () => {
  const journal = arrayJournal();
  const large = 'x'.repeat(70_000);
  await journal.attempt().read('port.ask', null, async () => large);
  expect(JSON.stringify(journal.entries).length).toBeLessThan(2000);
  expect(await journal.attempt().read('port.ask', null, async () => '')).toBe(large);
});

test.each([
  [new Terminal('there is no such repository'), Terminal],
  [new NeedsHuman('the key was refused', { diagnosis: 'renew it' }), NeedsHuman],
])('a fault that settles the call is recorded and thrown again: %s', async (fault, kind) => {
  const journal = arrayJournal();
  const outside = counter(() => {
    throw fault;
  });
  await thrownBy(journal.attempt().read('port.ask', null, outside.live));
  const again = await thrownBy(journal.attempt().read('port.ask', null, outside.live));
  expect(again).toBeInstanceOf(kind);
  expect(again).toMatchObject({ message: fault.message });
  expect(outside.calls()).toBe(1);
});

test('a fault that may pass is not recorded: the next attempt asks again', async () => {
  const journal = arrayJournal();
  const outside = counter((count) => {
    if (count === 1) throw new Retryable('busy');
    return 'answer';
  });
  await thrownBy(journal.attempt().read('port.ask', null, outside.live));
  expect(journal.entries).toEqual([]);
  expect(await journal.attempt().read('port.ask', null, outside.live)).toBe('answer');
});

test('a fault that the handler swallowed belongs to the record once the handler has gone on', async () => {
  const journal = arrayJournal();
  const first = journal.attempt();
  await thrownBy(
    first.read('port.ask', null, async () => {
      throw new Error('no such file');
    }),
  );
  await first.survived();
  const replayed = await thrownBy(journal.replay().read('port.ask', null, async () => 'never'));
  expect(replayed).toMatchObject({ message: 'no such file' });
});

test('after the work was dead, the faults that led there are tried again and the answers stay', async () => {
  const journal = arrayJournal();
  const first = journal.attempt();
  await first.read('port.know', null, async () => 'known');
  await thrownBy(
    first.read('port.ask', null, async () => {
      throw new Terminal('no access');
    }),
  );
  journal.entries.push(
    entry('stopped', { attempt: 1, why: 'dead', reason: 'no access' }),
    entry('taken', { worker: 'w', attempt: 2, build: 'b', time: '' }),
  );
  const second = journal.attempt();
  expect(await second.read('port.know', null, async () => 'other')).toBe('known');
  expect(await second.read('port.ask', null, async () => 'allowed now')).toBe('allowed now');
});

test('what models used is summed over all attempts', async () => {
  const journal = arrayJournal();
  const usage = { inputTokens: 10, outputTokens: 2, costUsd: 0.5 };
  const answer = async () => ({ content: [], usage });
  await journal.attempt().read('model.complete', 1, answer);
  const second = journal.attempt();
  await second.read('model.complete', 1, answer);
  await second.read('model.complete', 2, answer);
  expect(second.usage()).toEqual({
    modelCalls: 2,
    inputTokens: 20,
    outputTokens: 4,
    costUsd: 1,
  });
});

test('calls made side by side are each recorded', async () => {
  const journal = arrayJournal();
  const outside = counter();
  const first = journal.attempt();
  const answers = await Promise.all(
    ['a', 'b', 'c'].map((input) => first.read('port.ask', input, outside.live)),
  );
  const second = journal.attempt();
  const again = await Promise.all(
    ['a', 'b', 'c'].map((input) => second.read('port.ask', input, outside.live)),
  );
  expect(again).toEqual(answers);
  expect(outside.calls()).toBe(3);
});

test('a run that was stopped makes no further call, and one under way is given up', async () => {
  const journal = arrayJournal();
  const controller = new AbortController();
  const recorder = journal.attempt({ signal: controller.signal });
  const hanging = thrownBy(recorder.read('port.ask', 1, () => new Promise(() => undefined)));
  const stopped = new RunStopped('overtaken', 'cancelled');
  controller.abort(stopped);
  expect(await hanging).toBe(stopped);
  expect(await thrownBy(recorder.read('port.ask', 2, async () => 'never'))).toBe(stopped);
  expect(journal.entries).toEqual([]);
});

test('a call without a sign of life is given up, one that shows progress is not', async () => {
  const recorder = arrayJournal().attempt({ patienceMs: 400 });
  const silent = await thrownBy(
    recorder.read('port.hang', null, () => new Promise(() => undefined)),
  );
  expect(silent).toBeInstanceOf(Retryable);
  expect(silent).toMatchObject({ message: expect.stringContaining('port.hang') });

  const answer = await recorder.read('port.slow', null, async ({ progress }) => {
    for (let step = 0; step < 12; step += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      progress();
    }
    return 'done';
  });
  expect(answer).toBe('done');
});

function entry(name: string, data: unknown) {
  return { seq: 0, entry: name, time: '', data };
}
