import { type CountsParser, figures, tally } from './tally.ts';

const SUMMARY = /^(?:=+ )?((?:\d+ [a-z]+(?:, )?)+|no tests ran) in [\d.]+s\b/;
const FAILURE = /^(?:FAILED|ERROR) (.+?)(?: - .*)?$/;

/** pytest's reports, quiet and verbose. An error while collecting or setting up counts as one failed test. */
export const parsePytest: CountsParser = (lines) => {
  const found = tally();
  let summing = false;
  for (const line of lines) {
    if (/^=+ short test summary info =+$/.test(line)) summing = true;
    const failure = summing ? FAILURE.exec(line) : null;
    if (failure !== null) found.fail(failure[1] ?? '');
    const summary = SUMMARY.exec(line);
    if (summary === null) continue;
    summing = false;
    const by = figures(summary[1] ?? '');
    found.add({
      passed: (by.get('passed') ?? 0) + (by.get('xpassed') ?? 0),
      failed: (by.get('failed') ?? 0) + (by.get('error') ?? 0) + (by.get('errors') ?? 0),
      skipped: (by.get('skipped') ?? 0) + (by.get('xfailed') ?? 0),
    });
  }
  return found.counts();
};
