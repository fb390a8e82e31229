import { describe, expect, it } from 'vitest';
import { packageFolders } from '../src/affected-tests.ts';
import { affectedTests, firstTest } from '../src/index.ts';

describe('of a repository of several packages', () => {
  it.each([
    ['npm test', 'vitest', 'package.json', 'npm test --workspace ./packages/a'],
    ['pnpm test', 'jest', 'package.json', 'pnpm --filter ./packages/a test'],
    ['yarn test', 'jest', 'package.json', 'cd packages/a && yarn test'],
    ['go test -v ./...', 'go test', 'go.mod', 'cd packages/a && go test -v ./...'],
    ['cargo test', 'cargo test', 'Cargo.toml', 'cargo test --manifest-path packages/a/Cargo.toml'],
    [
      'mvn --batch-mode test',
      'maven',
      'pom.xml',
      'mvn --batch-mode test --projects packages/a --also-make',
    ],
  ])(
    '%s by %s is narrowed to the package that changed',
    (testCommand, runner, manifest, command) => {
      const paths = [
        manifest,
        `packages/a/${manifest}`,
        `packages/b/${manifest}`,
        'packages/a/x/y.z',
      ];
      const toolchain = { runner, testCommand, packages: packageFolders(runner, paths) };
      expect(affectedTests(toolchain, ['packages/a/x/y.z'])).toEqual([
        { folder: 'packages/a', command },
      ]);
      const whole = [{ folder: '', command: testCommand }];
      expect(affectedTests(toolchain, ['packages/a/x/y.z', manifest])).toEqual(whole);
      expect(affectedTests({ runner, testCommand }, ['x/y.z'])).toEqual(whole);
    },
  );

  it('several packages are tested each, and a strange folder stays one word of the shell', () => {
    const packages = ['a b', 'c'];
    const toolchain = { runner: 'go test', testCommand: 'go test -v ./...', packages };
    const commands = affectedTests(toolchain, ['c/x.go', 'a b/x.go']);
    expect(commands.map(({ command }) => command)).toEqual([
      "cd 'a b' && go test -v ./...",
      'cd c && go test -v ./...',
    ]);
  });

  it('nothing is run where there are no tests', () => {
    expect(affectedTests({ runner: null, testCommand: null }, ['x'])).toEqual([]);
  });
});

describe('a first test', () => {
  it.each([
    [['typescript', 'javascript'], 'vitest', 'test/name.test.ts'],
    [['shell', 'python'], 'unittest', 'tests/test_name.py'],
    [['go'], 'go test', 'name_test.go'],
  ])('for %j is one of %s at %s', (languages, runner, file) => {
    expect(firstTest({ languages, testCommand: null })).toMatchObject({ runner, file });
  });

  it('is not proposed where there are tests, or for a language that nobody here knows', () => {
    expect(firstTest({ languages: ['go'], testCommand: 'make test' })).toBeUndefined();
    expect(firstTest({ languages: ['elixir'], testCommand: null })).toBeUndefined();
  });
});
