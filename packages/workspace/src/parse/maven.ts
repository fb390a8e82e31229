import { type CountsParser, tally } from './tally.ts';

// The sum of a module; a class's own line goes on with its time.
const SUMMARY =
  /^\[(?:INFO|WARNING|ERROR)\] Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)$/;
const FAILURE = /^\[ERROR\] (\S.*?)(?: --)? +Time elapsed: .* <<< (?:FAILURE|ERROR)!$/;

/** `shop.CartTest > rounds` of what Surefire calls `shop.CartTest.rounds` and, before its third version, `rounds(shop.CartTest)`. */
function testName(text: string): string {
  const [, method, owner] = /^(\S+)\(([\w.$]+)\)$/.exec(text) ?? [];
  if (method !== undefined && owner !== undefined) return `${owner} > ${method}`;
  const [, place, name] = /^([\w.$]+)\.([^.].*)$/.exec(text) ?? [];
  return place === undefined || name === undefined ? text : `${place} > ${name}`;
}

/** Maven's Surefire and Failsafe, module by module. */
export const parseMaven: CountsParser = (lines) => {
  const found = tally();
  for (const line of lines) {
    const name = FAILURE.exec(line)?.[1];
    if (name !== undefined && !name.startsWith('Tests run:')) found.fail(testName(name));
    const summary = SUMMARY.exec(line);
    if (summary === null) continue;
    const [total = 0, failures = 0, errors = 0, skipped = 0] = summary.slice(1).map(Number);
    const failed = failures + errors;
    found.add({ passed: Math.max(0, total - failed - skipped), failed, skipped });
  }
  return found.counts();
};
