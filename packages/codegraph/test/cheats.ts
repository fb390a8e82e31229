import type { ChangedFile, Cheat } from '../src/tampering/finding.ts';
import type { StatedChanges } from '../src/tampering/stated-changes.ts';
import type { FrozenTest } from '../src/tampering/tampering.ts';

/** The plan that the changes belong to. */
export const plan: StatedChanges = {
  steps: [
    {
      type: 'test',
      file: 'test/cart.test.ts',
      action: 'show that a coupon makes the total negative',
      testName: 'has a floor',
    },
    { type: 'implement', file: 'src/cart.ts', action: 'give the discount a floor' },
  ],
};

export const SUITE = `import { expect, test, describe } from 'vitest';
import { total } from '../src/cart.ts';

describe('cart', () => {
  test('adds up', () => {
    expect(total([1, 2])).toBe(3);
    expect(total([])).toBe(0);
  });
  test('is rounded', () => {
    expect(total([0.1, 0.2])).toBeCloseTo(0.3, 5);
  });
  test('has a floor', () => {
    expect(total([1], 5)).toBe(0);
  });
});
`;
const PYTHON = `import pytest
from shop.cart import total


class TestCart:
    def test_adds_up(self):
        assert total([1, 2]) == 3
        with pytest.raises(ValueError):
            total(None)
`;
const GO = `package shop

import "testing"

func TestAddsUp(t *testing.T) {
	if got := Total(1, 2); got != 3 {
		t.Errorf("got %d", got)
	}
}
`;
const RUST = `pub fn total(a: i32, b: i32) -> i32 { a + b }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up() {
        assert_eq!(total(1, 2), 3);
    }
}
`;
const JAVA = `class CartTest {
  @Test
  void addsUp() {
    assertEquals(3, new Cart().total(1, 2));
  }
}
`;
const RUBY = `RSpec.describe Cart do
  it 'adds up' do
    expect(total(1, 2)).to eq(3)
  end
end
`;
export const TS = 'test/cart.test.ts';

/** A change of one file by exchanging a piece of it, which must be there. */
export function edit(path: string, before: string, from: string, to: string): ChangedFile {
  if (!before.includes(from)) throw new Error(`${path} does not say ${from}`);
  return { path, before, after: before.replace(from, to) };
}

/** One change that weakens the proof. */
export interface Row {
  readonly trick: string;
  readonly file: ChangedFile;
  readonly cheat: Cheat;
  readonly frozen?: readonly FrozenTest[];
}

