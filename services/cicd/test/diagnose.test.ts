import type { Check } from '@patchwright/outside';
import { describe, expect, it } from 'vitest';
import { decide, judgeChecks } from '../src/decide.ts';
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

  it('only the failing part is cut out, without times and colours', () => {
    const text = `${log('npm ci', 'added 3 packages').replace('##[error]Process completed with exit code 1.', '')}\n${log('npx prettier --check .', '\u001b[33m[warn]\u001b[39m src/coupon.ts')}`;
    const { excerpt } = diagnose(check, text);
    expect(excerpt).toContain('[warn] src/coupon.ts');
    expect(excerpt).not.toContain('added 3 packages');
    expect(plainLines(text).join('\n')).not.toContain('2026-03-02T');
    expect(plainLines(text).join('\n')).not.toContain('\u001b');
  });
});

describe('the checks of a commit', () => {
  const with_ = (...states: Check['state'][]) =>
    judgeChecks(states.map((state) => ({ ...check, state })));

  it('are judged only when all have ended', () => {
    expect(with_('failed', 'pending')).toBe('pending');
  });

  it('fail with one of them, and pass with neutral ones among them', () => {
    expect(with_('failed', 'passed')).toBe('failed');
    expect(with_('neutral', 'passed')).toBe('passed');
    expect(judgeChecks([])).toBe('none');
  });
});

describe('what is done about failing CI', () => {
  const fixable = {
    name: 'format',
    url: 'u',
    category: 'format',
    tool: 'prettier',
    fix: 'npx prettier --write .',
    excerpt: '',
  };
  const broken = { name: 'test', url: 'u', category: 'test', excerpt: '' };
  const task = (failures: readonly object[], fixes: number) =>
    ({
      status: 'fixing_ci',
      head: 'abc',
      repository: 'acme/shop',
      proposal: {
        branch: 'agent/x',
        pullRequest: { repository: 'acme/shop', number: 1, url: 'u' },
      },
      ci: { rounds: 1, fixes, state: 'failed', failures },
    }) as unknown as Parameters<typeof decide>[0];

  it('is the command of each tool, once', () => {
    expect(decide(task([fixable, fixable], 0), 'ci_failed', 3)).toMatchObject({
      kind: 'fix',
      commands: ['npx prettier --write .'],
    });
  });

  it('is a person when one failure is not to be fixed by command', () => {
    expect(decide(task([fixable, broken], 0), 'ci_failed', 3)).toMatchObject({
      kind: 'escalate',
      reason: expect.stringContaining('test (test)'),
    });
  });

  it('is a person after as many fixes as are allowed', () => {
    expect(decide(task([fixable], 3), 'ci_failed', 3)).toMatchObject({ kind: 'escalate' });
  });

  it('is nothing for work that was to look at CI: the failure has work of its own', () => {
    expect(decide(task([fixable], 0), 'ci_reported', 3)).toMatchObject({ kind: 'ignore' });
  });
});
