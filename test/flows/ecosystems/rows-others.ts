import type { Row } from './row.ts';

const PYTHON = `def total(first, last):
    return sum(range(first, last))
`;
const python = {
  runner: 'pytest',
  testCommand: 'python3 -m pytest',
  fix: { path: 'numbers_of.py', text: PYTHON.replace('last))', 'last + 1))') },
  counts: [1, 2],
} as const;

const RUST = `pub fn sum(from: u32, to: u32) -> u32 {
    (from..to).sum()
}
`;

/** Python and Rust. */
export const otherRows: readonly Row[] = [
  {
    ...python,
    name: 'pytest',
    files: {
      'requirements-dev.txt': 'pytest\n',
      'numbers_of.py': PYTHON,
      'test_old.py':
        'from numbers_of import total\n\n\ndef test_backwards():\n    assert total(3, 1) == 0\n',
    },
    test: {
      path: 'test_last.py',
      text: 'from numbers_of import total\n\n\ndef test_last_number():\n    assert total(1, 3) == 6\n',
      name: 'test_last_number',
      expected: 'assert 3 == 6',
    },
    command: 'python3 -m pytest test_last.py',
    python: ['pytest'],
  },
  {
    ...python,
    name: 'unittest',
    runner: 'unittest',
    testCommand: 'python3 -m unittest discover',
    files: {
      'numbers_of.py': PYTHON,
      'test_old.py':
        'import unittest\n\nfrom numbers_of import total\n\n\nclass Old(unittest.TestCase):\n    def test_backwards(self):\n        self.assertEqual(total(3, 1), 0)\n',
    },
    test: {
      path: 'test_last.py',
      text: 'import unittest\n\nfrom numbers_of import total\n\n\nclass Last(unittest.TestCase):\n    def test_last_number(self):\n        self.assertEqual(total(1, 3), 6)\n',
      name: 'test_last_number',
      expected: '3 != 6',
    },
    command: 'python3 -m unittest test_last',
    python: ['pytest'],
  },
  {
    name: 'cargo-test',
    runner: 'cargo test',
    testCommand: 'cargo test',
    files: {
      'Cargo.toml': '[package]\nname = "numbers"\nversion = "0.1.0"\nedition = "2021"\n',
      '.gitignore': 'target/\nCargo.lock\n',
      'src/lib.rs': RUST,
      'tests/old.rs':
        '#[test]\nfn nothing_backwards() {\n    assert_eq!(numbers::sum(3, 1), 0);\n}\n',
    },
    test: {
      path: 'tests/last.rs',
      text: '#[test]\nfn has_its_last_number() {\n    assert_eq!(numbers::sum(1, 3), 6);\n}\n',
      name: 'has_its_last_number',
      expected: 'left: 3',
    },
    command: 'cargo test --test last',
    fix: { path: 'src/lib.rs', text: RUST.replace('from..to', 'from..=to') },
    counts: [1, 2],
    programs: { cargo: 'install Rust, by rustup or from the distribution' },
  },
];

const GO = `package numbers

// Sum adds the numbers from one to another.
func Sum(from, to int) int {
	total := 0
	for i := from; i < to; i++ {
		total += i
	}
	return total
}
`;

function goTest(name: string, call: string, want: number): string {
  return `package numbers\n\nimport "testing"\n\nfunc ${name}(t *testing.T) {\n\tif got := ${call}; got != ${want} {\n\t\tt.Fatalf("got %d, want ${want}", got)\n\t}\n}\n`;
}

const PHP =
  '<?php\n\nfunction total(int $from, int $to): int\n{\n    return $from < $to ? array_sum(range($from, $to - 1)) : 0;\n}\n';
function phpTest(name: string, method: string, call: string, want: number): string {
  return `<?php\n\nrequire_once __DIR__ . '/../numbers.php';\n\nfinal class ${name} extends PHPUnit\\Framework\\TestCase\n{\n    public function ${method}(): void\n    {\n        $this->assertSame(${want}, ${call});\n    }\n}\n`;
}

