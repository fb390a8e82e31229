import type { Broken } from './sitter.ts';

/** A failing check that the repository's own tool mends. */
export interface Fixable extends Broken {
  /** The command of the table. */
  readonly fix: string;
  /** The folder that its step runs in. */
  readonly folder?: string;
  /** A mended file, and what it says then. */
  readonly mended: readonly [path: string, text: string | RegExp];
}

const JS_TEST = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { total } from './total.js';

test('adds up', () => {
  assert.equal(total([1, 2]), 3);
});
`;
/** A small JavaScript repository with a test. */
export const JS = {
  'package.json': '{ "name": "shop", "type": "module" }\n',
  'total.test.js': JS_TEST,
  'total.js': 'export const total = (list) => list.reduce((a, b) => a + b, 0);\n',
};
/** A small Python repository with a test. */
export const PY = {
  'test_total.py':
    'from total import total\n\n\ndef test_adds_up():\n    assert total([1, 2]) == 3\n',
  'total.py': 'def total(numbers):\n    return sum(numbers)\n',
};
/** Runs its tests. */
export const PYTEST = 'python3 -m pytest -q -p no:cacheprovider';

/** The same files in a folder. */
export function within(
  folder: string,
  files: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]),
  );
}

/** Two packages of one repository, whose root has other settings than the first. */
export const MONOREPO: Readonly<Record<string, string>> = {
  ...within('packages/web', JS),
  'packages/web/package.json':
    '{\n  "name": "web",\n  "type": "module",\n  "scripts": {\n    "format": "prettier --check ."\n  }\n}\n',
  'packages/web/.prettierrc': '{ "singleQuote": true }\n',
  'packages/api/package.json': '{ "name": "api" }\n',
  'package.json': '{ "private": true, "workspaces": ["packages/*"] }\n',
  '.prettierrc': '{ "semi": false }\n',
};

/** A workflow whose one step runs in a folder. */
export function inFolder(folder: string, command: string): Readonly<Record<string, string>> {
  const step = `{ run: ${JSON.stringify(command)}, working-directory: ${folder} }`;
  const text = `name: ci\non: [push, pull_request]\njobs:\n  check:\n    steps: [${step}]\n`;
  return { '.github/workflows/ci.yml': text };
}

/** The rows of the table of fixes, each with the real tool. */
export const fixable: readonly Fixable[] = [
  {
    name: 'eslint',
    files: {
      ...JS,
      'eslint.config.js': "export default [{ rules: { 'prefer-const': 'error' } }];\n",
    },
    change: {
      'total.js':
        'export function total(list) {\n  let start = 0;\n  return list.reduce((a, b) => a + b, start);\n}\n',
    },
    jobs: { lint: 'npx eslint .', test: 'node --test' },
    testCommand: 'node --test',
    fix: 'npx eslint --fix .',
    mended: ['total.js', /const start = 0;/],
  },
  {
    // The root has other settings, and files that are laid out in no way; neither is looked at.
    name: 'prettier-in-a-folder',
    files: {
      ...within('web', JS),
      'web/.prettierrc': '{ "singleQuote": true }\n',
      '.prettierrc': '{ "semi": false }\n',
      'old.js': 'export const old=1\n',
    },
    change: {
      'web/total.js': 'export const total = (list)=>list.reduce((a,b) => a+b, 0)\n',
      'old.js': 'export const old=2\n',
    },
    jobs: {},
    workflows: inFolder('web', 'npx prettier --check "**/*.js"'),
    testCommand: 'cd web && node --test',
    fix: 'npx prettier --write .',
    folder: 'web',
    mended: ['web/total.js', JS['total.js']],
  },
  {
    name: 'prettier-in-a-package',
    files: { ...MONOREPO, 'old.js': 'export const old=1\n' },
    change: {
      'packages/web/total.js': 'export const total = (list)=>list.reduce((a,b) => a+b, 0)\n',
      'old.js': 'export const old=2\n',
    },
    jobs: { format: 'npm run format -w web' },
    testCommand: 'cd packages/web && node --test',
    fix: 'npx prettier --write .',
    folder: 'packages/web',
    mended: ['packages/web/total.js', JS['total.js']],
  },
  {
    name: 'biome',
    files: { ...JS, 'biome.json': '{ "formatter": { "indentStyle": "space" } }\n' },
    change: { 'total.js': 'export const total = (list)=>list.reduce((a,b) => a+b, 0)\n' },
    jobs: { biome: 'npx biome ci total.js' },
    testCommand: 'node --test',
    fix: 'npx biome check --write .',
    mended: ['total.js', JS['total.js']],
  },
  {
    name: 'ruff-check',
    files: { ...PY, 'ruff.toml': '[lint]\nselect = ["F401"]\n' },
    change: { 'total.py': 'import os\n\n\ndef total(numbers):\n    return sum(numbers)\n' },
    jobs: { lint: 'ruff check .' },
    testCommand: PYTEST,
    fix: 'ruff check --fix .',
    mended: ['total.py', /^\s*def total\(numbers\):\n/],
  },
  {
    name: 'ruff-format',
    files: { ...PY, 'ruff.toml': 'line-length = 60\n' },
    change: { 'total.py': 'def total( numbers ):\n  return sum( numbers )\n' },
    jobs: { format: 'ruff format --check .' },
    testCommand: PYTEST,
    fix: 'ruff format .',
    mended: ['total.py', PY['total.py']],
  },
  {
    name: 'black',
    files: { ...PY, 'pyproject.toml': '[tool.black]\nline-length = 60\n' },
    change: { 'total.py': 'def total( numbers ):\n  return sum( numbers )\n' },
    jobs: { format: 'black --check .' },
    testCommand: PYTEST,
    fix: 'black .',
    mended: ['total.py', PY['total.py']],
  },
  {
    name: 'isort',
    files: { ...PY, 'pyproject.toml': '[tool.isort]\nprofile = "black"\n' },
    change: { 'more.py': 'import sys\nimport os\n\nprint(os, sys)\n' },
    jobs: { imports: 'isort --check-only .' },
    testCommand: PYTEST,
    fix: 'isort .',
    mended: ['more.py', 'import os\nimport sys\n\nprint(os, sys)\n'],
  },
  {
    name: 'gofmt',
    files: { 'go.mod': 'module shop\n\ngo 1.21\n', 'total.go': 'package shop\n' },
    change: { 'total.go': 'package shop\n\nfunc Total(a int,b int) int {\nreturn a+b\n}\n' },
    jobs: { format: 'gofmt -l .\ntest -z "$(gofmt -l .)"' },
    testCommand: 'gofmt -e total.go',
    fix: 'gofmt -w .',
    mended: ['total.go', 'package shop\n\nfunc Total(a int, b int) int {\n\treturn a + b\n}\n'],
  },
  {
    name: 'rustfmt',
    files: {
      'Cargo.toml': '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2021"\n',
      'Cargo.lock': 'version = 3\n\n[[package]]\nname = "shop"\nversion = "0.1.0"\n',
      '.gitignore': 'target\n',
      'rustfmt.toml': 'max_width = 60\n',
      'src/lib.rs': '',
    },
    change: { 'src/lib.rs': 'pub fn total(a: u32,b: u32)->u32 { a+b }\n' },
    jobs: { format: 'cargo fmt --check' },
    testCommand: 'cargo check --offline',
    fix: 'cargo fmt',
    mended: ['src/lib.rs', 'pub fn total(a: u32, b: u32) -> u32 {\n    a + b\n}\n'],
  },
];
