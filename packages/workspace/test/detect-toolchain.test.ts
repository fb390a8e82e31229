import { describe, expect, it } from 'vitest';
import { detectToolchain } from '../src/detect/detect-toolchain.ts';

function detect(files: Readonly<Record<string, string>>) {
  return detectToolchain({
    paths: Object.keys(files).sort(),
    read: async (path) => files[path] ?? null,
  });
}

describe('how a repository is tested and checked', () => {
  it('takes the test script and finds the runner in it', async () => {
    const manifest = {
      scripts: { test: 'node --test test/*.test.ts' },
      devDependencies: { prettier: '3' },
    };
    expect(
      await detect({
        'package.json': JSON.stringify(manifest),
        'src/a.ts': '',
        'b.js': '',
        'c.ts': '',
      }),
    ).toEqual({
      languages: ['typescript', 'javascript'],
      runner: 'node:test',
      testCommand: 'npm test',
      checks: [
        {
          kind: 'format',
          tool: 'prettier',
          command: 'npx prettier --check .',
          fix: 'npx prettier --write .',
        },
      ],
      install: [
        {
          manager: 'npm',
          command: 'npm install --no-package-lock --no-audit --no-fund --ignore-scripts',
        },
      ],
    });
  });

  it('prefers the scripts that check to the tools on their own, and never one that writes', async () => {
    const manifest = {
      scripts: {
        test: 'vitest',
        lint: 'eslint src',
        format: 'prettier --write .',
        'format:check': 'prettier -c .',
        typecheck: 'tsc --noEmit',
      },
    };
    const found = await detect({
      'package.json': JSON.stringify(manifest),
      'pnpm-lock.yaml': '',
      'eslint.config.js': '',
      'biome.json': '{}',
    });
    expect(found).toMatchObject({ runner: 'vitest', testCommand: 'pnpm test' });
    expect(found.checks.map(({ tool, command, fix }) => [tool, command, fix])).toEqual([
      ['prettier', 'pnpm run format:check', 'npx prettier --write .'],
      ['biome', 'npx biome check .', 'npx biome check --write .'],
      ['eslint', 'pnpm run lint', 'npx eslint --fix .'],
      ['tsc', 'pnpm run typecheck', null],
    ]);
  });

  it.each([
    ['.yarnrc.yml', { '.yarnrc.yml': '' }, undefined, '--immutable'],
    ['the manifest', {}, 'yarn@4.18.1+sha224.0a1b', '--immutable'],
    ['the manifest', {}, 'yarn@1.22.22', '--frozen-lockfile'],
    ['nothing', {}, undefined, '--frozen-lockfile'],
  ])('takes the kind of yarn that %s names', async (_where, files, packageManager, option) => {
    const manifest = { dependencies: { evenly: '1.0.0' }, packageManager };
    const { install } = await detect({
      'package.json': JSON.stringify(manifest),
      'yarn.lock': '',
      ...files,
    });
    expect(install?.[0]?.command).toContain(`yarn install ${option}`);
  });

  it('finds a runner without a script, and none where npm only says so', async () => {
    const none = { scripts: { test: 'echo "Error: no test specified" && exit 1' } };
    expect(await detect({ 'package.json': JSON.stringify(none) })).toMatchObject({
      runner: null,
      testCommand: null,
    });
    const jest = { ...none, devDependencies: { jest: '30' } };
    expect(await detect({ 'package.json': JSON.stringify(jest) })).toMatchObject({
      runner: 'jest',
      testCommand: 'npx jest',
    });
    expect(await detect({ 'package.json': '{}', 'a.test.mjs': '' })).toMatchObject({
      testCommand: 'node --test',
    });
    expect(await detect({ 'package.json': '{ broken' })).toMatchObject({ testCommand: null });
  });

  it('tells pytest from unittest', async () => {
    expect(
      await detect({ 'app.py': '', 'tests/test_app.py': 'def test_x(): pass\n' }),
    ).toMatchObject({ runner: 'pytest', testCommand: 'python3 -m pytest' });
    expect(
      await detect({
        'app.py': '',
        'tests/test_app.py': 'import unittest\n',
        'tests/__init__.py': '',
      }),
    ).toMatchObject({
      runner: 'unittest',
      testCommand: 'python3 -m unittest discover -s tests -t .',
    });
    expect(await detect({ 'app.py': '' })).toMatchObject({ testCommand: null });
  });

  it('finds the checks of Python in configuration, requirements and workflows', async () => {
    const found = await detect({
      'app.py': '',
      'pyproject.toml':
        '[project]\ndependencies = ["httpx>=0.27"]\n[tool.ruff]\nline-length = 100\n[tool.pytest.ini_options]\n',
      'requirements-dev.txt': 'black==24.1\n',
      'mypy.ini': '[mypy]\n',
      '.github/workflows/ci.yml': '      - run: ruff format --check .\n',
    });
    expect(found.runner).toBe('pytest');
    expect(found.checks.map((check) => [check.tool, check.fix])).toEqual([
      ['ruff', 'ruff check --fix .'],
      ['ruff format', 'ruff format .'],
      ['black', 'black .'],
      ['mypy', null],
    ]);
  });

  it('takes the tests of the language with most files', async () => {
    const files = {
      'package.json': '{"scripts":{"test":"mocha"}}',
      'docs/x.js': '',
      'a.py': '',
      'b.py': '',
      'pytest.ini': '',
    };
    expect(await detect(files)).toMatchObject({
      languages: ['python', 'javascript'],
      runner: 'pytest',
    });
  });

  it.each([
    ['go test -v ./...', { 'go.mod': '', 'a.go': '' }],
    ['cargo test', { 'Cargo.toml': '', 'src/lib.rs': '' }],
    ['./mvnw --batch-mode test', { 'pom.xml': '', mvnw: '' }],
    ['gradle test --console=plain', { 'build.gradle.kts': '' }],
    ['dotnet test', { 'src/App.csproj': '' }],
    ['bundle exec rspec', { Gemfile: "gem 'rspec'" }],
    ['vendor/bin/phpunit', { 'composer.json': '{"require-dev":{"phpunit/phpunit":"11"}}' }],
    ['make test', { Makefile: 'build:\n\ttrue\ntest: build\n\t./run\n' }],
  ])('tests by %s', async (command, files) => {
    expect((await detect(files)).testCommand).toBe(command);
  });

  it('answers null for a repository that has nothing of this', async () => {
    expect(await detect({ 'README.md': 'hello' })).toEqual({
      languages: [],
      runner: null,
      testCommand: null,
      checks: [],
    });
  });
});
