import { describe, expect, test } from 'vitest';
import { definePort, isFault, messageOf, NeedsHuman, Retryable, Terminal } from '../src/index.ts';

describe('a fault', () => {
  test('says what is to happen, and why', () => {
    const cause = new Error('socket closed');
    const retry = new Retryable('GitHub is out of reach', { afterMs: 5000, cause });
    expect(retry).toMatchObject({ name: 'Retryable', afterMs: 5000, cause });
    expect(new Retryable('again').afterMs).toBeUndefined();
    expect(new Terminal('no such repository', { cause })).toMatchObject({
      name: 'Terminal',
      cause,
    });
    expect(new NeedsHuman('a test fails', { diagnosis: 'expected 3, got 4' }).diagnosis).toBe(
      'expected 3, got 4',
    );
  });

  test("without a diagnosis tells a person what the fault's own sentence says", () => {
    expect(new NeedsHuman('a test fails').diagnosis).toBe('a test fails');
  });

  test('has no cause where none was given', () => {
    expect('cause' in new Terminal('over')).toBe(false);
  });

  test('is told from a bug', () => {
    expect([new Retryable('a'), new Terminal('b'), new NeedsHuman('c')].every(isFault)).toBe(true);
    expect([new Error('bug'), 'text', undefined, { name: 'Retryable' }].some(isFault)).toBe(false);
  });

  test('has a sentence, and so has anything else that is thrown', () => {
    expect(messageOf(new Terminal('over'))).toBe('over');
    expect(messageOf('a text')).toBe('a text');
    expect(messageOf(undefined)).toBe('undefined');
  });
});

test('a port is plain data that keeps its reads and writes apart', async () => {
  const clock = definePort({
    name: 'clock',
    reads: { now: async (zone: string) => `noon in ${zone}` },
    writes: {},
  });
  const context = { signal: new AbortController().signal, progress: () => undefined };
  expect(clock.name).toBe('clock');
  expect(
    await (clock.reads.now as (zone: string, c: typeof context) => Promise<string>)('UTC', context),
  ).toBe('noon in UTC');
});
