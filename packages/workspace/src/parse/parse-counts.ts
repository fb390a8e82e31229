import { stripVTControlCharacters } from 'node:util';
import type { SuiteCounts } from '../workspace.ts';
import { addCounts } from './add-counts.ts';
import { byPackage } from './by-package.ts';
import { parseCargoTest } from './cargo-test.ts';
import { parseDotnet } from './dotnet.ts';
import { parseGoTest } from './go-test.ts';
import { parseGradle } from './gradle.ts';
import { parseJest } from './jest.ts';
import { parseMaven } from './maven.ts';
import { parseMocha } from './mocha.ts';
import { parseNodeTest } from './node-test.ts';
import { parsePhpunit } from './phpunit.ts';
import { parsePytest } from './pytest.ts';
import { parseRspec } from './rspec.ts';
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
  parseRspec,
  parsePhpunit,
];
/** Of those that leave reports, which say more than what is printed. */
const REPORTING: readonly CountsParser[] = [parseMaven, parseGradle, parseDotnet];

/** The lines of each package by themselves, and those of none together. */
function groupsOf(output: string): readonly (readonly string[])[] {
  const groups = byPackage(stripVTControlCharacters(output).split(/\r?\n/));
  const named = groups.filter(({ name }) => name !== undefined);
  const others = groups.filter(({ name }) => name === undefined);
  return [others.flatMap(({ lines }) => lines), ...named.map(({ lines }) => lines)];
}

/**
 * Counts of a test run with the names of what failed, read from what it printed; several runs, of one runner or more,
 * are added up. `reported` are the counts of machine-readable reports that it left, which are believed rather than what
 * the runners that write them print. `undefined` when no known runner reported.
 */
export function parseCounts(output: string, reported?: SuiteCounts): SuiteCounts | undefined {
  const parsers = reported === undefined ? [...PARSERS, ...REPORTING] : PARSERS;
  const counts = groupsOf(output)
    .flatMap((lines) => parsers.map((parse) => parse(lines)))
    .filter((found) => found !== undefined);
  return addCounts(reported === undefined ? counts : [...counts, reported]);
}
