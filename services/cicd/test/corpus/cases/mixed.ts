import { mends, needsPerson, type RunCase, step } from '../case.ts';

const ESLINT = 'npx eslint --fix .';
const PRETTIER = 'npx prettier --write .';
const CONFIG = `export default [{ rules: { 'prefer-const': 'error' } }];\n`;
const LAX = `export default [{ rules: { 'prefer-const': 'warn' } }];\n`;
const UGLY = 'let   a = 1\nexport { a  }\n';
const PASSING = `import { expect, test } from 'vitest';
test('throws SyntaxError: Unexpected token on a broken coupon', () => {
  console.error('SyntaxError: Unexpected token');
  console.log('FAILED tests/test_total.py::test_total - error TS2322: not really');
  expect(1).toBe(1);
});
test('not ok 3 - ECONNRESET is retried', () => { expect(1).toBe(1); });
`;
const FAILING = `import { expect, test } from 'vitest';\ntest('adds', () => { expect(1).toBe(2); });\n`;
const scripts = (all: Readonly<Record<string, string>>) =>
  `${JSON.stringify({ name: 'shop', version: '1.0.0', type: 'module', scripts: all }, null, 2)}\n`;

/** Logs with several failures, and logs that look like another failure than the one they show. */
export const mixedCases: readonly RunCase[] = [
  {
    name: 'mixed-lint-and-format-in-one-step',
    tools: 'node-new',
    by: 'eslint',
    verdict: mends('eslint', 'lint', `${ESLINT} && ${PRETTIER}`),
    files: { 'eslint.config.mjs': CONFIG, 'src/a.mjs': UGLY },
    steps: step(
      'failed=0\nnpx eslint src || failed=1\nnpx prettier --check src || failed=1\nexit $failed',
    ),
  },
  {
    name: 'mixed-format-and-failing-test',
    tools: 'node-new',
    by: 'vitest',
    verdict: needsPerson('vitest', 'test'),
    files: {
      'package.json': scripts({ test: 'vitest run' }),
      'src/a.mjs': UGLY,
      'a.test.mjs': FAILING,
    },
    steps: step(
      'failed=0\nnpx prettier --check src || failed=1\nnpm test || failed=1\nexit $failed',
    ),
  },
  {
    name: 'mixed-failing-test-then-lint-always',
    tools: 'node-new',
    by: 'vitest',
    verdict: needsPerson('vitest', 'test'),
    files: { 'eslint.config.mjs': CONFIG, 'src/a.mjs': UGLY, 'a.test.mjs': FAILING },
    steps: [{ run: 'npx vitest run' }, { run: 'npx eslint src', always: true }],
  },
  {
    name: 'mixed-types-and-lint',
    tools: 'node-new',
    by: 'typescript',
    verdict: needsPerson('tsc', 'types'),
    files: {
      'eslint.config.mjs': CONFIG,
      'tsconfig.json':
        '{"compilerOptions":{"strict":true,"noEmit":true,"types":[]},"include":["src"]}\n',
      'src/a.mjs': UGLY,
      'src/b.ts': 'export const b: string = 1;\n',
    },
    steps: [{ run: 'npx eslint src' }, { run: 'npx tsc', always: true }],
  },
  {
    name: 'mixed-passing-tests-then-format',
    tools: 'node-new',
    by: 'prettier',
    verdict: mends('prettier', 'format', PRETTIER),
    files: {
      'package.json': scripts({ check: 'vitest run && prettier --check src' }),
      'src/a.mjs': UGLY,
      'a.test.mjs': PASSING,
    },
    steps: step('npm run check'),
  },
  {
    name: 'mixed-passing-steps-before-lint',
    tools: 'node-new',
    by: 'eslint',
    verdict: mends('eslint', 'lint', ESLINT),
    files: {
      'eslint.config.mjs': CONFIG,
      'src/a.mjs': 'let a = 1;\nexport { a };\n',
      'b.mjs': UGLY,
      'a.test.mjs': PASSING,
    },
    steps: [
      { run: 'npx vitest run' },
      { run: 'npx prettier --check . || true' },
      { run: 'npx eslint src' },
    ],
  },
  {
    name: 'mixed-eslint-warnings-then-failing-test',
    tools: 'node-new',
    by: 'vitest',
    verdict: needsPerson('vitest', 'test'),
    files: {
      'eslint.config.mjs': LAX,
      'src/a.mjs': UGLY,
      'a.test.mjs': FAILING,
      'package.json': scripts({ verify: 'eslint src && vitest run' }),
    },
    steps: step('npm run verify'),
  },
  {
    name: 'mixed-eslint-warnings-then-format',
    tools: 'node-new',
    by: 'prettier',
    verdict: mends('prettier', 'format', PRETTIER),
    files: {
      'eslint.config.mjs': LAX,
      'src/a.mjs': UGLY,
      'package.json': scripts({ verify: 'eslint src && prettier --check src' }),
    },
    env: { FORCE_COLOR: '1' },
    steps: step('npm run verify'),
  },
  {
    name: 'mixed-audit-of-an-install-then-format',
    tools: 'node-new',
    by: 'prettier',
    verdict: mends('prettier', 'format', PRETTIER),
    files: { 'src/a.mjs': UGLY },
    steps: step(
      'echo "added 312 packages, and audited 313 packages in 4s"\necho "3 vulnerabilities (1 moderate, 2 high)"\necho "To address all issues, run: npm audit fix"\nnpx prettier --check src',
    ),
  },
  {
    name: 'mixed-python-lint-black-isort',
    tools: 'python-new',
    by: 'ruff',
    verdict: mends('ruff', 'lint', 'ruff check --fix . && isort . && black .'),
    files: { 'a.py': 'import sys\nimport os\n\ndef f( ):\n    return sys\n' },
    steps: step(
      'failed=0\nblack --check . || failed=1\nisort --check . || failed=1\nruff check . || failed=1\nexit $failed',
    ),
  },
  {
    name: 'mixed-passing-pytest-then-black',
    tools: 'python-new',
    by: 'black',
    verdict: mends('black', 'format', 'black .'),
    files: {
      'test_a.py': `import pytest


def test_SyntaxError_and_ModuleNotFoundError():
    print("FAILED test_a.py::test_x - ImportError")
    print("ModuleNotFoundError: No module named 'x'")
    with pytest.raises(SyntaxError):
        raise SyntaxError("invalid syntax")


@pytest.mark.xfail
def test_expected_to_fail():
    assert False
`,
      'a.py': 'def f( ):\n    return 1\n',
    },
    steps: step('pytest -rA\nblack --check a.py'),
  },
  {
    name: 'mixed-tolerated-tests-then-lint',
    tools: 'node-new',
    by: 'vitest',
    verdict: needsPerson('vitest', 'test'),
    files: { 'eslint.config.mjs': CONFIG, 'src/a.mjs': UGLY, 'a.test.mjs': FAILING },
    // The log cannot say that a failure was tolerated; to be careful is to ask a person.
    steps: [{ run: 'npx vitest run', tolerated: true }, { run: 'npx eslint src' }],
  },
  {
    name: 'mixed-own-script-then-format-always',
    tools: 'node-new',
    by: 'prettier',
    verdict: needsPerson(null, 'unknown'),
    files: { 'src/a.mjs': UGLY, 'check.sh': 'echo "2 files have no licence header"\nexit 3\n' },
    steps: [{ run: 'sh check.sh' }, { run: 'npx prettier --check src', always: true }],
  },
  {
    name: 'mixed-missing-import-and-failing-tests',
    tools: 'python-new',
    by: 'pytest',
    verdict: needsPerson('pytest', 'import'),
    files: {
      'test_a.py': 'def test_a():\n    assert 1 == 2\n',
      'test_b.py': 'import pricing_engine\n\n\ndef test_b():\n    assert pricing_engine\n',
    },
    steps: step('pytest --continue-on-collection-errors'),
  },
  {
    name: 'mixed-go-format-vet-test',
    tools: 'system',
    by: 'go',
    verdict: needsPerson('go test', 'test'),
    files: {
      'go.mod': 'module example.com/shop\n\ngo 1.22\n',
      'a.go': 'package shop\nfunc   A() int { return 1 }\n',
      'a_test.go':
        'package shop\n\nimport "testing"\n\nfunc TestA(t *testing.T) {\n\tif A() != 2 {\n\t\tt.Fatal("A is not 2")\n\t}\n}\n',
    },
    steps: step('gofmt -l .\ngo vet ./...\ngo test ./...'),
  },
  {
    name: 'mixed-test-output-shows-gofmt',
    tools: 'system',
    by: 'go',
    verdict: mends('gofmt', 'format', 'gofmt -w .'),
    files: {
      'go.mod': 'module example.com/shop\n\ngo 1.22\n',
      'a.go': 'package shop\nfunc   A() int { return 1 }\n',
      'a_test.go':
        'package shop\n\nimport "testing"\n\nfunc TestFAIL(t *testing.T) {\n\tt.Log("--- FAIL: TestNothing")\n}\n',
    },
    steps: step('go test -v ./...\ndiff -u <(echo -n) <(gofmt -d .)'),
  },
];
