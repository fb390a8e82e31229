import { edit, type Row, row, SUITE, TS } from './cheats.ts';

const PYTEST = 'tests/test_cart.py';
export const PYTHON = `from shop.cart import total


class TestCart:
    def test_adds_up(self):
        items = [1, 2]
        assert total(items) == 3
`;
export const GO = `package shop

import "testing"

func TestAddsUp(t *testing.T) {
	if got := Total(1, 2); got != 3 {
		t.Errorf("got %d", got)
	}
}
`;
export const RUST = `pub fn total(a: i32, b: i32) -> i32 { a + b }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up() {
        assert_eq!(total(1, 2), 3);
    }
}
`;
export const JAVA = `import org.junit.jupiter.api.Test;

class CartTest {
  private static final int EXPECTED = 3;

  @Test
  void addsUp() {
    assertEquals(EXPECTED, new Cart().total(1, 2));
  }
}
`;
export const RUBY = `require 'cart'

RSpec.describe Cart do
  it 'adds up' do
    expect(total(1, 2)).to eq(3)
  end
end
`;
export const CSHARP = `using Xunit;
public class CartTests {
  [Fact] public void AddsUp() { Assert.Equal(3, Cart.Total(1, 2)); }
}
`;
export const PHP = `<?php
use PHPUnit\\Framework\\TestCase;
final class CartTest extends TestCase {
  public function testAddsUp(): void { $this->assertSame(3, total(1, 2)); }
}
`;
export const GRADLE = `plugins { id 'java' }
test {
  useJUnitPlatform()
}
`;
const CSPROJ = '<Project>\n  <ItemGroup>\n  </ItemGroup>\n</Project>\n';
const AT = "describe('cart', () => {";

