import type { PlanStep } from '@patchwright/events';
import type { CommandResult } from '@patchwright/workspace';
import { describe, expect, it } from 'vitest';
import { countsEach, judgeGreen, judgeSuite } from '../src/judge.ts';
import { judgeRed } from '../src/judge-red.ts';

const step: PlanStep = {
  order: 1,
  type: 'test',
  file: 'test/total.test.ts',
  action: 'show it',
  testName: 'a total is never negative',
  command: 'npm test',
  expected: '-800',
  dependsOn: [],
  estimatedMinutes: 5,
  optional: false,
};

function result(part: Partial<CommandResult>): CommandResult {
  return {
    command: 'npm test',
    exitCode: 1,
    timedOut: false,
    excerpt: '✖ a total is never negative\n-800 !== 0',
    durationMs: 12,
    tree: 't',
    ...part,
  };
}

function counts(failing: readonly string[], total = 5) {
  return { total, failed: failing.length, passed: total - failing.length, skipped: 0, failing };
}

describe('a test is proved red', () => {
  it('when the named test fails for the stated reason', () => {
    expect(judgeRed(step, result({ counts: counts(['a total is never negative']) }))).toEqual({
      kind: 'proved',
    });
  });

  it.each([
    ['it passes at once', { exitCode: 0 }, 'does not reproduce'],
    [
      'it fails for another reason',
      { excerpt: '✖ a total is never negative\n12 !== 0' },
      'not for the stated reason',
    ],
    [
      'another test fails',
      { excerpt: '✖ something else\n-800', counts: counts(['something else']) },
      'not among what failed',
    ],
    [
      'it cannot be imported',
      { excerpt: 'ERR_MODULE_NOT_FOUND a total is never negative -800' },
      'did not run',
    ],
    [
      'it has a syntax error',
      { excerpt: 'SyntaxError: a total is never negative -800' },
      'did not run',
    ],
    ['it does not end', { timedOut: true }, 'in time'],
  ])('but not when %s', (_what, part, reason) => {
    expect(judgeRed(step, result(part))).toMatchObject({
      kind: 'refuted',
      reason: expect.stringContaining(reason),
    });
  });

  it('when a missing module is the very reason that the plan states', () => {
    const missing = { ...step, expected: 'ERR_MODULE_NOT_FOUND' };
    const output = { excerpt: '✖ a total is never negative\nERR_MODULE_NOT_FOUND' };
    expect(judgeRed(missing, result(output))).toEqual({ kind: 'proved' });
  });
});

describe('a test is green', () => {
  it('when its command succeeds', () => {
    expect(judgeGreen(step, result({ exitCode: 0, excerpt: 'ok' }))).toEqual({ kind: 'proved' });
  });

  it('but not when the command fails, whatever it prints', () => {
    expect(judgeGreen(step, result({ excerpt: 'all passed' }))).toMatchObject({ kind: 'refuted' });
  });
});

describe('a command that succeeds proves nothing', () => {
  const red = counts(['a total is never negative'], 3);

  it.each([
    ['when it does not say that it runs any test', {}, 'does not say now that it runs any'],
    ['when it runs none', { counts: counts([], 0) }, 'had 3 tests when it failed and has 0 now'],
    ['when it runs fewer', { counts: counts([], 2) }, 'has 2 now'],
    ['when it skips more', { counts: { ...counts([], 3), skipped: 1 } }, 'skips 1 now'],
  ])('%s than when its test was proved to fail', (_what, part, reason) => {
    expect(judgeGreen(step, result({ exitCode: 0, excerpt: '', ...part }), red)).toMatchObject({
      reason: expect.stringContaining(reason),
    });
  });

  it('but may count a package as one, where its runner lists what failed only', () => {
    const plain = counts(['a total is never negative', 'a total is a sum'], 3);
    const packages = result({ exitCode: 0, excerpt: '', counts: counts([], 2) });
    const by = { countsEach: countsEach(['go'], 'go test ./...') };
    expect(judgeGreen(step, packages, plain, by)).toEqual({ kind: 'proved' });
    const none = result({ exitCode: 0, excerpt: '', counts: counts([], 1) });
    expect(judgeGreen(step, none, plain, by)).toMatchObject({ kind: 'refuted' });
    expect([countsEach(['go'], 'go test -v ./...'), countsEach(['rust'], 'x')]).toEqual([
      true,
      true,
    ]);
  });

  it.each([0, 1])('for a suite that tells of no test any more and ends with %i', (exitCode) => {
    const before = result({ exitCode: 1, counts: counts(['old trouble'], 9) });
    expect(judgeSuite(before, result({ exitCode, excerpt: '' }))).toMatchObject({
      reason: 'the suite ran 9 tests before the change and does not say now that it runs any',
    });
  });

  it('for a suite whose command says so, whatever its tests did', () => {
    const before = result({ exitCode: 0, counts: counts([]) });
    const swallowed = result({ exitCode: 0, counts: counts(['a total is a sum']) });
    expect(judgeSuite(before, swallowed)).toMatchObject({
      reason: 'these tests passed before and fail now: a total is a sum',
    });
  });

  it('for a suite that leaves out a test which came in since', () => {
    const [before, newest, now] = [3, 4, 3].map((total) =>
      result({ exitCode: 0, counts: counts([], total) }),
    );
    if (before === undefined || newest === undefined || now === undefined)
      throw new Error('there is no suite');
    expect(judgeSuite(before, now)).toEqual({ kind: 'proved' });
    expect(judgeSuite(before, now, { newest })).toMatchObject({ kind: 'refuted' });
  });
});

describe('the suite is sound', () => {
  it('when it fails only where it failed before', () => {
    const before = result({ counts: counts(['old trouble']) });
    expect(judgeSuite(before, result({ counts: counts(['old trouble']) }))).toEqual({
      kind: 'proved',
    });
  });

  it('but not when a test fails that passed before', () => {
    const before = result({ counts: counts(['old trouble']) });
    const after = result({ counts: counts(['old trouble', 'new trouble']) });
    expect(judgeSuite(before, after)).toMatchObject({
      reason: expect.stringContaining('new trouble'),
    });
  });

  it('nor when it was green before and its command fails now without naming a test', () => {
    const before = result({ exitCode: 0 });
    expect(judgeSuite(before, result({ excerpt: 'Segmentation fault' }))).toMatchObject({
      kind: 'refuted',
    });
  });

  it('nor when fewer tests are run than before, or more are skipped', () => {
    const before = result({ exitCode: 0, counts: { ...counts([]), total: 9, passed: 9 } });
    const fewer = result({ exitCode: 0, counts: { ...counts([]), total: 8, passed: 8 } });
    const skipped = result({ exitCode: 0, counts: { ...counts([]), total: 9, skipped: 1 } });
    expect(judgeSuite(before, fewer)).toMatchObject({
      reason: 'the suite had 9 tests before the change and has 8 now',
    });
    expect(judgeSuite(before, skipped)).toMatchObject({
      reason: 'the suite skipped 0 tests before the change and skips 1 now',
    });
  });
});