const RUBY = 'def total(from, to)\n  (from...to).sum\nend\n';
function rubyTest(name: string, call: string, want: number): string {
  return `require_relative '../numbers'\n\nRSpec.describe 'a sum' do\n  it '${name}' do\n    expect(${call}).to eq ${want}\n  end\nend\n`;
}

const COMPOSER = `${JSON.stringify(
  {
    name: 'acme/numbers',
    'require-dev': { 'phpunit/phpunit': '9.6.0' },
    repositories: [{ type: 'composer', url: 'REGISTRY' }, { 'packagist.org': false }],
    config: { 'secure-http': false },
  },
  undefined,
  2,
)}\n`;

// JUnit as Debian has it, since nothing is fetched for it.
const GRADLE = `apply plugin: 'java'

dependencies {
  testCompile files('/usr/share/java/junit4.jar', '/usr/share/java/hamcrest-core.jar')
}

test { testLogging { exceptionFormat = 'full' } }
`;
function junit4Test(name: string, method: string, range: string, want: number): string {
  return `package shop;\n\nimport static org.junit.Assert.assertEquals;\n\nimport org.junit.Test;\n\npublic class ${name} {\n  @Test\n  public void ${method}() {\n    assertEquals(${want}, Numbers.sum(${range}));\n  }\n}\n`;
}

const JAVA = `package shop;

public class Numbers {
    public static int sum(int from, int to) {
        int total = 0;
        for (int i = from; i < to; i++) total += i;
        return total;
    }
}
`;
const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>shop</groupId>
  <artifactId>numbers</artifactId>
  <version>1.0.0</version>
  <properties>
    <maven.compiler.source>17</maven.compiler.source>
    <maven.compiler.target>17</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency>
      <groupId>org.junit.jupiter</groupId>
      <artifactId>junit-jupiter</artifactId>
      <version>5.10.2</version>
      <scope>test</scope>
    </dependency>
  </dependencies>
  <build>
    <plugins>
      <plugin>
        <artifactId>maven-surefire-plugin</artifactId>
        <version>3.2.5</version>
      </plugin>
    </plugins>
  </build>
