import type { SuiteCounts } from '../workspace.ts';

/** Reads one runner's counts out of an output given by lines, colours stripped; `undefined` when the runner did not print it. */
export type CountsParser = (lines: readonly string[]) => SuiteCounts | undefined;

/** Counts as they add up while an output is read. */
export interface Tally {
  add(counts: {
    readonly passed?: number;
    readonly failed?: number;
    readonly skipped?: number;
  }): void;
  /** Names a test that failed, once however often it is named. */
  fail(name: string): void;
  /** What was counted; `undefined` when no summary was. */
  counts(): SuiteCounts | undefined;
}

/** Begins to count. */
export function tally(): Tally {
  let summaries = 0;
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  const failing = new Set<string>();
  return {
    add(counts) {
      summaries += 1;
      passed += counts.passed ?? 0;
      failed += counts.failed ?? 0;
      skipped += counts.skipped ?? 0;
    },
    fail(name) {
      const trimmed = name.trim();
      if (trimmed !== '') failing.add(trimmed);
    },
    counts() {
      if (summaries === 0) return undefined;
      return { total: passed + failed + skipped, passed, failed, skipped, failing: [...failing] };
    },
  };
}

/** The figures of a text such as `2 failed, 1 passed`, by their word. */
export function figures(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [, figure = '', word = ''] of text.matchAll(/(\d+)\s+([a-z]+)/gi)) {
    found.set(word.toLowerCase(), Number.parseInt(figure, 10));
  }
  return found;
}
