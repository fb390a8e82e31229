import type { Row } from './row.ts';

const WRONG = `export function sum(from, to) {
  let total = 0;
  for (let i = from; i < to; i += 1) total += i;
  return total;
}
`;
const RIGHT = WRONG.replace('i < to', 'i <= to');

/** A module of the older kind. */
function required(text: string): string {
  return text.replace('export function sum', 'exports.sum = function sum');
}

const NAME = 'a sum has its last number';

function manifest(test: string, more: object = {}): string {
  return `${JSON.stringify({ name: 'numbers', private: true, type: 'module', scripts: { test }, ...more }, undefined, 2)}\n`;
}

/** The two tests of a runner: the one that is there, and the one that shows the bug. */
function tests(head: string, call: string, check: (left: string, right: number) => string) {
  const text = (name: string, line: string) =>
    `${head}\n${call}('${name}', () => {\n  ${line}\n});\n`;
  return {
    old: text('backwards there is nothing', check('sum(3, 1)', 0)),
    fresh: text(NAME, check('sum(1, 3)', 6)),
  };
}

function fromTop(path: string): string {
  return `import { sum } from '${path}';`;
}

const assertive = tests(
  `import assert from 'node:assert/strict';\nimport { test } from 'node:test';\n${fromTop('../sum.js')}\n`,
  'test',
  (left, right) => `assert.equal(${left}, ${right}, 'the last number is missing');`,
);
const MISSING = 'the last number is missing';

const fix = { path: 'sum.js', text: RIGHT };

const nodeTest: Row = {
  name: 'node-test',
  runner: 'node:test',
  testCommand: 'npm test',
  files: {
    'package.json': manifest('node --test'),
    'sum.js': WRONG,
    'test/old.test.js': assertive.old,
  },
  test: { path: 'test/last.test.js', text: assertive.fresh, name: NAME, expected: MISSING },
  command: 'node --test test/last.test.js',
  fix,
  counts: [1, 2],
};

const expecting = (head: string) =>
  tests(
    `${head}${fromTop('../sum.js')}\n`,
    'test',
    (left, right) => `expect(${left}).toBe(${right});`,
  );
const vitestTests = expecting("import { expect, test } from 'vitest';\n");
const jestTests = tests(
  "const { sum } = require('../sum.js');\n",
  'test',
  (left, right) => `expect(${left}).toBe(${right});`,
);
const mochaTests = tests(
  `import assert from 'node:assert/strict';\n${fromTop('../sum.js')}\n`,
  'it',
  (left, right) => `assert.equal(${left}, ${right}, 'the last number is missing');`,
);

// A package that is not installed fails both.
const evenTests = tests(
  "const assert = require('node:assert/strict');\nconst { test } = require('node:test');\nconst { isEven } = require('evenly');\nconst { sum } = require('../sum.js');\n",
  'test',
  (left, right) =>
    `assert.equal(${left}, ${right}, 'the last number is missing');\n  assert.ok(isEven(${right}));`,
);

/** A workspace of one package with the bug and one without. */
function workspace(name: string, more: Readonly<Record<string, string>>, root: object): Row {
  const { 'package.json': _root, ...files } = nodeTest.files;
  const below = (folder: string) =>
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
  const own = (packageName: string) =>
    `${JSON.stringify({ name: packageName, version: '1.0.0', type: 'module', scripts: { test: 'node --test' } })}\n`;
  return {
    ...nodeTest,
    name,
    files: {
      'package.json': `${JSON.stringify({ name: 'several', private: true, ...root }, undefined, 2)}\n`,
      ...more,
      ...below('packages/sums'),
      'packages/sums/package.json': own('sums'),
      'packages/other/package.json': own('other'),
      'packages/other/other.test.js':
        "import { test } from 'node:test';\n\ntest('all is well', () => {});\n",
    },
    test: { ...nodeTest.test, path: 'packages/sums/test/last.test.js' },
    fix: { path: 'packages/sums/sum.js', text: RIGHT },
    counts: [2, 3],
  };
}

/** A row whose test is run by the command of its package. */
function byPackage(row: Row, command: string): Row {
  return { ...row, command };
}

