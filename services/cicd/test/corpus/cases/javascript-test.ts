import { needsPerson, type RunCase, step } from '../case.ts';

const TOTAL = 'export const total = (items) => items.reduce((a, b) => a + b, 1);\n';
const TOTAL_CJS = 'module.exports.total = (items) => items.reduce((a, b) => a + b, 1);\n';
const PACKAGE = (test: string) =>
  `{"name":"shop","version":"1.0.0","type":"module","scripts":{"test":"${test}"}}\n`;

const VITEST = `import { expect, test } from 'vitest';
import { total } from './total.js';
test('adds prices', () => { expect(total([1, 2])).toBe(3); });
test('a SyntaxError in a coupon is told', () => { expect('SyntaxError: x').toContain('Syntax'); });
`;
const JEST = `const { total } = require('./total.js');
test('adds prices', () => { expect(total([1, 2])).toBe(3); });
test('reports ECONNRESET to the customer', () => { expect(1).toBe(1); });
`;
const MOCHA = `const assert = require('node:assert');
const { total } = require('./total.js');
describe('a cart', () => {
  it('adds prices', () => { assert.strictEqual(total([1, 2]), 3); });
  it('knows an empty list', () => { assert.strictEqual(total([]), 1); });
});
`;
const NODE = `import assert from 'node:assert/strict';
import test from 'node:test';
import { total } from './total.js';
test('adds prices', () => { assert.equal(total([1, 2]), 3); });
test('Cannot find module is told to people', () => {});
`;

