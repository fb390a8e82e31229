import { type CountsParser, tally } from './tally.ts';

// What a test printed without ending the line stands before its result.
const RESULT = /--- (PASS|FAIL|SKIP): (\S+) \([\d.]+s\)$/;
const NO_TESTS = /^(?:\? {3}\t\S+\t\[no test files\]|ok {2}\t.*\[no tests to run\])$/;
const PACKAGE = /^(ok {2}|FAIL)\t(\S+)(?:\s+\[(build|setup) failed\])?/;

/** The lines that `go test` would have printed, out of `go test -json`. */
function unpack(lines: readonly string[]): readonly string[] {
  if (!lines.some((line) => /^\{"Time":.*"Action":/.test(line))) return lines;
  return lines.flatMap((line) => {
    try {
      const entry: unknown = JSON.parse(line);
      const isOutput = typeof entry === 'object' && entry !== null && 'Output' in entry;
      return isOutput ? [String(entry.Output).replace(/\n$/, '')] : [];
    } catch {
      return [line];
    }
  });
}

/**
 * `go test`, plain, `-v` and `-json`. Of tests with subtests only the innermost count. Without `-v` go says nothing of
 * tests that passed: then a package that passed counts as one. A package that does not compile counts as one failed test,
 * and one without tests as none.
 */
export const parseGoTest: CountsParser = (printed) => {
  const lines = unpack(printed);
  const found = tally();
  const verbose = lines.some((line) => line.startsWith('=== RUN'));
  let results = new Map<string, string>();
  for (const line of lines) {
    if (NO_TESTS.test(line)) {
      found.add({});
      continue;
    }
    const result = RESULT.exec(line);
    if (result !== null) results.set(result[2] ?? '', result[1] ?? '');
    const ended = PACKAGE.exec(line);
    if (ended === null) continue;
    const names = [...results.keys()];
    for (const [name, state] of results) {
      const inner = names.filter((other) => other.startsWith(`${name}/`));
      const stands =
        inner.length === 0 ||
        (state === 'FAIL' && inner.every((other) => results.get(other) !== 'FAIL'));
      if (!stands) continue;
      found.add({ [state === 'PASS' ? 'passed' : state === 'FAIL' ? 'failed' : 'skipped']: 1 });
      if (state === 'FAIL') found.fail(name);
    }
    if (ended[1] === 'FAIL' && ![...results.values()].includes('FAIL')) {
      found.add({ failed: 1 });
      found.fail(ended[2] ?? '');
    } else if (ended[1] !== 'FAIL' && !verbose) {
      found.add({ passed: 1 });
    }
    results = new Map();
  }
  return found.counts();
};
