import type { PlanStep } from '@patchwright/events';
import type { CommandResult } from '@patchwright/workspace';
import { sameTest } from './test-output.ts';

/** Whether something was proved, and if not, what to tell whoever tries again. */
export type Verdict =
  | { readonly kind: 'proved' }
  | { readonly kind: 'refuted'; readonly reason: string };

/** A step's test is green when its command succeeds and does not name the test among the failing. */
export function judgeGreen(step: PlanStep, result: CommandResult): Verdict {
  if (result.timedOut) return refuted('the command did not end in time');
  const name = step.testName ?? '';
  const failing = result.counts?.failing ?? [];
  if (result.exitCode !== 0) {
    const names = failing.length > 0 ? `: ${failing.join(', ')}` : '';
    return refuted(`the test command ended with exit code ${result.exitCode}${names}`);
  }
  if (failing.some((test) => sameTest(test, name)))
    return refuted(`the test "${name}" still fails`);
  return { kind: 'proved' };
}

/** The whole suite is sound when nothing fails that did not fail before the change, and no fewer tests are run. Where there were no tests, nothing may fail. */
export function judgeSuite(
  baseline: CommandResult,
  suite: CommandResult,
  hadTests = true,
): Verdict {
  if (suite.timedOut) return refuted('the suite did not end in time');
  const fewer = fewerTests(baseline, suite);
  if (fewer !== undefined) return refuted(fewer);
  if (suite.exitCode === 0) return { kind: 'proved' };
  const before = new Set(baseline.counts?.failing ?? []);
  const fresh = (suite.counts?.failing ?? []).filter((test) => !before.has(test));
  if (fresh.length > 0)
    return refuted(`these tests passed before and fail now: ${fresh.join(', ')}`);
  if (baseline.exitCode === 0 || !hadTests)
    return refuted(`the suite ended with exit code ${suite.exitCode}`);
  return { kind: 'proved' };
}

/** A suite that runs fewer tests than before the change, or skips more, proves less by passing. */
function fewerTests(baseline: CommandResult, suite: CommandResult): string | undefined {
  const [before, now] = [baseline.counts, suite.counts];
  if (before === undefined || now === undefined) return undefined;
  if (now.total < before.total) {
    return `the suite had ${before.total} tests before the change and has ${now.total} now`;
  }
  if (now.skipped > before.skipped) {
    return `the suite skipped ${before.skipped} tests before the change and skips ${now.skipped} now`;
  }
  return undefined;
}

/** The verdict that something was not proved, and why. */
export function refuted(reason: string): Verdict {
  return { kind: 'refuted', reason };
}