/** What runners of JavaScript tests report. */
export const javascriptTestCases: readonly RunCase[] = [
  {
    name: 'vitest-failing-assertion',
    tools: 'node-new',
    by: 'vitest',
    verdict: needsPerson('vitest', 'test'),
    files: { 'package.json': PACKAGE('vitest run'), 'total.js': TOTAL, 'total.test.js': VITEST },
    steps: step('npm test'),
  },
  {
    name: 'vitest-colours-on-actions',
    tools: 'node-new',
    by: 'vitest',
    verdict: needsPerson('vitest', 'test'),
    files: { 'package.json': PACKAGE('vitest run'), 'total.js': TOTAL, 'total.test.js': VITEST },
    env: { FORCE_COLOR: '1', GITHUB_ACTIONS: 'true' },
    steps: step('npx vitest run'),
  },
  {
    name: 'vitest-2-failing-assertion',
    tools: 'node-old',
    by: 'vitest',
    verdict: needsPerson('vitest', 'test'),
    files: { 'package.json': PACKAGE('vitest run'), 'total.js': TOTAL, 'total.test.js': VITEST },
    steps: step('npx vitest run --reporter=verbose'),
  },
  {
    name: 'vitest-missing-import',
    tools: 'node-new',
    by: 'vitest',
    verdict: needsPerson('vitest', 'import'),
    files: { 'package.json': PACKAGE('vitest run'), 'total.test.js': VITEST },
    steps: step('npx vitest run'),
  },
  {
    name: 'vitest-syntax-error',
    tools: 'node-new',
    by: 'vitest',
    verdict: needsPerson('vitest', 'compile'),
    files: {
      'package.json': PACKAGE('vitest run'),
      'total.js': 'export const total = (items => {\n',
      'total.test.js': VITEST,
    },
    steps: step('npx vitest run'),
  },
  {
    name: 'vitest-2-syntax-error',
    tools: 'node-old',
    by: 'vitest',
    verdict: needsPerson('vitest', 'compile'),
    files: {
      'package.json': PACKAGE('vitest run'),
      'total.js': 'export const total = (items => {\n',
      'total.test.js': VITEST,
    },
    steps: step('npx vitest run'),
  },
  {
    name: 'vitest-2-missing-import',
    tools: 'node-old',
    by: 'vitest',
    verdict: needsPerson('vitest', 'import'),
    files: { 'package.json': PACKAGE('vitest run'), 'total.test.js': VITEST },
    steps: step('npx vitest run'),
  },
  {
    name: 'vitest-throws-a-syntax-error-in-a-test',
    tools: 'node-new',
    by: 'vitest',
    verdict: needsPerson('vitest', 'test'),
    files: {
      'package.json': PACKAGE('vitest run'),
      'total.test.js': `import { expect, test } from 'vitest';\ntest('reads a cart', () => { expect(JSON.parse('{"a":')).toEqual({}); });\n`,
    },
    steps: step('npx vitest run'),
  },
  {
    name: 'vitest-snapshot',
    tools: 'node-new',
    by: 'vitest',
    verdict: needsPerson('vitest', 'test'),
    files: {
      'package.json': PACKAGE('vitest run'),
      'total.test.js': `import { expect, test } from 'vitest';\ntest('a receipt', () => { expect('4 EUR').toMatchInlineSnapshot('"3 EUR"'); });\n`,
    },
    steps: step('npx vitest run'),
  },
  {
    name: 'jest-failing-assertion',
    tools: 'node-new',
    by: 'jest',
    verdict: needsPerson('jest', 'test'),
    files: { 'package.json': '{"name":"shop"}\n', 'total.js': TOTAL_CJS, 'total.test.js': JEST },
    steps: step('npx jest'),
  },
  {
    name: 'jest-29-colours',
    tools: 'node-old',
    by: 'jest',
    verdict: needsPerson('jest', 'test'),
    files: { 'package.json': '{"name":"shop"}\n', 'total.js': TOTAL_CJS, 'total.test.js': JEST },
    steps: step('npx jest --colors --ci'),
  },
  {
    name: 'jest-missing-module',
    tools: 'node-new',
    by: 'jest',
    verdict: needsPerson('jest', 'import'),
    files: { 'package.json': '{"name":"shop"}\n', 'total.test.js': JEST },
    steps: step('npx jest'),
  },
  {
    name: 'jest-syntax-error',
    tools: 'node-old',
    by: 'jest',
    verdict: needsPerson('jest', 'compile'),
    files: {
      'package.json': '{"name":"shop"}\n',
      'total.js': 'module.exports.total = (items => {\n',
      'total.test.js': JEST,
    },
    steps: step('npx jest'),
  },
  {
    name: 'jest-coverage-threshold',
    tools: 'node-new',
    by: 'jest',
    verdict: needsPerson('jest', 'test'),
    files: {
      'package.json':
        '{"name":"shop","jest":{"collectCoverage":true,"coverageThreshold":{"global":{"functions":100}}}}\n',
      'total.js': 'module.exports.total = () => 3;\nmodule.exports.other = () => 4;\n',
      'total.test.js': JEST,
    },
    steps: step('npx jest --ci'),
  },
  {
    name: 'mocha-failing-assertion',
    tools: 'node-new',
    by: 'mocha',
    verdict: needsPerson('mocha', 'test'),
    files: { 'total.js': TOTAL_CJS, 'test/total.js': MOCHA.replace('./total', '../total') },
    steps: step('npx mocha'),
  },
  {
    name: 'mocha-10-colours',
    tools: 'node-old',
    by: 'mocha',
    verdict: needsPerson('mocha', 'test'),
    files: { 'total.js': TOTAL_CJS, 'test/total.js': MOCHA.replace('./total', '../total') },
    steps: step('npx mocha --color'),
  },
  {
    name: 'mocha-missing-module',
    tools: 'node-new',
    by: 'mocha',
    verdict: needsPerson('mocha', 'import'),
    files: { 'test/cart.js': MOCHA },
    steps: step('npx mocha'),
  },
  {
    name: 'mocha-syntax-error',
    tools: 'node-old',
    by: 'mocha',
    verdict: needsPerson('mocha', 'compile'),
    files: {
      'total.js': 'module.exports = {\n',
      'test/cart.js': MOCHA.replace('./total', '../total'),
    },
    steps: step('npx mocha'),
  },
  {
    name: 'node-test-syntax-error',
    tools: 'system',
    by: 'node',
    verdict: needsPerson('node:test', 'compile'),
    files: {
      'total.js': 'export const = {\n',
      'package.json': PACKAGE('node --test'),
      'total.test.js': NODE,
    },
    steps: step('npm test'),
  },
  {
    name: 'node-test-spec',
    tools: 'system',
    by: 'node',
    verdict: needsPerson('node:test', 'test'),
    files: { 'package.json': PACKAGE('node --test'), 'total.js': TOTAL, 'total.test.js': NODE },
    steps: step('npm test'),
  },
  {
    name: 'node-test-tap-colours',
    tools: 'system',
    by: 'node',
    verdict: needsPerson('node:test', 'test'),
    files: { 'package.json': PACKAGE('node --test'), 'total.js': TOTAL, 'total.test.js': NODE },
    env: { FORCE_COLOR: '1' },
    steps: step('node --test --test-reporter=tap'),
  },
  {
    name: 'node-test-missing-module',
    tools: 'system',
    by: 'node',
    verdict: needsPerson('node:test', 'import'),
    files: { 'package.json': PACKAGE('node --test'), 'total.test.js': NODE },
    steps: step('node --test'),
  },
  {
    name: 'node-missing-package',
    tools: 'system',
    by: 'node',
    verdict: needsPerson('node', 'import'),
    files: { 'scripts/build.mjs': `import { build } from 'esbuild';\nawait build({});\n` },
    steps: step('node scripts/build.mjs'),
  },
  {
    name: 'node-missing-module-cjs',
    tools: 'system',
    by: 'node',
    verdict: needsPerson('node', 'import'),
    files: { 'scripts/build.cjs': `const { build } = require('./build-it');\nbuild();\n` },
    steps: step('node scripts/build.cjs'),
  },
  {
    name: 'node-syntax-error',
    tools: 'system',
    by: 'node',
    verdict: needsPerson('node', 'compile'),
    files: { 'scripts/build.mjs': 'export const = {\n' },
    steps: step('node scripts/build.mjs'),
  },
];