</project>
`;
function javaTest(name: string, method: string, call: string, want: number): string {
  return `package shop;\n\nimport static org.junit.jupiter.api.Assertions.assertEquals;\n\nimport org.junit.jupiter.api.Test;\n\nclass ${name} {\n    @Test\n    void ${method}() {\n        assertEquals(${want}, Numbers.${call});\n    }\n}\n`;
}

/** Rows that take minutes, or tools that few machines have. */
export const rareRows: readonly Row[] = [
  {
    name: 'go-test',
    runner: 'go test',
    testCommand: 'go test -v ./...',
    files: {
      'go.mod': 'module numbers.example/numbers\n\ngo 1.21\n',
      'sum.go': GO,
      'old_test.go': goTest('TestBackwards', 'Sum(3, 1)', 0),
    },
    test: {
      path: 'last_test.go',
      text: goTest('TestLastNumber', 'Sum(1, 3)', 6),
      name: 'TestLastNumber',
      expected: 'got 3, want 6',
    },
    command: 'go test -run TestLastNumber ./...',
    fix: { path: 'sum.go', text: GO.replace('i < to', 'i <= to') },
    counts: [1, 2],
    programs: { go: 'install Go' },
  },
  {
    name: 'maven',
    runner: 'maven',
    testCommand: 'mvn --batch-mode test',
    files: {
      '.gitignore': 'target/\n',
      'pom.xml': POM,
      'src/main/java/shop/Numbers.java': JAVA,
      'src/test/java/shop/OldTest.java': javaTest('OldTest', 'isNothingBackwards', 'sum(3, 1)', 0),
    },
    test: {
      path: 'src/test/java/shop/LastTest.java',
      text: javaTest('LastTest', 'hasItsLastNumber', 'sum(1, 3)', 6),
      name: 'hasItsLastNumber',
      expected: 'expected: <6> but was: <3>',
    },
    command: 'mvn --batch-mode test -Dtest=LastTest',
    fix: { path: 'src/main/java/shop/Numbers.java', text: JAVA.replace('i < to', 'i <= to') },
    counts: [1, 2],
    installs: 'maven',
    programs: { mvn: 'install Maven', java: 'install a JDK, of version 17 or newer' },
  },
  {
    name: 'rspec',
    runner: 'rspec',
    testCommand: 'bundle exec rspec',
    files: {
      '.rspec': '--format documentation\n',
      Gemfile: "source 'REGISTRY'\n\ngem 'rspec'\n",
      'numbers.rb': RUBY,
      'spec/old_spec.rb': rubyTest('is nothing backwards', 'total(3, 1)', 0),
    },
    test: {
      path: 'spec/last_spec.rb',
      text: rubyTest('has its last number', 'total(1, 3)', 6),
      name: 'has its last number',
      expected: 'got: 3',
    },
    command: 'bundle exec rspec spec/last_spec.rb',
    fix: { path: 'numbers.rb', text: RUBY.replace('...', '..') },
    counts: [1, 2],
    installs: 'gems',
    ci: 'export BUNDLE_PATH=vendor/bundle && bundle install && bundle exec rspec',
    programs: { rspec: 'apt-get install ruby-rspec', bundle: 'apt-get install bundler' },
  },
  {
    name: 'phpunit',
    runner: 'phpunit',
    testCommand: 'vendor/bin/phpunit',
    files: {
      '.gitignore': 'vendor/\n',
      'composer.json': COMPOSER,
      'phpunit.xml.dist':
        '<?xml version="1.0"?>\n<phpunit cacheResult="false">\n  <testsuites>\n    <testsuite name="all">\n      <directory>tests</directory>\n    </testsuite>\n  </testsuites>\n</phpunit>\n',
      'numbers.php': PHP,
      'tests/OldTest.php': phpTest('OldTest', 'testBackwards', 'total(3, 1)', 0),
    },
    test: {
      path: 'tests/LastTest.php',
      text: phpTest('LastTest', 'testLastNumber', 'total(1, 3)', 6),
      name: 'testLastNumber',
      expected: 'Failed asserting that 3 is identical to 6',
    },
    command: 'vendor/bin/phpunit tests/LastTest.php',
    fix: { path: 'numbers.php', text: PHP.replace('$to - 1', '$to') },
    counts: [1, 2],
    installs: 'composer',
    ci: 'composer install --no-interaction && vendor/bin/phpunit',
    programs: { phpunit: 'apt-get install phpunit', composer: 'apt-get install composer' },
  },
  {
    name: 'gradle',
    runner: 'gradle',
    testCommand: 'gradle test --console=plain',
    files: {
      '.gitignore': '.gradle/\nbuild/\n',
      'build.gradle': GRADLE,
      'gradle.properties': 'org.gradle.daemon=false\n',
      'src/main/java/shop/Numbers.java': JAVA,
      'src/test/java/shop/OldTest.java': junit4Test('OldTest', 'isNothingBackwards', '3, 1', 0),
    },
    test: {
      path: 'src/test/java/shop/LastTest.java',
      text: junit4Test('LastTest', 'hasItsLastNumber', '1, 3', 6),
      name: 'hasItsLastNumber',
      expected: 'expected:<6> but was:<3>',
    },
    command: 'gradle test --console=plain --tests shop.LastTest',
    fix: { path: 'src/main/java/shop/Numbers.java', text: JAVA.replace('i < to', 'i <= to') },
    counts: [1, 2],
    programs: { gradle: 'apt-get install gradle junit4' },
  },
];
