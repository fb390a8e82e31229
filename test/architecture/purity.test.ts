import { expect, test } from 'vitest';
import { packageOf, sourceFiles, valueImportsOf } from './source-tree.ts';

// What decides is run again at any time, by replay, by tests, by a fork: it may know nothing but its arguments.
const pure = sourceFiles().filter(({ path }) =>
  /^packages\/task\/src\/|^services\/[^/]+\/src\/decide\.ts$/.test(path),
);

const MAY_IMPORT = [
  '@patchwright/events',
  '@patchwright/faults',
  '@patchwright/task',
  'zod',
  // Readers of text, as pure as what they are asked by.
  'fastest-levenshtein',
  'mdast-util-from-markdown',
];

const EFFECTS: readonly (readonly [string, RegExp])[] = [
  ['the clock', /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b/],
  ['chance', /\bMath\.random\b|\brandomUUID\b|\bgetRandomValues\b/],
  ['the process', /\bprocess\.|\bglobalThis\b/],
  ['the network', /\bfetch\(/],
  ['timers', /\bset(Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/],
  ['the console', /\bconsole\./],
  ['waiting', /\bawait\b|\basync\b|\bPromise\b/],
];

test('what decides imports only the language, the domain and the schemas', () => {
  const impure = pure.flatMap(({ path, text }) =>
    valueImportsOf(text)
      .filter((name) => !name.startsWith('.') && !MAY_IMPORT.includes(packageOf(name)))
      .map((name) => `${path}: ${name}`),
  );
  expect(impure).toEqual([]);
});

test.each(EFFECTS)('what decides does not know %s', (_, effect) => {
  const impure = pure.filter(({ text }) => effect.test(code(text))).map(({ path }) => path);
  expect(impure).toEqual([]);
});

function code(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
}
