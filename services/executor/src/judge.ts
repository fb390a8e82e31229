import type { PlanStep } from '@patchwright/events';
import type { CommandResult } from '@patchwright/workspace';
import { sameTest } from './test-output.ts';

type SuiteCounts = NonNullable<CommandResult['counts']>;

/** Whether something was proved, and if not, what to tell whoever tries again. */
export type Verdict =
  | { readonly kind: 'proved' }
  | { readonly kind: 'refuted'; readonly reason: string };

/** What a run is held against, besides its own words. */
export interface Yardstick {
  /** Whether there were tests before the change: where there were none, nothing may fail. Default true. */
  readonly hadTests?: boolean;
  /** The newest run of the same tests before this one; by default that before the change. */
  readonly newest?: CommandResult;
  /** Whether what passed is counted test by test. Default true. */
  readonly countsEach?: boolean;
}

/** Without `-v`, Go says of tests that passed only that their package did. */
export function countsEach(languages: readonly string[], command: string): boolean {
  return !languages.includes('go') || /(?:^|\s)-(?:v|json)\b/.test(command);
}

/**
 * A step's test is green when its command succeeds, does not name the test among the failing, and runs what it ran when the test was
 * proved to fail (`red`): a run that ended before the test did, or ran less, proves nothing by succeeding.
 */
export function judgeGreen(
  step: PlanStep,
  result: CommandResult,
  red?: SuiteCounts,
  by: Pick<Yardstick, 'countsEach'> = {},
): Verdict {
  if (result.timedOut) return refuted('the command did not end in time');
  const name = step.testName ?? '';
  const failing = result.counts?.failing ?? [];
  if (result.exitCode !== 0) {
    const names = failing.length > 0 ? `: ${failing.join(', ')}` : '';
    return refuted(`the test command ended with exit code ${result.exitCode}${names}`);
  }
  if (failing.some((test) => sameTest(test, name)))
    return refuted(`the test "${name}" still fails`);
  const less = red && lessThan(red, result.counts, 'when it failed', by);
  return less === undefined ? { kind: 'proved' } : refuted(`the command ${less}`);
}

/** The whole suite is sound when nothing fails that did not fail before the change, and no fewer tests are run than then, or than last time. */
export function judgeSuite(
  baseline: CommandResult,
  suite: CommandResult,
  by: Yardstick = {},
): Verdict {
  const { hadTests = true, newest = baseline } = by;
  if (suite.timedOut) return refuted('the suite did not end in time');
  const less = [baseline.counts, newest.counts]
    .map((before) => before && lessThan(before, suite.counts, 'before the change', by))
    .find((found) => found !== undefined);
  if (less !== undefined) return refuted(`the suite ${less}`);
  const before = new Set(baseline.counts?.failing ?? []);
  const fresh = (suite.counts?.failing ?? []).filter((test) => !before.has(test));
  if (fresh.length > 0)
    return refuted(`these tests passed before and fail now: ${fresh.join(', ')}`);
  if (suite.exitCode === 0) return { kind: 'proved' };
  if (baseline.exitCode === 0 || !hadTests)
    return refuted(`the suite ended with exit code ${suite.exitCode}`);
  return { kind: 'proved' };
}

/** In which way a run says less than an earlier one: it counts no tests, fewer, or skips more. `when` the earlier one was. */
function lessThan(
  before: SuiteCounts,
  now: SuiteCounts | undefined,
  when: string,
  by: Pick<Yardstick, 'countsEach'>,
): string | undefined {
  // Where several that failed are one thing that passes, at least that one is there.
  const least = by.countsEach === false ? before.passed + Math.min(1, before.failed) : before.total;
  if (now === undefined) {
    return before.total === 0
      ? undefined
      : `ran ${before.total} tests ${when} and does not say now that it runs any`;
  }
  if (now.total < least) return `had ${before.total} tests ${when} and has ${now.total} now`;
  if (now.skipped > before.skipped)
    return `skipped ${before.skipped} tests ${when} and skips ${now.skipped} now`;
  return undefined;
}

/** The verdict that something was not proved, and why. */
export function refuted(reason: string): Verdict {
  return { kind: 'refuted', reason };
}
