import { type CountsParser, tally } from './tally.ts';

const SUMMARY = /^ {2}(\d+) (passing|pending|failing)(?: \([^)]*\))?$/;
const FAILURE = /^ {2}\d+\) (.*)$/;

/** mocha's `spec` and `dot` reports. */
export const parseMocha: CountsParser = (lines) => {
  const found = tally();
  let failures = false;
  for (const [position, line] of lines.entries()) {
    const summary = SUMMARY.exec(line);
    if (summary !== null) {
      const value = Number.parseInt(summary[1] ?? '0', 10);
      if (summary[2] === 'passing') found.add({ passed: value });
      else if (summary[2] === 'pending') found.add({ skipped: value });
      else found.add({ failed: value });
      failures = summary[2] === 'failing';
      continue;
    }
    const first = failures ? FAILURE.exec(line)?.[1] : undefined;
    if (first === undefined) continue;
    // The suites follow one a line, each deeper; the last line, the test's own, ends with a colon.
    const path = [first];
    for (const next of lines.slice(position + 1)) {
      if (path.at(-1)?.endsWith(':') === true || !/^ {5,}\S/.test(next)) break;
      path.push(next.trim());
    }
    found.fail(path.join(' > ').replace(/:$/, ''));
  }
  return found.counts();
};