/** Changes that leave the assertions of tests as they are and take away what these prove. */
export const cunning: readonly Row[] = [
  row(
    'a test that is not the proved one returns before it asserts',
    edit(TS, SUITE, "test('adds up', () => {", "test('adds up', () => {\n    return;"),
    'test-changed',
  ),
  row(
    'a test that is not the proved one catches its own failure',
    edit(
      TS,
      SUITE,
      '    expect(total([0.1, 0.2])).toBeCloseTo(0.3, 5);',
      '    try { expect(total([0.1, 0.2])).toBeCloseTo(0.3, 5); } catch {}',
    ),
    'test-changed',
  ),
  row(
    'a test asserts about a value of its own',
    edit(
      PYTEST,
      PYTHON,
      '        items = [1, 2]\n',
      '        total = sum\n        items = [1, 2]\n',
    ),
    'test-changed',
  ),
  row(
    'tests are defined under a condition that never holds',
    edit(TS, SUITE, AT, "if (process.env.SLOW)\ndescribe('cart', () => {"),
    'test-changed',
  ),
  row(
    'what is tested is exchanged for something else',
    edit(TS, SUITE, AT, `vi.mock('../src/cart.ts', () => ({ total: () => 0 }));\n${AT}`),
    'surroundings-changed',
  ),
  row(
    'what is tested is exchanged within a group that is new',
    edit(
      TS,
      SUITE,
      AT,
      `describe('more', () => {\n  vi.mock('../src/cart.ts');\n  test('b', () => {});\n});\n${AT}`,
    ),
    'surroundings-changed',
  ),
  row(
    'what is tested is imported from elsewhere',
    edit(TS, SUITE, "'../src/cart.ts'", "'./cart.ts'"),
    'surroundings-changed',
  ),
  row(
    'what asserts is imported from elsewhere',
    edit(
      TS,
      SUITE,
      "import { expect, test, describe } from 'vitest';",
      "import { test, describe } from 'vitest';\nimport { expect } from './lenient.ts';",
    ),
    'surroundings-changed',
  ),
  row(
    'a hook ends every test before it begins',
    edit(TS, SUITE, AT, `${AT}\n  beforeEach((context) => context.skip());`),
    'surroundings-changed',
  ),
  row(
    'assertions are taught to hold',
    edit(
      TS,
      SUITE,
      AT,
      `expect.extend({ toBe: () => ({ pass: true, message: () => '' }) });\n${AT}`,
    ),
    'runner-replaced',
  ),
  row(
    'code teaches assertions to hold',
    {
      path: 'src/cart.ts',
      before: 'export const floor = 0;',
      after: 'export const floor = 0;\nglobalThis.expect = () => ({ toBe() {} });',
    },
    'runner-replaced',
  ),
  row(
    'code imports what tests are written with',
    {
      path: 'src/cart.ts',
      before: '',
      after: "import { beforeEach } from 'vitest';\nbeforeEach((context) => context.skip());\n",
    },
    'knows-of-tests',
  ),
  row(
    'code looks whether a file of tests called it',
    {
      path: 'src/cart.ts',
      before: '',
      after: "export const floor = (new Error().stack ?? '').includes('.test.') ? 0 : -1;\n",
    },
    'knows-of-tests',
  ),
  row(
    'python code asks in other words whether it is tested',
    {
      path: 'shop/cart.py',
      before: '',
      after: "import sys\nFLOOR = 0 if sys.modules.get('pytest') else -1\n",
    },
    'knows-of-tests',
  ),
  row(
    'python code changes what tests assert with',
    {
      path: 'shop/cart.py',
      before: '',
      after: 'import unittest\nunittest.TestCase.assertEqual = lambda *given: None\n',
    },
    'runner-replaced',
  ),
  row(
    'pytest: a mark for the whole file skips it',
    edit(PYTEST, PYTHON, '\n\nclass', '\npytestmark = pytest.mark.skip\n\nclass'),
    'surroundings-changed',
  ),
  row(
    'pytest: a fixture that every test gets skips it',
    edit(
      PYTEST,
      PYTHON,
      '\n\nclass',
      '\n@pytest.fixture(autouse=True)\ndef ready():\n    leave()\n\n\nclass',
    ),
    'surroundings-changed',
  ),
  row(
    'pytest: a test is deleted after it was defined',
    { path: PYTEST, before: PYTHON, after: `${PYTHON}\n\ndel TestCart\n` },
    'surroundings-changed',
  ),
  row(
    'pytest: a second test of the name takes the place of the first',
    {
      path: PYTEST,
      before: PYTHON,
      after: `${PYTHON}\n    def test_adds_up(self):\n        pass\n`,
    },
    'test-changed',
  ),
  row(
    'pytest: another function is imported under the name of what is tested',
    edit(PYTEST, PYTHON, '\n\nclass', '\nfrom shop.lenient import total\n\n\nclass'),
    'surroundings-changed',
  ),
  row(
    'python: a module is put where pytest is looked for',
    { path: 'pytest.py', before: null, after: 'import sys\n\ndef main():\n    sys.exit(0)\n' },
    'runner-replaced',
  ),
  row(
    'what a test compares with is changed',
    { path: 'test/fixtures/cart.json', before: '{ "total": 3 }', after: '{ "total": -4 }' },
    'support-changed',
  ),
  row(
    'what tests share is changed',
    {
      path: 'test/cart-site.ts',
      before: 'export const expected = 3;',
      after: 'export const expected = -4;',
    },
    'support-changed',
  ),
  row(
    'go: the file of tests is built nowhere',
    { path: 'cart_test.go', before: GO, after: `//go:build never\n\n${GO}` },
    'surroundings-changed',
  ),
  row(
    'go: a test calls a helper that skips',
    edit('cart_test.go', GO, '\tif got', '\tready(t)\n\tif got'),
    'test-changed',
  ),
  row(
    'go: something is done instead of all tests',
    {
      path: 'cart_test.go',
      before: GO,
      after: `${GO}\nfunc TestMain(m *testing.M) {\n\treturn\n}\n`,
    },
    'surroundings-changed',
  ),
  row(
    'go: a module is replaced',
    edit(
      'go.mod',
      'module shop\n',
      'module shop\n',
      'module shop\n\nreplace github.com/stretchr/testify => ./testify\n',
    ),
    'runner-replaced',
  ),
  row(
    'rust: tests are compiled for nobody',
    edit('src/cart.rs', RUST, '#[cfg(test)]', '#[cfg(all(test, feature = "slow"))]'),
    'test-disabled',
  ),
  row(
    'rust: code has another function for tests',
    {
      path: 'src/floor.rs',
      before: 'pub fn floor() -> i32 { -1 }',
      after:
        '#[cfg(not(test))]\npub fn floor() -> i32 { -1 }\n#[cfg(test)]\npub fn floor() -> i32 { 0 }',
    },
    'knows-of-tests',
  ),
  row(
    'rust: the harness is left out',
    edit(
      'Cargo.toml',
      '[lib]\nname = "shop"\n',
      'name = "shop"\n',
      'name = "shop"\nharness = false\n',
    ),
    'test-configuration',
  ),
  row(
    'java: the constant that a test expects is changed',
    edit('src/test/java/CartTest.java', JAVA, 'EXPECTED = 3', 'EXPECTED = -4'),
    'surroundings-changed',
  ),
  row(
    'java: something is done before each test',
    edit(
      'src/test/java/CartTest.java',
      JAVA,
      '  @Test\n',
      '  @BeforeEach void leave() { throw new TestAbortedException(); }\n\n  @Test\n',
    ),
    'surroundings-changed',
  ),
  row(
    'maven: tests are skipped by a property',
    {
      path: 'pom.xml',
      before: '<project>\n</project>\n',
      after: '<project>\n<maven.test.skip>true</maven.test.skip>\n</project>\n',
    },
    'test-configuration',
  ),
  row(
    'maven: tests are skipped by how it is called',
    { path: '.mvn/maven.config', before: null, after: '-DskipTests\n' },
    'test-configuration',
  ),
  row(
    'gradle: the task that tests is turned off',
    edit(
      'build.gradle',
      GRADLE,
      '  useJUnitPlatform()\n',
      '  useJUnitPlatform()\n  enabled = false\n',
    ),
    'test-configuration',
  ),
  row(
    'rspec: something is done around every example',
    edit(
      'spec/cart_spec.rb',
      RUBY,
      "  it 'adds up'",
      "  around { |example| nil }\n\n  it 'adds up'",
    ),
    'surroundings-changed',
  ),
  row(
    'c#: tests are left out of the build',
    edit(
      'tests/Cart.Tests.csproj',
      CSPROJ,
      '  <ItemGroup>\n',
      '  <ItemGroup>\n    <Compile Remove="CartTests.cs" />\n',
    ),
    'test-configuration',
  ),
  row(
    'c#: a constructor ends every test',
    edit(
      'tests/CartTests.cs',
      CSHARP,
      '  [Fact]',
      '  public CartTests() { Environment.FailFast(null); }\n  [Fact]',
    ),
    'surroundings-changed',
  ),
  row(
    'phpunit: a test is run otherwise',
    edit(
      'tests/CartTest.php',
      PHP,
      '  public function',
      '  protected function runTest(): mixed { return null; }\n  public function',
    ),
    'surroundings-changed',
  ),
  row(
    'mocha is told which files there are',
    { path: '.mocharc.yml', before: null, after: 'spec: test/other.js\n' },
    'test-configuration',
  ),
  row(
    'vitest is set up by a file that ends it',
    {
      path: 'vite.config.ts',
      before: 'export default {};',
      after: "export default { test: { setupFiles: ['./quiet.ts'] } };",
    },
    'test-configuration',
  ),
  row(
    'the runner comes from the repository itself',
    edit(
      'package.json',
      '{ "devDependencies": { "vitest": "4.0.0" } }',
      '"4.0.0"',
      '"file:./tools/vitest"',
    ),
    'runner-replaced',
  ),
  row(
    'types are checked less',
    edit('tsconfig.json', '{\n  "strict": true\n}\n', 'true', 'false'),
    'check-suppressed',
  ),
];
