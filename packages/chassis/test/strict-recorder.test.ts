import { expect, test } from 'vitest';
import { ReplayMiss } from '../src/index.ts';
import { arrayJournal, thrownBy } from './array-journal.ts';

const never = async (): Promise<never> => {
  throw new Error('a replay made a live call');
};

test('a call that was not recorded is an error that names what differs, never a live call', async () => {
  const journal = arrayJournal();
  journal.entries.push({
    seq: 0,
    entry: 'taken',
    time: '',
    data: { worker: 'w', attempt: 1, build: 'yesterday', time: '' },
  });
  const recorder = journal.attempt();
  await recorder.read('model.complete', { system: 'be terse', turn: 1 }, async () => 'a');
  await recorder.read('model.complete', { system: 'be terse', turn: 2 }, async () => 'b');

  const replay = journal.replay();
  await replay.read('model.complete', { system: 'be terse', turn: 1 }, never);
  const miss = await thrownBy(replay.read('model.complete', { system: 'be kind', turn: 2 }, never));
  expect(miss).toBeInstanceOf(ReplayMiss);
  expect(miss).toMatchObject({
    call: 'model.complete',
    differences: [{ field: 'system', recorded: 'be terse', now: 'be kind' }],
    recordedBuild: 'yesterday',
    build: 'today',
  });
  expect(replay.misses()).toEqual([miss]);
  expect(replay.unserved()).toBe(1);
});

test('a call of a method that was never recorded is named', async () => {
  const miss = await thrownBy(arrayJournal().replay().read('jira.getTicket', {}, never));
  expect(miss).toMatchObject({ call: 'jira.getTicket', differences: [] });
});

test('identical questions are answered in their order, and one too many is a miss', async () => {
  const journal = arrayJournal();
  const recorder = journal.attempt();
  await recorder.read('model.complete', 'same', async () => 'first');
  await recorder.read('model.complete', 'same', async () => 'second');

  const replay = journal.replay();
  expect(await replay.read('model.complete', 'same', never)).toBe('first');
  expect(await replay.read('model.complete', 'same', never)).toBe('second');
  expect(await thrownBy(replay.read('model.complete', 'same', never))).toBeInstanceOf(ReplayMiss);
});

test('a write is answered by its receipt, and an input that changed is a miss', async () => {
  const journal = arrayJournal();
  const port = { probe: async () => undefined, perform: async () => ({ id: 1 }) };
  await journal.attempt().write('slack.post', { key: 'k', text: 'hello' } as never, port);

  const effect = { probe: never, perform: never };
  const replay = journal.replay();
  expect(await replay.write('slack.post', { key: 'k', text: 'hello' } as never, effect)).toEqual({
    id: 1,
  });
  const changed = journal.replay().write('slack.post', { key: 'k', text: 'bye' } as never, effect);
  expect(await thrownBy(changed)).toMatchObject({
    differences: [{ field: 'text', recorded: 'hello', now: 'bye' }],
  });
});
