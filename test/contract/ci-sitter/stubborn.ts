import { JS, PY } from './broken.ts';
import type { Broken } from './sitter.ts';

/** A failing check that is a person's, and what the person has to be told of it. */
export interface Stubborn extends Broken {
  readonly category: string;
  /** Where it failed and what the tool said. */
  readonly told: readonly (string | RegExp)[];
  /** New attempts of the job before a person is asked. */
  readonly reruns?: number;
}

const TYPESCRIPT = {
  'package.json': '{ "name": "shop", "type": "module" }\n',
  'tsconfig.json':
    '{ "compilerOptions": { "strict": true, "noEmit": true, "types": [] }, "include": ["*.ts"] }\n',
};

/** The rows of the table of what is never mended automatically, each made by the real tool. */
export const stubborn: readonly Stubborn[] = [
  {
    name: 'failing-assertion',
    category: 'test',
    files: JS,
    change: { 'total.js': 'export const total = (list) => list.length;\n' },
    jobs: { test: 'node --test' },
    testCommand: 'node --test',
    told: ['failing tests', 'adds up', 'Expected values to be strictly equal'],
  },
  {
    name: 'compile-error',
    category: 'compile',
    files: { 'Cargo.toml': '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2021"\n' },
    change: { 'src/lib.rs': 'pub fn total(a: u32) -> u32 {\n    a + "1"\n}\n' },
    jobs: { build: 'cargo check --offline' },
    testCommand: 'cargo check --offline',
    told: ['code that does not build', 'src/lib.rs:2', 'could not compile'],
  },
  {
    name: 'syntax-error',
    category: 'compile',
    files: TYPESCRIPT,
    change: { 'total.ts': 'export function total(a: number {\n  return a;\n}\n' },
    jobs: { types: 'npx tsc' },
    testCommand: 'npx tsc',
    told: ['code that does not build', 'total.ts', 'TS1005'],
  },
  {
    name: 'import-error',
    category: 'import',
    files: PY,
    change: { 'total.py': 'from shop.numbers import add\n\n\ndef total(n):\n    return add(n)\n' },
    jobs: { test: 'python3 -m pytest -q -p no:cacheprovider' },
    testCommand: 'python3 -m pytest -q -p no:cacheprovider',
    told: ['something that cannot be found', 'total.py:1', "No module named 'shop'"],
  },
  {
    name: 'security-finding',
    category: 'security',
    files: PY,
    change: { 'run.py': 'import subprocess\n\nsubprocess.call("ls " + input(), shell=True)\n' },
    jobs: { security: 'bandit -q -r . -ll' },
    testCommand: 'true',
    told: ['a security finding', './run.py:3', 'shell=True'],
  },
  {
    name: 'permission-error',
    category: 'permission',
    files: { 'deploy.sh': '#!/bin/sh\necho deployed\n' },
    change: { 'notes.md': 'A note.\n' },
    jobs: { deploy: './deploy.sh' },
    testCommand: 'true',
    told: ['a missing permission', './deploy.sh: Permission denied'],
  },
  {
    name: 'infrastructure',
    category: 'infrastructure',
    files: { 'README.md': '# Shop\n' },
    change: { 'notes.md': 'A note.\n' },
    // Nothing listens there: the machine itself says no.
    jobs: { fetch: 'curl -fsS http://127.0.0.1:9/data.json' },
    testCommand: 'true',
    told: ['trouble of the machine', 'curl: (7)', 'was run 2 times'],
    reruns: 1,
  },
];
