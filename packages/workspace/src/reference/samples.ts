/** A smallest repository that shows how one ecosystem is recognised. */
export interface Sample {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  /** What its counts are read from, in words for people. */
  readonly counts: string;
}

function manifest(test: string, more: object = {}): string {
  return JSON.stringify({ scripts: { test }, devDependencies: { x: '1' }, ...more });
}

const SUMMARY = 'its summary';
const REPORTS = 'its XML reports, else its summary';

/** Each test runner and package manager that is recognised, in the order of the reference. */
export const SAMPLES: readonly Sample[] = [
  { title: 'node:test', files: { 'package.json': manifest('node --test') }, counts: SUMMARY },
  {
    title: 'Vitest',
    files: { 'package.json': manifest('vitest run'), 'package-lock.json': '{}' },
    counts: SUMMARY,
  },
  {
    title: 'Jest, with pnpm',
    files: { 'package.json': manifest('jest'), 'pnpm-lock.yaml': '' },
    counts: SUMMARY,
  },
  {
    title: 'Mocha, with yarn 1',
    files: { 'package.json': manifest('mocha'), 'yarn.lock': '' },
    counts: SUMMARY,
  },
  {
    title: 'any script, with yarn 2 and newer',
    files: { 'package.json': manifest('./check.sh'), 'yarn.lock': '', '.yarnrc.yml': '' },
    counts: 'what is printed, where its form is known',
  },
  {
    title: 'pytest',
    files: { 'requirements.txt': 'pytest', 'test_a.py': 'import pytest' },
    counts: SUMMARY,
  },
  {
    title: 'unittest',
    files: {
      'pyproject.toml': '[project]\ndependencies = ["x"]',
      'tests/test_a.py': 'import unittest',
    },
    counts: SUMMARY,
  },
  { title: 'Go', files: { 'go.mod': 'module a\nrequire b v1.0.0' }, counts: 'its lines' },
  {
    title: 'Cargo',
    files: { 'Cargo.toml': '[dependencies]\nb = "1"', 'Cargo.lock': '' },
    counts: SUMMARY,
  },
  { title: 'Maven', files: { 'pom.xml': '<project/>' }, counts: REPORTS },
  { title: 'Gradle', files: { 'build.gradle': '', gradlew: '' }, counts: REPORTS },
  { title: '.NET', files: { 'a.csproj': '<Project/>' }, counts: SUMMARY },
  { title: 'RSpec', files: { Gemfile: "gem 'rspec'", '.rspec': '' }, counts: SUMMARY },
  {
    title: 'PHPUnit',
    files: { 'composer.json': '{"require-dev":{"phpunit/phpunit":"*"}}', 'phpunit.xml': '' },
    counts: SUMMARY,
  },
  {
    title: 'Make',
    files: { Makefile: 'test:\n' },
    counts: 'what is printed, where its form is known',
  },
];

/** A repository of several packages for each ecosystem in which they are told apart. */
export const SEVERAL: readonly Sample[] = [
  {
    title: 'npm workspaces',
    files: { 'package.json': manifest('node --test'), 'packages/a/package.json': '{}' },
    counts: '',
  },
  {
    title: 'pnpm workspaces',
    files: {
      'package.json': manifest('vitest run'),
      'pnpm-lock.yaml': '',
      'packages/a/package.json': '{}',
    },
    counts: '',
  },
  {
    title: 'yarn workspaces',
    files: {
      'package.json': manifest('jest'),
      'yarn.lock': '',
      'packages/a/package.json': '{}',
    },
    counts: '',
  },
  {
    title: 'Go modules',
    files: { 'go.mod': 'module x', 'packages/a/go.mod': 'module a' },
    counts: '',
  },
  {
    title: 'Cargo workspaces',
    files: { 'Cargo.toml': '[workspace]', 'packages/a/Cargo.toml': '' },
    counts: '',
  },
  {
    title: 'Maven modules',
    files: { 'pom.xml': '<project/>', 'packages/a/pom.xml': '<project/>' },
    counts: '',
  },
];

/** One file in each language for which a first test is proposed. */
export const WITHOUT_TESTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  TypeScript: { 'a.ts': '' },
  JavaScript: { 'a.js': '' },
  Python: { 'a.py': '' },
  Go: { 'a.go': '' },
  Rust: { 'a.rs': '' },
  Java: { 'A.java': '' },
  Ruby: { 'a.rb': '' },
  PHP: { 'a.php': '' },
  'C#': { 'A.cs': '' },
};
