import { needsPerson, type RunCase, step } from '../case.ts';

const TOTAL = 'def total(items):\n    return sum(items) + 1\n';
const TEST = `from total import total


def test_adds_prices():
    assert total([1, 2]) == 3


def test_knows_that_a_coupon_may_be_a_SyntaxError():
    assert "SyntaxError" != "ImportError"
`;
const UNIT = `import unittest

from total import total


class TestTotal(unittest.TestCase):
    def test_adds_prices(self):
        self.assertEqual(total([1, 2]), 3)

    def test_knows_modules(self):
        self.assertIn("x", "ModuleNotFoundError: x")
`;

/** What runners of Python tests report, and Python itself. */
export const pythonTestCases: readonly RunCase[] = [
  {
    name: 'pytest-failing-assertion',
    tools: 'python-new',
    by: 'pytest',
    verdict: needsPerson('pytest', 'test'),
    files: { 'total.py': TOTAL, 'test_total.py': TEST },
    steps: step('pytest -v'),
  },
  {
    name: 'pytest-colours',
    tools: 'python-new',
    by: 'pytest',
    verdict: needsPerson('pytest', 'test'),
    files: { 'total.py': TOTAL, 'test_total.py': TEST },
    steps: step('python -m pytest --color=yes'),
  },
  {
    name: 'pytest-7-quiet',
    tools: 'python-old',
    by: 'pytest',
    verdict: needsPerson('pytest', 'test'),
    files: { 'total.py': TOTAL, 'test_total.py': TEST },
    steps: step('pytest -q'),
  },
  {
    name: 'pytest-error-in-fixture',
    tools: 'python-new',
    by: 'pytest',
    verdict: needsPerson('pytest', 'test'),
    files: {
      'test_total.py': `import pytest


@pytest.fixture
def cart():
    raise RuntimeError("no cart")


def test_cart(cart):
    assert cart
`,
    },
    steps: step('pytest'),
  },
  {
    name: 'pytest-missing-import',
    tools: 'python-new',
    by: 'pytest',
    verdict: needsPerson('pytest', 'import'),
    files: { 'test_total.py': TEST },
    steps: step('pytest'),
  },
  {
    name: 'pytest-syntax-error',
    tools: 'python-new',
    by: 'pytest',
    verdict: needsPerson('pytest', 'compile'),
    files: { 'total.py': 'def total(items:\n    return 1\n', 'test_total.py': TEST },
    steps: step('pytest'),
  },
  {
    name: 'pytest-raises-a-syntax-error-in-a-test',
    tools: 'python-new',
    by: 'pytest',
    verdict: needsPerson('pytest', 'test'),
    files: {
      'test_parse.py': 'import ast\n\n\ndef test_parse():\n    assert ast.parse("a = = 1")\n',
    },
    steps: step('pytest -q'),
  },
  {
    name: 'pytest-many-failures',
    tools: 'python-new',
    by: 'pytest',
    verdict: needsPerson('pytest', 'test'),
    files: {
      'test_many.py': `import pytest


@pytest.mark.parametrize("n", range(60))
def test_is_small(n):
    print("working on", n)
    assert n < 20, f"{n} is not small"
`,
    },
    steps: step('pytest'),
  },
  {
    name: 'pytest-nothing-collected',
    tools: 'python-new',
    by: 'pytest',
    verdict: needsPerson('pytest', 'test'),
    files: { 'tests/README': 'none\n' },
    steps: step('pytest tests'),
  },
  {
    name: 'unittest-failing-assertion',
    tools: 'system',
    by: 'python',
    verdict: needsPerson('unittest', 'test'),
    files: { 'total.py': TOTAL, 'test_total.py': UNIT },
    steps: step('python3 -m unittest'),
  },
  {
    name: 'unittest-missing-import',
    tools: 'system',
    by: 'python',
    verdict: needsPerson('unittest', 'import'),
    files: { 'test_total.py': UNIT },
    steps: step('python3 -m unittest -v'),
  },
  {
    name: 'python-missing-module',
    tools: 'system',
    by: 'python',
    verdict: needsPerson('python', 'import'),
    files: { 'manage.py': 'import pricing_engine\n\npricing_engine.run()\n' },
    steps: step('python3 manage.py migrate'),
    matchers: ['python'],
  },
  {
    name: 'python-cannot-import-name',
    tools: 'system',
    by: 'python',
    verdict: needsPerson('python', 'import'),
    files: { 'manage.py': 'from total import price\n', 'total.py': TOTAL },
    steps: step('python3 manage.py migrate'),
  },
  {
    name: 'python-syntax-error',
    tools: 'system',
    by: 'python',
    verdict: needsPerson('python', 'compile'),
    files: { 'manage.py': 'def total(items:\n    return 1\n' },
    steps: step('python3 manage.py migrate'),
  },
  {
    name: 'python-indentation-error',
    tools: 'system',
    by: 'python',
    verdict: needsPerson('python', 'compile'),
    files: { 'manage.py': 'def total(items):\nreturn 1\n' },
    steps: step('python3 -m compileall -q .'),
  },
];
