import { NeedsHuman, Retryable, Terminal } from '@patchwright/faults';
import { expect, test } from 'vitest';
import { endingOf } from '../src/outcome.ts';
import { openRunStop } from '../src/run-stop.ts';

test.each([
  [new Retryable('busy', { afterMs: 7 }), { kind: 'retry', reason: 'busy', afterMs: 7 }],
  [new Terminal('gone'), { kind: 'dead', reason: 'gone' }],
  [
    new NeedsHuman('refused', { diagnosis: 'renew the key' }),
    { kind: 'escalate', reason: 'refused', diagnosis: 'renew the key' },
  ],
  [new TypeError('x is undefined'), { kind: 'bug', reason: 'x is undefined' }],
  ['a mere text', { kind: 'bug', reason: 'a mere text' }],
])('the class of a fault decides: %s', async (thrown, expected) => {
  const ending = await endingOf({ reason: () => undefined }, async () => {
    throw thrown;
  });
  expect(ending).toMatchObject(expected);
});

test('a run that was stopped ends by the reason for that, whatever its calls threw', async () => {
  using stop = openRunStop(new AbortController().signal);
  stop.stop('overtaken', 'task_cancelled by human:cli:ines');
  stop.stop('fenced', 'too late');
  const ending = await endingOf(stop, async () => {
    throw new Error('AbortError');
  });
  expect(ending).toEqual({ kind: 'overtaken', reason: 'task_cancelled by human:cli:ines' });
});

test('a run stops with its process', () => {
  const process = new AbortController();
  using stop = openRunStop(process.signal);
  process.abort();
  expect(stop.signal.aborted).toBe(true);
  expect(stop.reason()).toMatchObject({ why: 'shutdown' });
});
