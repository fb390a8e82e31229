import { type CountsParser, tally } from './tally.ts';

const SUMMARY =
  /^(\d+) examples?, (\d+) failures?(?:, (\d+) pending)?(?:, (\d+) errors? occurred outside of examples)?$/;
const FAILURE = /^rspec \S+ # (.*)$/;
const UNLOADED = /^An error occurred while loading (?:\.\/)?(\S+?)\.?$/;

/** RSpec's progress and documentation reports. A file that could not be loaded counts as one failed test. */
export const parseRspec: CountsParser = (lines) => {
  const found = tally();
  const names: string[] = [];
  for (const line of lines) {
    const name = FAILURE.exec(line)?.[1] ?? UNLOADED.exec(line)?.[1];
    if (name !== undefined) names.push(name);
    const summary = SUMMARY.exec(line);
    if (summary === null) continue;
    const [total = 0, failures = 0, skipped = 0, errors = 0] = summary
      .slice(1)
      .map((text) => Number(text ?? 0));
    found.add({
      passed: Math.max(0, total - failures - skipped),
      failed: failures + errors,
      skipped,
    });
  }
  if (found.counts() === undefined) return undefined;
  for (const name of names) found.fail(name);
  return found.counts();
};
