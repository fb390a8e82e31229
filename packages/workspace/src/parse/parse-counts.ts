import { stripVTControlCharacters } from 'node:util';
import type { SuiteCounts } from '../workspace.ts';
import { parseCargoTest } from './cargo-test.ts';
import { parseGoTest } from './go-test.ts';
import { parseJest } from './jest.ts';
import { parseMocha } from './mocha.ts';
import { parseNodeTest } from './node-test.ts';
import { parsePytest } from './pytest.ts';
import type { CountsParser } from './tally.ts';
import { parseUnittest } from './unittest.ts';
import { parseVitest } from './vitest.ts';

const PARSERS: readonly CountsParser[] = [
  parseNodeTest,
  parseVitest,
  parseJest,
  parseMocha,
  parsePytest,
  parseUnittest,
  parseGoTest,
  parseCargoTest,
];

/**
 * Counts of a test run with the names of what failed, read from what it printed; several runs, of one runner or more,
 * are added up. `undefined` when no known runner reported.
 */
export function parseCounts(output: string): SuiteCounts | undefined {
  const lines = stripVTControlCharacters(output).split(/\r?\n/);
  const counts = PARSERS.map((parse) => parse(lines)).filter((found) => found !== undefined);
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
