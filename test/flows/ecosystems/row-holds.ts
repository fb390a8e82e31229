import { expect } from 'vitest';
import type { PlayedRow } from './play-rows.ts';

/** Everything that must hold of a row that was played from its ticket to green checks. */
export function expectRow(one: PlayedRow | undefined): void {
  expect(one).toBeDefined();
  if (one === undefined) return;
  const { row, played, history, ci } = one;
  expect(played.problems).toEqual([]);
  expect(played.result).toMatchObject({ status: 'completed', red: true, green: true });

  // RED for the stated reason, GREEN, and once more in a fresh checkout.
  const [step] = played.evidence;
  expect(step?.red?.excerpt).toContain(row.test.expected);
  expect(step?.red?.exitCode).not.toBe(0);
  expect(step?.green?.exitCode).toBe(0);
  expect(step?.red?.command).toBe(row.command);
  const tests = history.filter(({ type }) => type === 'test_proved_red');
  expect(tests).toHaveLength(1);
  const verified = history.find(({ type }) => type === 'verification_passed');
  const baseline = history.find(({ type }) => type === 'baseline_recorded');
  const failed = row.failing ?? [];
  const [before, after] = row.counts;
  if (before > 0) expect(countsOf(baseline)).toMatchObject({ total: before, failing: failed });
  expect(countsOf(verified)).toMatchObject({
    total: after,
    passed: after - failed.length,
    failing: failed,
  });
  expect(commandOf(verified)).toBe(row.testCommand);

  // Nothing but the test and what mends the bug is in the pull request.
  const changed = played.files.map(({ filename }) => filename).filter((name) => name !== 'PLAN.md');
  expect(changed.sort()).toEqual([row.fix.path, row.test.path].sort());

  const runs = ci.filter(({ headSha }) => headSha === played.task?.head);
  expect(runs.map(({ conclusion }) => conclusion)).toEqual(['success']);
}

type Fact = PlayedRow['history'][number] | undefined;

function countsOf(fact: Fact): unknown {
  return evidenceOf(fact)?.counts;
}

function commandOf(fact: Fact): unknown {
  return evidenceOf(fact)?.command;
}

function evidenceOf(fact: Fact) {
  return fact?.type === 'baseline_recorded' || fact?.type === 'verification_passed'
    ? fact.data.evidence
    : undefined;
}
