import { type CountsParser, figures, tally } from './tally.ts';

const SUMMARY = /^\s+Tests {2}(no tests|.*\(\d+\))\s*$/;
const FAILED_SUITES = /^⎯+ Failed Suites (\d+) ⎯+$/;
const FAILURE = /^ ?FAIL\s+(.*)$/;

function testName(text: string): string {
  return (
    text
      // The project's label stands before the file, between bars or set apart by a colour.
      .replace(/^(?:\|[^|]+\|\s+|\S+\s{2,})/, '')
      .replace(/ \[ .* \]$/, '')
  );
}

/** vitest's `default`, `verbose` and `dot` reports. A file that could not be loaded counts as one failed test. */
export const parseVitest: CountsParser = (lines) => {
  const found = tally();
  const names: string[] = [];
  for (const line of lines) {
    const failure = FAILURE.exec(line);
    if (failure !== null) names.push(testName(failure[1] ?? ''));
    const suites = FAILED_SUITES.exec(line);
    if (suites !== null) found.add({ failed: Number.parseInt(suites[1] ?? '0', 10) });
    const summary = SUMMARY.exec(line);
    if (summary === null) continue;
    const by = figures(summary[1] ?? '');
    found.add({
      passed: by.get('passed') ?? 0,
      failed: by.get('failed') ?? 0,
      skipped: (by.get('skipped') ?? 0) + (by.get('todo') ?? 0),
    });
  }
  for (const name of names) found.fail(name);
  return lines.some((line) => SUMMARY.test(line)) ? found.counts() : undefined;
};
