import { edit, type Row, row } from './cheats.ts';

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

/** The same in the words of other languages. */
export const byLanguage: readonly Row[] = [
  row(
    'pytest: a test asserts about a value of its own',
    edit(
      PYTEST,
      PYTHON,
      '        items = [1, 2]\n',
      '        total = sum\n        items = [1, 2]\n',
    ),
    'test-changed',
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
    'python: something is done before all tests are loaded',
    {
      path: 'tests/__init__.py',
      before: null,
      after: 'import shop.cart\nshop.cart.total = lambda *given: 0\n',
    },
    'test-configuration',
  ),
  row(
    'pytest: a plugin enters by the manifest',
    {
      path: 'pyproject.toml',
      before: '[project]\nname = "shop"\n',
      after: '[project]\nname = "shop"\n[project.entry-points.pytest11]\nquiet = "shop.quiet"\n',
    },
    'runner-replaced',
  ),
  row(
    'rust: tests are run by something else',
    { path: '.cargo/config.toml', before: null, after: '[target.x]\nrunner = "true"\n' },
    'test-configuration',
  ),
  row(
    'junit: an extension is found by its name',
    {
      path: 'src/test/resources/META-INF/services/org.junit.jupiter.api.extension.Extension',
      before: null,
      after: 'shop.Quiet\n',
    },
    'runner-replaced',
  ),
  row(
    'minitest: a plugin is found by its name',
    { path: 'lib/minitest/quiet_plugin.rb', before: null, after: 'module Quiet\nend\n' },
    'runner-replaced',
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
];
