import { readFileSync } from 'node:fs';
import type { PlanStep } from '@patchwright/events';
import { type CommandResult, excerptOf, parseCounts } from '@patchwright/workspace';
import { describe, expect, it } from 'vitest';
import { judgeRed } from '../src/judge-red.ts';
import { filesIn, isOneOf, sameTest } from '../src/test-output.ts';

/** What a real runner printed of a suite in which several tests fail; `whole` when more than the excerpt of it. */
function ran(file: string, whole = false): CommandResult {
  const url = new URL(
    `../../../packages/workspace/test/fixtures/outputs/${file}.txt`,
    import.meta.url,
  );
  const output = readFileSync(url, 'utf8');
  const counts = parseCounts(output);
  return {
    command: 'test',
    exitCode: 1,
    timedOut: false,
    excerpt: whole ? output : excerptOf(output, false),
    durationMs: 12,
    tree: 't',
    ...(counts === undefined ? {} : { counts }),
  };
}

function said(excerpt: string, failing: readonly string[] = []): CommandResult {
  const failed = failing.length;
  const counts = { total: failed + 1, passed: 1, failed, skipped: 0, failing };
  return {
    ...{ command: 'test', exitCode: 1, timedOut: false, durationMs: 12, tree: 't', excerpt },
    ...(failed === 0 ? {} : { counts }),
  };
}

function stepOf(testName: string, file: string, expected?: string): PlanStep {
  return {
    ...{ order: 1, type: 'test', file, action: 'show it', testName, command: 'test' },
    ...{ dependsOn: [], estimatedMinutes: 5, optional: false },
    ...(expected === undefined ? {} : { expected }),
  };
}

/** Output, file, test, what is said of it, and what is said of another test only. */
const runners = [
  ['nodetest-spec', 'a.test.js', 'rounds to cents', '10.005 == 10.01', 'TypeError: boom'],
  ['jest', 'a.test.js', 'rounds to cents', 'Expected: 10.01', 'TypeError: boom'],
  ['vitest', 'a.test.ts', 'rounds to cents', 'expected 10.005 to be 10.01', 'TypeError: boom'],
  ['mocha', 'm/a.js', 'rounds to cents', '10.005 == 10.01', 'TypeError: boom'],
  ['pytest', 'test_cart.py', 'test_rounds_to_cents', 'assert 10.005 == 10.01', 'assert 2 < 2'],
  ['unittest', 'test_cart.py', 'test_rounds', '10.005 != 10.01', 'RuntimeError: boom'],
  ['go', 'cart_test.go', 'TestRounds', 'got 10.005, want 10.01', 'undefined: undefinedThing'],
  ['cargo', 'src/lib.rs', 'tests::rounds', 'left: 10.005 right: 10.01', undefined],
  ['rspec', 'spec/cart_spec.rb', 'rounds to cents', 'expected: 0.3', 'RuntimeError: no cart'],
  ['phpunit', 'tests/CartTest.php', 'testRoundsToCents', 'is identical to 0.3', 'no cart'],
  [
    'maven',
    'src/test/java/shop/CartTest.java',
    'roundsToCents',
    'expected: <0.3> but was:',
    'IllegalStateException: no cart',
  ],
  [
    'dotnet',
    'tests/Shop.Tests/CartTests.cs',
    'RoundsToCents',
    'Actual: 0.30000000000000004',
    undefined,
  ],
] as const;

describe.each(runners)('what %s printed', (output, file, test, own, others) => {
  it('proves a test red for what is said of this very test', () => {
    expect(judgeRed(stepOf(test, file, own), ran(output))).toEqual({ kind: 'proved' });
  });

  it('does not for what is said of no test', () => {
    expect(judgeRed(stepOf(test, file, 'the moon is full'), ran(output))).toMatchObject({
      reason: expect.stringContaining('not for the stated reason'),
    });
  });

  it('does not for what is said of another test', () => {
    if (others === undefined) return;
    expect(judgeRed(stepOf(test, file, others), ran(output))).toMatchObject({
      kind: 'refuted',
      reason: expect.stringContaining('said of another test'),
    });
  });

  it('does not for a test that is not there, and says which ones failed', () => {
    expect(judgeRed(stepOf('no such test', file), ran(output))).toMatchObject({
      reason: expect.stringMatching(/"no such test" is not among what failed; these failed: \S/),
    });
  });

  it('does not when all that it names lies neither in the test nor in the plan', () => {
    const elsewhere = judgeRed(stepOf(test, 'other/thing.test.xx', own), ran(output, true), [
      'lib/x',
    ]);
    expect(elsewhere).toMatchObject({ reason: expect.stringContaining('failed elsewhere: in ') });
  });
});

