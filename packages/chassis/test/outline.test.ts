import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differences } from '../src/index.ts';
import { outline } from '../src/outline.ts';

test('an outline is small, is the same for equal values, and differs where values differ', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 4 }), (one, other) => {
      const text = JSON.stringify(one);
      // Compared as they are stored: JSON does not tell -0 from 0.
      expect(JSON.stringify(outline(JSON.parse(text)))).toBe(JSON.stringify(outline(one)));
      const same = JSON.stringify(other) === text;
      if (!same && differences(one, other).length > 0) {
        expect(differences(outline(one), outline(other))).not.toEqual([]);
      }
    }),
  );
});

test.each([
  ['a long text', 'x'.repeat(100_000)],
  ['many messages', { messages: Array.from({ length: 80 }, (_, i) => 'y'.repeat(3000) + i) }],
  ['very many members', Array.from({ length: 20_000 }, (_, i) => i)],
])('%s is kept in at most 8 KiB', (_, value) => {
  expect(JSON.stringify(outline(value)).length).toBeLessThanOrEqual(8192);
});

test('the message that changed is still found in a long conversation', () => {
  const before = Array.from({ length: 50 }, (_, turn) => `${'words '.repeat(400)}${turn}`);
  const after = before.with(31, 'something else');
  const [first] = differences(outline({ messages: before }), outline({ messages: after }));
  expect(first?.field).toBe('messages[31]');
});

test('a cut through a pair of surrogates leaves text that can be stored', () => {
  const cut = outline(`${'a'.repeat(1199)}😀${'b'.repeat(9000)}`);
  expect(String(cut).isWellFormed()).toBe(true);
});

test('differences name the path, and both values', () => {
  expect(differences({ a: [1, { b: 2 }], c: 0 }, { a: [1, { b: 3 }] })).toEqual([
    { field: 'a[1].b', recorded: 2, now: 3 },
    { field: 'c', recorded: 0, now: undefined },
  ]);
});
