import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../src/diagnose.ts';
import { confusionTable } from './confusion.ts';
import { diagnosisPage } from './diagnosis-page.ts';
import { type CorpusLog, readCorpus } from './read-corpus.ts';

const corpus = readCorpus();
const read = corpus.map((row) => ({ row, failure: diagnose(row.check, row.log) }));

describe('the corpus of failing logs', () => {
  it('was made by the tools themselves, and for the rest says that it was not', () => {
    const made = (how: string) => corpus.filter((row) => row.made === how).length;
    expect(made('run')).toBeGreaterThanOrEqual(140);
    expect(made('run') + made('hand')).toBe(corpus.length);
  });

  it.each([
    ...['eslint', 'prettier', 'biome', 'ruff', 'black', 'isort', 'gofmt', 'rustfmt'],
    ...['mypy', 'tsc', 'go vet', 'go build', 'go test', 'clippy', 'cargo', 'cargo test'],
    ...['vitest', 'jest', 'mocha', 'node:test', 'pytest', 'unittest', 'maven', 'javac'],
    ...['npm', 'pip', 'node', 'python', 'network', 'disk', 'runner', 'cancelled'],
  ])('has %s', (tool) => {
    expect(corpus.some((row) => row.tool === tool)).toBe(true);
  });

  it('names no place of the machine that it was made on', () => {
    const leaking = corpus.filter(({ log }) => /\/tmp\/|\/root\/|patchwright/.test(log));
    expect(leaking.map(({ file }) => file)).toEqual([]);
  });
});

it('the page of the reference says how all of them are read', async () => {
  const page = diagnosisPage(
    read.map(({ row, failure }) => ({
      category: [row.category, failure.category],
      tool: [row.tool ?? 'none', failure.tool ?? 'none'],
      fix: row.fix,
      made: row.made,
    })),
  );
  await expect(page).toMatchFileSnapshot('../../../docs/reference/ci-diagnosis.md');
});

describe('every log is read as what it is', () => {
  it('by category', () => {
    const pairs = read.map(({ row, failure }) => [row.category, failure.category] as const);
    print('category', confusionTable(pairs));
    expect(pairs.filter(([expected, found]) => expected !== found)).toEqual([]);
  });

  it('by tool', () => {
    const pairs = read.map(
      ({ row, failure }) => [row.tool ?? 'none', failure.tool ?? 'none'] as const,
    );
    print('tool', confusionTable(pairs));
    expect(pairs.filter(([expected, found]) => expected !== found)).toEqual([]);
  });

  it.each(read)('and $row.file gets the fix that it may get', ({ row, failure }) => {
    expect(failure.fix ?? null).toBe(row.fix);
    expect([failure.category, failure.tool ?? null]).toEqual([row.category, row.tool]);
  });
});

describe('the commands of the auto-fix table', () => {
  const fixed = corpus.filter((row) => row.fix !== null);

  it.each([
    ...['npx eslint --fix .', 'npx prettier --write .', 'npx biome check --write .'],
    ...['ruff check --fix .', 'ruff format .', 'black .', 'isort .', 'gofmt -w .', 'cargo fmt'],
  ])('%s makes a failing job of its tool pass', (command) => {
    expect(fixed.some(({ fix, mended }) => mended && fix?.split(' && ').includes(command))).toBe(
      true,
    );
  });

  it('mend all but the findings that their tools leave to people', () => {
    expect(fixed.filter(({ mended }) => !mended).map(({ file }) => file)).toEqual([
      'biome-1-check.log',
      'biome-lint-ci-colours.log',
      'eslint-message-names-a-type-error.log',
    ]);
  });

  it('are never named for what is a person to mend', () => {
    const tables = new Set(fixed.map(({ category }) => category));
    expect([...tables].sort()).toEqual(['format', 'lint']);
  });
});

