import { type CountsParser, tally } from './tally.ts';

const SUMMARY = /^(\d+) tests? completed(?:, (\d+) failed)?(?:, (\d+) skipped)?$/;
const FAILURE = /^(\S.* > .*) FAILED$/;

/** Gradle, which prints figures only when a test failed; its reports on disk tell of the others. */
export const parseGradle: CountsParser = (lines) => {
  const found = tally();
  const names: string[] = [];
  for (const line of lines) {
    const name = FAILURE.exec(line)?.[1];
    if (name !== undefined && !name.startsWith('>')) names.push(name);
    const summary = SUMMARY.exec(line);
    if (summary === null) continue;
    const [total = 0, failed = 0, skipped = 0] = summary.slice(1).map((text) => Number(text ?? 0));
    found.add({ passed: Math.max(0, total - failed - skipped), failed, skipped });
  }
  if (found.counts() === undefined) return undefined;
  for (const name of names) found.fail(name);
  return found.counts();
};
