import type { Toolchain } from './workspace.ts';

/** How a repository without tests gets its first one. */
export interface FirstTest {
  readonly runner: string;
  /** Where the file goes, `name` standing for what is tested. */
  readonly file: string;
  readonly command: string;
  /** What has to be added for it to run, as the language's package manager names it; empty when nothing is. */
  readonly needs: readonly string[];
}

const PROPOSALS: Readonly<Record<string, FirstTest>> = {
  typescript: {
    runner: 'vitest',
    file: 'test/name.test.ts',
    command: 'npx vitest run',
    needs: ['vitest'],
  },
  javascript: { runner: 'node:test', file: 'test/name.test.js', command: 'node --test', needs: [] },
  python: {
    runner: 'unittest',
    file: 'tests/test_name.py',
    command: 'python3 -m unittest discover -s tests -t .',
    needs: [],
  },
  go: { runner: 'go test', file: 'name_test.go', command: 'go test -v ./...', needs: [] },
  rust: { runner: 'cargo test', file: 'tests/name.rs', command: 'cargo test', needs: [] },
  java: {
    runner: 'maven',
    file: 'src/test/java/NameTest.java',
    command: 'mvn --batch-mode test',
    needs: ['org.junit.jupiter:junit-jupiter'],
  },
  ruby: {
    runner: 'rspec',
    file: 'spec/name_spec.rb',
    command: 'bundle exec rspec',
    needs: ['rspec'],
  },
  php: {
    runner: 'phpunit',
    file: 'tests/NameTest.php',
    command: 'vendor/bin/phpunit',
    needs: ['phpunit/phpunit'],
  },
  csharp: {
    runner: 'dotnet test',
    file: 'tests/NameTests.cs',
    command: 'dotnet test',
    needs: ['xunit', 'Microsoft.NET.Test.Sdk'],
  },
};

/** The runner, place and command of a first test, by the language with most files; `undefined` where there are tests, or no language that is known. */
export function firstTest(
  toolchain: Pick<Toolchain, 'languages' | 'testCommand'>,
): FirstTest | undefined {
  if (toolchain.testCommand !== null) return undefined;
  const language = toolchain.languages.find((name) => PROPOSALS[name] !== undefined);
  return language === undefined ? undefined : PROPOSALS[language];
}
