import { namePath } from './name-path.ts';
import { type CountsParser, tally } from './tally.ts';

const FIGURE = /^(?:ℹ|#) (tests|pass|fail|cancelled|skipped|todo) (\d+)$/;
const TAP_SUBTEST = /^(\s*)# Subtest: (.*)$/;
const TAP_FAILURE = /^(\s*)not ok \d+(?: - )?(.*)$/;
const PASS = /^(?:✔|ok \d+ -) (\S+)(?: \(\d[\d.]*m?s\))?$/;
/** How the runner finds files of tests. */
const TEST_FILE =
  /(?:^|\/)(?:[^/]*[.\-_])?test(?:-[^/]*)?\.[cm]?[jt]s$|(?:^|\/)test\/.*\.[cm]?[jt]s$/;
const SPEC_SUITE = /^(\s*)▶ (.*)$/;
const SPEC_FAILURE = /^(\s*)✖ (.*)$/;

function bare(name: string): string {
  return name.replace(/ \(\d[\d.]*m?s\)(?: # .*)?$/, '').trim();
}

/** node:test's own reports, `spec` and `tap`, and any other TAP that ends with `# tests`. */
export const parseNodeTest: CountsParser = (lines) => {
  const found = tally();
  const path = namePath();
  let total: number | undefined;
  let listing = true;
  let files = 0;
  const sums = { pass: 0, fail: 0, skip: 0 };
  for (const line of lines) {
    if (line === '✖ failing tests:') listing = false;
    const figure = FIGURE.exec(line);
    if (figure !== null) {
      const value = Number.parseInt(figure[2] ?? '0', 10);
      if (figure[1] === 'tests') total = (total ?? 0) + value;
      else if (figure[1] === 'pass') sums.pass += value;
      else if (figure[1] === 'fail' || figure[1] === 'cancelled') sums.fail += value;
      else sums.skip += value;
      // A further run (the next package of a workspace) begins its own listing.
      listing = true;
      continue;
    }
    if (!listing) continue;
    // A file that ended well and told of no test is no test, though the runner counts it as one.
    if (TEST_FILE.test(PASS.exec(line)?.[1] ?? '')) {
      files += 1;
      continue;
    }
    const suite = TAP_SUBTEST.exec(line) ?? SPEC_SUITE.exec(line);
    if (suite !== null) {
      path.open(suite[1]?.length ?? 0, bare(suite[2] ?? ''));
      continue;
    }
    const failure = TAP_FAILURE.exec(line) ?? SPEC_FAILURE.exec(line);
    if (failure === null || / # (?:todo|skip)\b/i.test(line)) continue;
    const name = path.fail(failure[1]?.length ?? 0, bare(failure[2] ?? ''));
    if (name !== undefined) found.fail(name);
  }
  if (total === undefined) return undefined;
  found.add({ passed: Math.max(0, sums.pass - files), failed: sums.fail, skipped: sums.skip });
  return found.counts();
};