/** Changes of tests that make them say less, and what each is found to be. */
export const inTests: readonly Row[] = [
  row(
    'a test is deleted',
    edit(TS, SUITE, / {2}test\('is rounded'[\s\S]*?\n {2}\}\);\n/.exec(SUITE)?.[0] ?? '', ''),
    'test-deleted',
  ),
  row('the whole file is deleted', { path: TS, before: SUITE, after: null }, 'test-deleted'),
  row(
    'a test is turned into a comment',
    edit(
      TS,
      SUITE,
      "  test('is rounded', () => {\n    expect(total([0.1, 0.2])).toBeCloseTo(0.3, 5);\n  });",
      "  /* test('is rounded', () => {\n    expect(total([0.1, 0.2])).toBeCloseTo(0.3, 5);\n  }); */",
    ),
    'test-deleted',
  ),
  row(
    'a test is renamed',
    edit(TS, SUITE, "test('is rounded'", "test('was rounded'"),
    'test-renamed',
  ),
  row(
    'a test is skipped',
    edit(TS, SUITE, "test('adds up'", "test.skip('adds up'"),
    'test-disabled',
  ),
  row(
    'a test is skipped by an option',
    edit(TS, SUITE, "test('adds up', ()", "test('adds up', { skip: true }, ()"),
    'test-disabled',
  ),
  row(
    'a test becomes a to-do',
    edit(TS, SUITE, "test('adds up'", "test.todo('adds up'"),
    'test-disabled',
  ),
  row(
    'a test is expected to fail',
    edit(TS, SUITE, "test('adds up'", "test.fails('adds up'"),
    'test-disabled',
  ),
  row(
    'a group is skipped',
    edit(TS, SUITE, "describe('cart'", "describe.skip('cart'"),
    'test-disabled',
  ),
  row(
    'a test skips itself',
    edit(TS, SUITE, "test('adds up', () => {", "test('adds up', (t) => {\n    t.skip();"),
    'test-disabled',
  ),
  row(
    'only another test is run',
    edit(TS, SUITE, "test('is rounded'", "test.only('is rounded'"),
    'test-focused',
  ),
  row(
    'an assertion is removed',
    edit(TS, SUITE, '    expect(total([])).toBe(0);\n', ''),
    'assertion-removed',
  ),
  row(
    'an assertion is commented out',
    edit(TS, SUITE, '    expect(total([])).toBe(0);', '    // expect(total([])).toBe(0);'),
    'assertion-removed',
  ),
  row(
    'an exact assertion becomes a vague one',
    edit(TS, SUITE, 'expect(total([1, 2])).toBe(3)', 'expect(total([1, 2])).toBeDefined()'),
    'assertion-changed',
  ),
  row(
    'the expected value is set to what comes out',
    edit(TS, SUITE, 'toBe(3)', 'toBe(4)'),
    'assertion-changed',
  ),
  row(
    'a tolerance is widened',
    edit(TS, SUITE, 'toBeCloseTo(0.3, 5)', 'toBeCloseTo(0.3, 0)'),
    'assertion-changed',
  ),
  row(
    'an assertion is turned round',
    edit(TS, SUITE, 'expect(total([])).toBe(0)', 'expect(total([])).not.toBe(1)'),
    'assertion-changed',
  ),
  row(
    'the proved test is changed',
    edit(TS, SUITE, 'expect(total([1], 5)).toBe(0)', 'expect(total([1], 0)).toBe(1)'),
    'frozen-test-changed',
    [{ path: TS, name: 'has a floor' }],
  ),
  row(
    'the proved test returns before it asserts',
    edit(TS, SUITE, "test('has a floor', () => {", "test('has a floor', () => {\n    return;"),
    'frozen-test-changed',
    [{ path: TS, name: 'has a floor' }],
  ),
  row(
    'the proved test catches its own failure',
    edit(
      TS,
      SUITE,
      '    expect(total([1], 5)).toBe(0);',
      '    try { expect(total([1], 5)).toBe(0); } catch {}',
    ),
    'frozen-test-changed',
    [{ path: TS, name: 'has a floor' }],
  ),
  row(
    'a test file no longer parses',
    edit(TS, SUITE, "describe('cart', () => {", "describe('cart', () => {{{"),
    'test-file-broken',
  ),
  row(
    'a test ends the run',
    edit(TS, SUITE, "describe('cart'", "process.exit(0);\ndescribe('cart'"),
    'early-exit',
  ),
  row(
    'pytest: a test is marked to be skipped',
    edit(
      'tests/test_cart.py',
      PYTHON,
      '    def test_adds_up',
      "    @pytest.mark.skip(reason='flaky')\n    def test_adds_up",
    ),
    'test-disabled',
  ),
  row(
    'pytest: a failure is expected',
    edit(
      'tests/test_cart.py',
      PYTHON,
      '    def test_adds_up',
      '    @pytest.mark.xfail\n    def test_adds_up',
    ),
    'test-disabled',
  ),
  row(
    'pytest: a test no longer is one by its name',
    edit('tests/test_cart.py', PYTHON, 'def test_adds_up', 'def check_adds_up'),
    'test-deleted',
  ),
  row(
    'pytest: an expected error is no longer expected',
    edit(
      'tests/test_cart.py',
      PYTHON,
      '        with pytest.raises(ValueError):\n            total(None)\n',
      '',
    ),
    'assertion-removed',
  ),
  row(
    'pytest: a test ends the process',
    edit(
      'tests/test_cart.py',
      PYTHON,
      'class TestCart',
      'import os\nos._exit(0)\n\nclass TestCart',
    ),
    'early-exit',
  ),
  row(
    'go: a test skips itself',
    edit('cart_test.go', GO, '\tif got', '\tt.Skip("later")\n\tif got'),
    'test-disabled',
  ),
  row(
    'go: the condition of a failure is weakened',
    edit('cart_test.go', GO, 'got != 3', 'got < 0'),
    'assertion-changed',
  ),
  row(
    'rust: a test is ignored',
    edit('src/cart.rs', RUST, '    #[test]\n', '    #[test]\n    #[ignore]\n'),
    'test-disabled',
  ),
  row(
    'rust: a test is no longer one',
    edit('src/cart.rs', RUST, '    #[test]\n', ''),
    'test-deleted',
  ),
  row(
    'java: a test is disabled',
    edit('src/test/java/CartTest.java', JAVA, '  @Test\n', '  @Test\n  @Disabled\n'),
    'test-disabled',
  ),
  row(
    'java: an assumption stands before the assertion',
    edit(
      'src/test/java/CartTest.java',
      JAVA,
      '    assertEquals',
      '    assumeTrue(false);\n    assertEquals',
    ),
    'test-disabled',
  ),
  row(
    'rspec: an example is pending',
    edit('spec/cart_spec.rb', RUBY, "  it 'adds up'", "  xit 'adds up'"),
    'test-disabled',
  ),
];

/** One row of a table. */
export function row(
  trick: string,
  file: ChangedFile,
  cheat: Cheat,
  frozen?: readonly FrozenTest[],
): Row {
  return { trick, file, cheat, ...(frozen === undefined ? {} : { frozen }) };
}
