import type { SuiteCounts } from '../workspace.ts';

/** Several runs as one, each failing test named once; `undefined` when there was none. */
export function addCounts(counts: readonly SuiteCounts[]): SuiteCounts | undefined {
  if (counts.length === 0) return undefined;
  function sum(of: (count: SuiteCounts) => number): number {
    return counts.reduce((total, count) => total + of(count), 0);
  }
  return {
    total: sum((count) => count.total),
    passed: sum((count) => count.passed),
    failed: sum((count) => count.failed),
    skipped: sum((count) => count.skipped),
    failing: [...new Set(counts.flatMap((count) => count.failing))],
  };
}