describe('the part of a log that is shown', () => {
  it.each(read)('of $row.file is short, plain and begins with what was run', ({ failure }) => {
    expect(failure.excerpt.length).toBeLessThanOrEqual(3_500);
    expect(failure.excerpt).not.toContain('\u001b');
    expect(failure.excerpt).not.toMatch(/^##\[(?:end)?group\]|^20\d\d-\d\d-\d\dT\S+\.\d{7}Z/m);
    expect(failure.excerpt).toMatch(/^\$ \S/);
  });

  it.each([
    ['eslint-stylish.log', "'sum' is never reassigned"],
    ['pytest-many-failures.log', 'AssertionError: 20 is not small'],
    ['maven-failing-test.log', 'expected: <3> but was: <7>'],
    ['tsc-missing-module.log', "##[error]src/total.ts(1,23): error TS2307: Cannot find module './"],
    ['go-test-panic-verbose.log', 'panic: runtime error: index out of range'],
    ['npm-lock-out-of-date.log', 'Missing: is-odd@3.0.1 from lock file'],
    ['runner-shutdown.log', '##[error]The runner has received a shutdown signal'],
    ['eslint-by-pnpm-in-packages.log', 'packages/web lint$ eslint .\n/home/runner/work/shop'],
    [
      'tsc-by-pnpm-in-packages.log',
      'packages/web typecheck$ tsc -p .\n##[error]src/total.ts(1,14)',
    ],
    ['mixed-failing-test-then-lint-always.log', "'a' is never reassigned"],
  ])('of %s tells why', (file, words) => {
    expect(read.find(({ row }) => row.file === file)?.failure.excerpt).toContain(words);
  });
});

describe('what else is in a log changes nothing', () => {
  const logs = fc.constantFrom(...corpus);
  const noise = fc.array(logs, { maxLength: 3 });

  it('when it comes from steps that passed, whatever they printed, before and after', () => {
    fc.assert(
      fc.property(logs, noise, noise, (row, before, after) => {
        const within = amid(row, before.map(tolerated), isCutOff(row) ? [] : after.map(tolerated));
        expect(verdict({ ...row, log: within })).toEqual(verdict(row));
      }),
      { numRuns: 400 },
    );
  });

  it('when it was printed by what passed within the same step', () => {
    const speaking = corpus.filter((row) => !isSilent(row));
    fc.assert(
      fc.property(
        fc.constantFrom(...speaking),
        fc.shuffledSubarray([...harmless], { minLength: 1 }),
        (row, lines) => {
          expect(verdict({ ...row, log: withinStep(row, lines) })).toEqual(verdict(row));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('and a long log is read in time', () => {
    const long = corpus.find(({ file }) => file === 'mixed-passing-tests-then-format.log');
    const lines = Array.from({ length: 40_000 }, (_, index) => harmless[index % harmless.length]);
    const started = performance.now();
    const found = diagnose(
      (long as CorpusLog).check,
      withinStep(long as CorpusLog, lines as string[]),
    );
    expect(found.tool).toBe('prettier');
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

/** Lines that look like failures and are none. */
const harmless: readonly string[] = [
  ' ✓ parse > throws SyntaxError: Unexpected token on a broken coupon 2ms',
  '✔ ECONNRESET is retried (0.2ms)',
  'ok 3 - error TS2322: is shown to people',
  'tests/test_total.py::test_ModuleNotFoundError PASSED                     [ 50%]',
  'test tests::error_E0308_is_told ... ok',
  '--- PASS: TestFAILED (0.00s)',
  '✖ 2 problems (0 errors, 2 warnings)',
  "  1:7  warning  'a' is never reassigned. Use 'const' instead  prefer-const",
  'FAILED is what the word says',
  "error.test.ts: expected 'Permission denied' to be told",
  'added 312 packages, and audited 313 packages in 4s',
  '3 vulnerabilities (1 moderate, 2 high)',
  'npm warn deprecated glob@7.2.3: Glob versions prior to v9 are no longer supported',
  '# fail 0',
  'ℹ fail 0',
  'Tests:       12 passed, 12 total',
  '      Tests  12 passed (12)',
  '12 passed, 1 xfailed, 2 warnings in 0.31s',
  'Success: no issues found in 3 source files',
  'All matched files use Prettier code style!',
  'test result: ok. 4 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s',
  'Found 0 errors.',
  '[INFO] Tests run: 2, Failures: 0, Errors: 0, Skipped: 0',
  'the message reads: Resource not accessible by integration',
  'retrying after: connect ECONNREFUSED 127.0.0.1:5432',
];

function verdict({ check, log }: CorpusLog) {
  const { category, tool, fix } = diagnose(check, log);
  return { category, tool, fix };
}

const TIME = '2026-03-02T09:00:00.0000000Z ';
const STEP = /^\S+ ##\[group\]Run /;
const ENDS = /^\S+ Post job cleanup\.$/;

/** The steps of a log as if each had been allowed to fail: `|| true`. */
function tolerated({ log }: CorpusLog): readonly string[] {
  const { steps } = partsOf(log);
  return steps.filter((line) => !/^\S+ ##\[error\]/.test(line));
}

function amid(
  { log }: CorpusLog,
  before: readonly (readonly string[])[],
  after: readonly (readonly string[])[],
): string {
  const { start, steps, end } = partsOf(log);
  return [...start, ...before.flat(), ...steps, ...after.flat(), ...end].join('\n');
}

function partsOf(log: string) {
  const lines = log.replace(/\n$/, '').split('\n');
  // The first step checks the repository out.
  const first = lines.findIndex(
    (line, at) => STEP.test(line) && at > lines.findIndex((one) => STEP.test(one)),
  );
  const last = lines.findIndex((line) => ENDS.test(line));
  const end = last < 0 ? lines.length : last;
  return { start: lines.slice(0, first), steps: lines.slice(first, end), end: lines.slice(end) };
}

/** Puts lines in front of what the failing step printed. */
function withinStep({ log }: CorpusLog, lines: readonly string[]): string {
  const all = log.split('\n');
  const failed = all.findIndex((line) => /^\S+ ##\[error\]/.test(line));
  const head = all.findLastIndex(
    (line, at) => /^\S+ ##\[endgroup\]/.test(line) && (failed < 0 || at < failed),
  );
  return [
    ...all.slice(0, head + 1),
    ...lines.map((line) => TIME + line),
    ...all.slice(head + 1),
  ].join('\n');
}

function isCutOff({ log }: CorpusLog): boolean {
  return !/^\S+ ##\[error\]/m.test(log);
}

/** Where nothing is printed, silence is what tells. */
function isSilent(row: CorpusLog): boolean {
  return row.file === 'gofmt-diff.log' || row.file.startsWith('gate-');
}

function print(what: string, table: string): void {
  process.stdout.write(`\nexpected (rows) and found (columns), by ${what}\n${table}\n`);
}
