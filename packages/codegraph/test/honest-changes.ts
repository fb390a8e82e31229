import type { ChangedFile } from '../src/tampering/finding.ts';
import type { FrozenTest } from '../src/tampering/tampering.ts';
import { edit, SUITE, TS } from './cheats.ts';
import { MANIFEST } from './cheats-around-tests.ts';
import { CSHARP, GO, GRADLE, JAVA, PHP, PYTHON, RUBY, RUST } from './cheats-by-language.ts';

/** Changes that weaken nothing. */
export const honest: readonly {
  readonly change: string;
  readonly file: ChangedFile;
  readonly frozen?: readonly FrozenTest[];
}[] = [
  {
    change: 'a new test in a file of tests',
    file: edit(
      TS,
      SUITE,
      "  test('is rounded'",
      "  test('is new', () => {\n    expect(total([9])).toBe(9);\n  });\n  test('is rounded'",
    ),
  },
  {
    change: 'the planned test is rewritten before it is proved',
    file: edit(TS, SUITE, 'expect(total([1], 5)).toBe(0)', 'expect(total([2], 5)).toBe(0)'),
  },
  {
    change: 'a formatter went over a file with a proved test',
    file: {
      path: TS,
      before: SUITE,
      after: SUITE.replaceAll("'", '"')
        .replaceAll(';', '')
        .replaceAll('    ', '\t')
        .replace(
          'expect(total([1], 5)).toBe(0)',
          '// it is proved\n\texpect(\n\t\ttotal([1], 5,),\n\t).toBe(0)',
        ),
    },
    frozen: [{ path: TS, name: 'has a floor' }],
  },
  {
    change: 'an assertion is added to a test',
    file: edit(
      TS,
      SUITE,
      '    expect(total([])).toBe(0);\n',
      '    expect(total([])).toBe(0);\n    expect(total([7])).toBe(7);\n',
    ),
  },
  {
    change: 'another script of the manifest',
    file: edit('package.json', MANIFEST, '"build": "tsc"', '"build": "tsc -b"'),
  },
  {
    change: 'a dependency of a python project',
    file: {
      path: 'pyproject.toml',
      before: '[project]\ndependencies = []\n',
      after: '[project]\ndependencies = ["flask"]\n',
    },
  },
  {
    change: 'code with an exit of its own',
    file: { path: 'src/main.ts', before: '', after: 'process.exit(0);' },
  },
  {
    change: 'a suppressed check that was there before',
    file: {
      path: 'src/cart.ts',
      before: '// eslint-disable-next-line\nconst a = 1;',
      after: '// eslint-disable-next-line\nconst a = 2;',
    },
  },
  { change: 'text that no parser reads', file: { path: 'README.md', before: 'a', after: 'b' } },

  {
    change: 'a test with an import, a helper and a group of its own beside old ones',
    file: {
      path: TS,
      before: SUITE,
      after: `${SUITE.replace('{ total }', '{ discount, total }')}
const half = { percent: 50 };
function cartOf(...prices: readonly number[]) {
  return prices;
}
describe('discounts', () => {
  let cart: readonly number[];
  beforeEach(() => {
    cart = cartOf(1, 2);
  });
  test('are taken off', () => {
    expect(discount(cart, half)).toBe(1.5);
  });
});
`,
    },
  },
  {
    change: 'a python test with an import and a fixture that it asks for',
    file: edit(
      'tests/test_cart.py',
      PYTHON,
      'from shop.cart import total\n',
      'import pytest\nfrom shop.cart import discount, total\n\n\n@pytest.fixture\ndef half():\n    return 0.5\n\n\ndef test_discount(half):\n    assert discount(2, half) == 1\n',
    ),
  },
  {
    change: 'a go test with a table and an import',
    file: {
      path: 'cart_test.go',
      before: GO,
      after: `${GO.replace('import "testing"', 'import (\n\t"fmt"\n\t"testing"\n)')}
func TestFloor(t *testing.T) {
	for _, price := range []int{1, 2} {
		t.Run(fmt.Sprint(price), func(t *testing.T) {
			if got := Floor(price); got != 0 {
				t.Fatal(got)
			}
		})
	}
}
`,
    },
  },
  {
    change: 'a rust test beside an old one',
    file: edit(
      'src/cart.rs',
      RUST,
      '    #[test]\n',
      '    fn half() -> i32 { 50 }\n\n    #[test]\n    fn has_a_floor() {\n        assert_eq!(discount(half()), 0);\n    }\n\n    #[test]\n',
    ),
  },
  {
    change: 'rust code beside a test that was proved',
    file: {
      path: 'src/cart.rs',
      before: RUST,
      after: RUST.replace('{ a + b }', '{ (a + b).max(0) }'),
    },
    frozen: [{ path: 'src/cart.rs', name: 'adds_up' }],
  },
  {
    change: 'the first rust test of a file',
    file: {
      path: 'src/floor.rs',
      before: 'pub fn floor() -> i32 { 0 }\n',
      after:
        'pub fn floor() -> i32 { 0 }\n\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn is_zero() { assert_eq!(floor(), 0); }\n}\n',
    },
  },
  {
    change: 'a java test with an import and a helper',
    file: {
      path: 'src/test/java/CartTest.java',
      before: JAVA,
      after: `import java.util.List;\n${JAVA.replace(/\}\n$/, '\n  private List<Integer> prices() { return List.of(1); }\n\n  @Test\n  void hasAFloor() {\n    assertEquals(0, new Cart().floor(prices()));\n  }\n}\n')}`,
    },
  },
  {
    change: 'an example of rspec with what it requires',
    file: edit(
      'spec/cart_spec.rb',
      RUBY,
      'RSpec.describe Cart do\n',
      "require_relative '../lib/discount'\n\nRSpec.describe Cart do\n  context 'with a discount' do\n    let(:half) { 0.5 }\n\n    it 'has a floor' do\n      expect(discount(1, half)).to eq(0)\n    end\n  end\n\n",
    ),
  },
  {
    change: 'a test of c#',
    file: edit(
      'tests/CartTests.cs',
      CSHARP,
      '  [Fact]',
      '  [Fact] public void HasAFloor() { Assert.Equal(0, Cart.Floor(-1)); }\n  [Fact]',
    ),
  },
  {
    change: 'a test of phpunit',
    file: edit(
      'tests/CartTest.php',
      PHP,
      '  public function',
      '  public function testFloor(): void { $this->assertSame(0, floor_of(-1)); }\n  public function',
    ),
  },
  {
    change: 'a package of python tests',
    file: { path: 'tests/__init__.py', before: null, after: '' },
  },
  {
    change: 'data for tests that is new',
    file: { path: 'test/fixtures/half.json', before: null, after: '{}' },
  },
  {
    change: 'code of which a comment speaks of tests',
    file: {
      path: 'src/cart.ts',
      before: '',
      after: '// see cart.test.ts, run by vitest\nexport const a = 1;',
    },
  },
  {
    change: 'code that says test, as a word of its own',
    file: {
      path: 'src/lab.ts',
      before: '',
      after: "export const kind = (step: { type: string }) => step.type === 'test';",
    },
  },
  {
    change: 'a dependency of a node project',
    file: edit(
      'package.json',
      '{ "dependencies": { "zod": "4.0.0" } }',
      '"zod": "4.0.0"',
      '"semver": "^7.0.0", "zod": "4.1.0"',
    ),
  },
  {
    change: 'a dependency of a gradle project',
    file: edit(
      'build.gradle',
      GRADLE,
      "plugins { id 'java' }\n",
      "plugins { id 'java' }\ndependencies {\n  implementation 'org.x:y:1'\n}\n",
    ),
  },
  {
    change: 'a dependency of a go module',
    file: edit(
      'go.mod',
      'module shop\n',
      'module shop\n',
      'module shop\n\nrequire golang.org/x/text v0.3.0\n',
    ),
  },
  {
    change: 'a first configuration of the compiler',
    file: { path: 'tsconfig.json', before: null, after: '{ "include": ["src"] }' },
  },
];
