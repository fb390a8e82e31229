import { type CountsParser, tally } from './tally.ts';

const PASSED = /^OK \((\d+) tests?, \d+ assertions?\)$/;
const SUMMARY = /^Tests: \d+, Assertions: \d+.*\.$/;
const SECTION = /^There (?:was|were) \d+ (.+):$/;
const ENTRY = /^\d+\) (.+)$/;

function numberOf(line: string, name: string): number {
  return Number(new RegExp(`\\b${name}: (\\d+)`).exec(line)?.[1] ?? 0);
}

/** PHPUnit's own report, from version 8 on. */
export const parsePhpunit: CountsParser = (lines) => {
  const found = tally();
  const names: string[] = [];
  let failing = false;
  for (const line of lines) {
    const section = SECTION.exec(line)?.[1];
    if (section !== undefined) failing = /^(?:errors?|failures?)$/.test(section);
    const entry = failing ? ENTRY.exec(line)?.[1] : undefined;
    if (entry !== undefined) names.push(entry);
    const passed = PASSED.exec(line)?.[1];
    if (passed !== undefined) found.add({ passed: Number(passed) });
    if (!SUMMARY.test(line)) continue;
    const failed = numberOf(line, 'Errors') + numberOf(line, 'Failures');
    const skipped = numberOf(line, 'Skipped') + numberOf(line, 'Incomplete');
    found.add({
      passed: Math.max(0, numberOf(line, 'Tests') - failed - skipped),
      failed,
      skipped,
    });
  }
  if (found.counts() === undefined) return undefined;
  for (const name of names) found.fail(name.replace('::', ' > '));
  return found.counts();
};