describe('the stated reason', () => {
  const output = '✖ holds a floor\n  AssertionError: Expected “-800”  to\n  be ‘0’';
  it.each([
    'Expected "-800" to be "0"',
    "expected '-800' to be '0'",
    'fails with: expected "-800" to be "0"',
    'It fails because expected `-800`',
    'EXPECTED   "−800"',
    'a total of "-800" comes out',
  ])('is found whatever its quotes, spaces, dashes and case: %s', (expected) => {
    const step = stepOf('holds a floor', 'a.test.ts', expected);
    expect(judgeRed(step, said(output, ['holds a floor']))).toEqual({ kind: 'proved' });
  });

  it.each(['expected "-801" to be "0"', 'a total of "-800" and "900" comes out'])(
    'is not when it says something else: %s',
    (expected) => {
      const step = stepOf('holds a floor', 'a.test.ts', expected);
      expect(judgeRed(step, said(output, ['holds a floor'])).kind).toBe('refuted');
    },
  );

  it('is read through colours', () => {
    const coloured =
      '\u001b[31m✖ holds a floor\u001b[39m\n\u001b[1mgot \u001b[32m-800\u001b[39m\u001b[22m';
    const step = stepOf('holds a floor', 'a.test.ts', 'got -800');
    expect(judgeRed(step, said(coloured, ['holds a floor']))).toEqual({ kind: 'proved' });
  });
});

describe('a test that could not be run', () => {
  it.each([
    ["Error: Cannot find module './cart'", 'a module that it imports is missing'],
    ["ModuleNotFoundError: No module named 'cart'", 'a module that it imports is missing'],
    ['error[E0432]: unresolved import `crate::cart`', 'a module that it imports is missing'],
    ['SyntaxError: Unexpected token', 'it does not compile'],
    ["src/a.ts(3,1): error TS2304: Cannot find name 'x'", 'it does not compile'],
    ['[ERROR] COMPILATION ERROR :', 'it does not compile'],
    ['FAIL shop [build failed]', 'it does not compile'],
    ["E  fixture 'cart' not found", 'its set-up fails'],
    ['1) "before each" hook for "holds a floor"', 'its set-up fails'],
    ['Error: no test specified: no tests found', 'the command runs no test'],
    ['thrown: "Exceeded timeout of 5000 ms for a test."', 'it does not end in the time'],
    ['Error: Test timed out in 5000ms.', 'it does not end in the time'],
  ])('is told why: %s', (line, why) => {
    const step = stepOf('holds a floor', 'a.test.ts', 'a floor');
    expect(judgeRed(step, said(`holds a floor\n${line}`))).toMatchObject({
      reason: expect.stringContaining(why),
    });
  });

  it('is told that its command is not there', () => {
    const result = { ...said('sh: 1: vitst: not found'), exitCode: 127 };
    expect(judgeRed(stepOf('x', 'a.test.ts'), result)).toMatchObject({
      reason: expect.stringContaining('the command is not there: sh: 1: vitst'),
    });
  });

  it('is not blamed for another file that is broken', () => {
    const output =
      'FAIL b.test.ts\nError: Cannot find module "./nowhere"\n✖ holds a floor\ngot -800 at a.test.ts:3';
    const step = stepOf('holds a floor', 'a.test.ts', 'got -800');
    expect(judgeRed(step, said(output, ['b.test.ts', 'holds a floor']))).toEqual({
      kind: 'proved',
    });
  });
});

describe('where a test failed', () => {
  it('counts frames of the repository, not those of libraries and runtimes', () => {
    const trace = [
      'at /srv/tree/src/cart.ts:3:4',
      'at node_modules/chai/index.js:9:1',
      'at node:internal/test:9',
      '  File "/srv/tree/test_cart.py", line 8, in test',
      '  File "/usr/lib/python3/unittest/case.py", line 8, in run',
      'in /repo/tests/CartTests.cs:line 14',
    ].join('\n');
    expect(filesIn(trace)).toEqual([
      '/srv/tree/src/cart.ts',
      '/srv/tree/test_cart.py',
      '/repo/tests/CartTests.cs',
    ]);
  });

  it('is the test, a file of the plan, or a file below a folder of the plan', () => {
    expect(isOneOf('/srv/tree/src/cart.ts', ['src/cart.ts'])).toBe(true);
    expect(isOneOf('cart_test.go', ['shop/cart_test.go'])).toBe(true);
    expect(isOneOf('/srv/tree/src/money/cents.ts', ['src/money/**'])).toBe(true);
    expect(isOneOf('/srv/tree/src/tax.ts', ['src/cart.ts', 'src/money/**'])).toBe(false);
  });

  it('proves nothing when it is a file that the plan does not know', () => {
    const output = '✖ holds a floor\nError: no connection -800\n  at connect (src/db.ts:3:4)';
    const step = stepOf('holds a floor', 'test/a.test.ts', '-800');
    expect(judgeRed(step, said(output, ['holds a floor']), ['src/cart.ts'])).toMatchObject({
      reason: expect.stringContaining('failed elsewhere: in src/db.ts'),
    });
    expect(judgeRed(step, said(output, ['holds a floor']), ['src/db.ts']).kind).toBe('proved');
  });
});

describe('the name of a test', () => {
  it.each([
    ['a cart > rounds to cents', 'rounds to cents'],
    ['a cart › rounds to cents', 'a cart rounds to cents'],
    ['TestRounds/to_cents', 'TestRounds'],
    ['test_cart.py::TestCart::test_rounds[2]', 'test_rounds'],
    ['Shop.CartTests.RoundsToCents(count: 3)', 'RoundsToCents'],
  ])('%s is that of "%s"', (reported, name) => {
    expect(sameTest(reported, name)).toBe(true);
  });

  it.each([
    ['rounds to cents', 'rounds to centimes'],
    ['TestRoundsUp', 'TestRounds'],
    ['', 'rounds'],
  ])('"%s" is not that of "%s"', (reported, name) => {
    expect(sameTest(reported, name)).toBe(false);
  });
});