/** npm, pnpm and yarn, the runners that are found with them, several packages, no tests at all, and tests that fail already. */
export const javascriptRows: readonly Row[] = [
  nodeTest,
  {
    ...nodeTest,
    name: 'vitest',
    runner: 'vitest',
    files: {
      'package.json': manifest('vitest run'),
      'sum.js': WRONG,
      'test/old.test.js': vitestTests.old,
    },
    test: {
      path: 'test/last.test.js',
      text: vitestTests.fresh,
      name: NAME,
      expected: 'expected 3 to be 6',
    },
    command: 'npx vitest run test/last.test.js',
    node: ['vitest'],
  },
  {
    ...nodeTest,
    name: 'jest',
    runner: 'jest',
    files: {
      'package.json': manifest('jest', { type: 'commonjs' }),
      'sum.js': required(WRONG),
      'test/old.test.js': jestTests.old,
    },
    test: { path: 'test/last.test.js', text: jestTests.fresh, name: NAME, expected: 'Received: 3' },
    command: 'npx jest test/last.test.js',
    fix: { path: 'sum.js', text: required(RIGHT) },
    node: ['jest'],
  },
  {
    ...nodeTest,
    name: 'mocha',
    runner: 'mocha',
    files: {
      'package.json': manifest('mocha'),
      'sum.js': WRONG,
      'test/old.test.js': mochaTests.old,
    },
    test: { path: 'test/last.test.js', text: mochaTests.fresh, name: NAME, expected: MISSING },
    command: 'npx mocha test/last.test.js',
    node: ['mocha'],
  },
  byPackage(
    workspace(
      'npm-workspaces',
      {},
      {
        workspaces: ['packages/*'],
        scripts: { test: 'npm test --workspaces' },
      },
    ),
    'npm test --workspace ./packages/sums',
  ),
  byPackage(
    {
      ...workspace(
        'pnpm-workspaces',
        {
          'pnpm-workspace.yaml': 'packages:\n  - packages/*\n',
          'pnpm-lock.yaml': "lockfileVersion: '9.0'\n",
        },
        { scripts: { test: 'pnpm --recursive test' } },
      ),
      testCommand: 'pnpm test',
      node: ['pnpm'],
      programs: { pnpm: 'npm ci brings it' },
    },
    'pnpm --filter ./packages/sums test',
  ),
  byPackage(
    {
      ...workspace(
        'yarn-workspaces',
        { 'yarn.lock': '# yarn lockfile v1\n' },
        { workspaces: ['packages/*'], scripts: { test: 'yarn workspaces run test' } },
      ),
      testCommand: 'yarn test',
      node: ['yarn'],
      programs: { yarn: 'npm ci brings it' },
    },
    'cd packages/sums && yarn test',
  ),
  {
    ...nodeTest,
    name: 'modern-yarn',
    testCommand: 'yarn test',
    files: {
      '.gitignore': '.pnp.*\n.yarn/*\n!.yarn/releases/\n',
      '.yarnrc.yml':
        'yarnPath: .yarn/releases/yarn.cjs\nnpmRegistryServer: REGISTRY\nunsafeHttpWhitelist:\n  - 127.0.0.1\n',
      'package.json': manifest('node --test', {
        type: 'commonjs',
        dependencies: { evenly: '1.0.0' },
      }),
      'sum.js': required(WRONG),
      'test/old.test.js': evenTests.old,
    },
    test: { ...nodeTest.test, text: evenTests.fresh },
    command: 'npx --no-install evenly 2 && yarn node --test test/last.test.js',
    fix: { path: 'sum.js', text: required(RIGHT) },
    installs: 'npm',
    ci: 'yarn install --immutable && yarn test',
    node: ['yarn'],
    programs: { yarn: 'npm ci brings it' },
  },
  {
    ...nodeTest,
    name: 'first-test',
    runner: null,
    testCommand: 'node --test',
    files: { 'package.json': '{ "type": "module" }\n', 'sum.js': WRONG },
    counts: [0, 1],
  },
  {
    ...nodeTest,
    name: 'failing-before',
    files: {
      ...nodeTest.files,
      'test/broken.test.js':
        "import { test } from 'node:test';\n\ntest('nobody mended this', () => {\n  throw new Error('old trouble');\n});\n",
    },
    counts: [2, 3],
    failing: ['nobody mended this'],
  },
];
