import type { Check } from '@patchwright/outside';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../src/diagnose.ts';
import { plainLines } from '../src/log/plain-lines.ts';

const check: Check = {
  name: 'format',
  source: 'job',
  state: 'failed',
  conclusion: 'failure',
  url: 'http://127.0.0.1/x',
  jobId: 1,
  runAttempt: 1,
};

function log(command: string, ...lines: readonly string[]): string {
  return [
    `##[group]Run ${command}`,
    command,
    '##[endgroup]',
    ...lines,
    '##[error]Process completed with exit code 1.',
  ]
    .map((line) => `2026-03-02T09:00:00.0000000Z ${line}`)
    .join('\n');
}

describe('a failing log is told apart by what the tools print', () => {
  it.each([
    [
      'prettier',
      'format',
      'npx prettier --write .',
      log(
        'npx prettier --check .',
        '[warn] src/coupon.ts',
        '[warn] Code style issues found in the above file. Run Prettier with --write to fix.',
      ),
    ],
    [
      'eslint',
      'lint',
      'npx eslint --fix .',
      log('npx eslint .', '\u001b[31m✖ 3 problems (3 errors, 0 warnings)\u001b[0m'),
    ],
    [
      'ruff',
      'lint',
      'ruff check --fix .',
      log('ruff check .', 'F401 `os` imported but unused', 'Found 1 error.'),
    ],
    [
      'black',
      'format',
      'black .',
      log('black --check .', 'would reformat api/x.py', '1 file would be reformatted.'),
    ],
  ])('%s', (tool, category, fix, text) => {
    expect(diagnose(check, text)).toMatchObject({ tool, category, fix });
  });

  it.each([
    [
      'a failing assertion',
      'test',
      log(
        'python3 -m pytest',
        'FAILED tests/test_x.py::test_y - assert 1 == 2',
        '===== 1 failed in 0.1s =====',
      ),
    ],
    [
      'a missing module',
      'import',
      log(
        'node x.mjs',
        "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'x'",
        'Node.js v24.21.0',
      ),
    ],
    [
      'a syntax error',
      'compile',
      log(
        'python3 x.py',
        '  File "x.py", line 1',
        '    a = = 1',
        '        ^',
        'SyntaxError: invalid syntax',
      ),
    ],
    [
      'a type error',
      'types',
      log('npx tsc', "src/a.ts(1,1): error TS2322: Type 'string' is not assignable"),
    ],
    ['a lost connection', 'infrastructure', log('npm ci', 'npm error code ECONNRESET')],
    ['what nobody knows', 'unknown', log('./check.sh', 'something went wrong')],
  ])('%s has no fix by command', (_what, category, text) => {
    const failure = diagnose(check, text);
    expect(failure.category).toBe(category);
    expect(failure.fix).toBeUndefined();
  });

  it('a log with a failing test and a format fault is a failing test', () => {
    const text = `${log('npm test', 'not ok 3 - total', '# tests 3', '# fail 1')}\n${log('npx prettier --check .', '[warn] Code style issues found in 2 files.')}`;
    expect(diagnose(check, text).category).toBe('test');
  });

  it.each([
    ['cancelled', 'infrastructure', 'cancelled'],
    ['timed_out', 'infrastructure', 'timeout'],
    ['startup_failure', 'infrastructure', 'startup'],
    ['stale', 'infrastructure', 'stale'],
    ['action_required', 'permission', 'approval'],
  ])('a check that ended as %s needs no log to be told', (conclusion, category, tool) => {
    const failure = diagnose({ ...check, conclusion }, '');
    expect(failure).toEqual({ name: 'format', url: check.url, category, tool, excerpt: '' });
  });

  it('what a tool prints as a group of its own begins no step', () => {
    const text = log(
      'npm run check',
      '##[group]Run unit tests',
      '1 failing',
      '##[endgroup]',
      '✖ 1 problem (1 error, 0 warnings)',
    );
    expect(diagnose(check, text)).toMatchObject({ tool: 'eslint' });
    expect(diagnose(check, text).excerpt).toMatch(/^\$ npm run check\n/);
  });

  it('only the failing part is cut out, without times and colours', () => {
    const text = `${log('npm ci', 'added 3 packages').replace('##[error]Process completed with exit code 1.', '')}\n${log('npx prettier --check .', '\u001b[33m[warn]\u001b[39m src/coupon.ts')}`;
    const { excerpt } = diagnose(check, text);
    expect(excerpt).toContain('[warn] src/coupon.ts');
    expect(excerpt).not.toContain('added 3 packages');
    expect(plainLines(text).join('\n')).not.toContain('2026-03-02T');
    expect(plainLines(text).join('\n')).not.toContain('\u001b');
  });
});
