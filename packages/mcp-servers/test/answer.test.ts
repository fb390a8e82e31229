import { NeedsHuman, Retryable, Terminal } from '@patchwright/faults';
import { describe, expect, test } from 'vitest';
import { answerText, LONGEST_ANSWER, linesOf, refusalText } from '../src/answer.ts';

describe('an answer', () => {
  test('is a text as it is, a list one item a line, and anything else as JSON', () => {
    expect(answerText('a\nb')).toBe('a\nb');
    expect(answerText(['a', { b: 1 }])).toBe('a\n{"b":1}');
    expect(answerText([])).toBe('nothing found');
    expect(JSON.parse(answerText({ a: [1] }))).toEqual({ a: [1] });
    expect(answerText(undefined)).toBe('null');
  });

  test('is never longer than a model should read, and a list is cut between items', () => {
    const items = Array.from({ length: 100 }, (_item, index) => ({
      index,
      text: 'x'.repeat(1_000),
    }));
    const lines = answerText(items).split('\n');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ index: 0 });
    expect(JSON.parse(lines.at(-2) ?? '')).toMatchObject({ index: lines.length - 2 });
    expect(lines.at(-1)).toBe(`… (${100 - (lines.length - 1)} more are left out)`);

    const long = answerText('x'.repeat(LONGEST_ANSWER + 5));
    expect(long).toMatch(/x\n… \(5 more characters are left out\)$/);
    expect(answerText(['y'.repeat(LONGEST_ANSWER * 2)]).length).toBeLessThan(LONGEST_ANSWER + 100);
  });
});

test.each([
  [1, 3, 'a\nb\nc'],
  [1, 2, 'a\nb\n… (lines 1 to 2 of 3)'],
  [2, 5, 'b\nc\n… (lines 2 to 3 of 3)'],
  [9, 5, '\n… (lines 9 to 8 of 3)'],
])('from line %i, %i lines', (from, count, shown) => {
  expect(linesOf('a\nb\nc', from, count)).toBe(shown);
});

test.each([
  [new Retryable('GitHub is away'), 'GitHub is away. This may pass: try again after a while.'],
  [
    new Retryable('GitHub limits us.', { afterMs: 2_500 }),
    'GitHub limits us. This may pass: try again in 3 s.',
  ],
  [new Terminal('There is no such'), 'There is no such. The same call would fail again.'],
  [
    new NeedsHuman('no', { diagnosis: 'Check the token' }),
    'Check the token. A person has to mend this; trying again does not help.',
  ],
  [new Error('main is protected'), 'main is protected.'],
])('a refusal says what and what may be done: %s', (thrown, said) => {
  expect(refusalText(thrown)).toBe(said);
});
