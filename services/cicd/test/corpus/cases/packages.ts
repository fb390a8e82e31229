import { mends, needsPerson, type RunCase, step } from '../case.ts';

const WORKSPACE = { 'pnpm-workspace.yaml': "packages:\n  - 'packages/*'\n" };

/** The manifest of a package whose only script is this one. */
function manifest(name: string, script: string, command: string): string {
  return `{\n  "name": "${name}",\n  "version": "1.0.0",\n  "scripts": { "${script}": "${command}" }\n}\n`;
}

/** What tools find in several packages at once: the package's name stands before each line. */
export const packageCases: readonly RunCase[] = [
  {
    name: 'eslint-by-pnpm-in-packages',
    tools: 'node-new',
    by: 'eslint',
    verdict: mends('eslint', 'lint', 'npx eslint --fix .'),
    files: {
      ...WORKSPACE,
      'package.json': manifest('shop', 'lint', 'pnpm -r lint'),
      'eslint.config.mjs':
        "import js from '@eslint/js';\nexport default [js.configs.recommended, { rules: { 'prefer-const': 'error' } }];\n",
      'packages/api/package.json': manifest('api', 'lint', 'eslint .'),
      'packages/api/price.mjs': 'export const price = 3;\n',
      'packages/web/package.json': manifest('web', 'lint', 'eslint .'),
      'packages/web/total.mjs': 'let total = 3;\nexport { total };\n',
    },
    steps: step('pnpm lint'),
  },
  {
    name: 'prettier-by-pnpm-in-packages',
    tools: 'node-new',
    by: 'prettier',
    verdict: mends('prettier', 'format', 'npx prettier --write .'),
    files: {
      ...WORKSPACE,
      'packages/api/package.json': manifest('api', 'format:check', 'prettier --check .'),
      'packages/api/price.mjs': 'export const price = 3;\n',
      'packages/web/package.json': manifest('web', 'format:check', 'prettier --check .'),
      'packages/web/total.mjs': 'export   const total=3\n',
    },
    steps: step('pnpm --recursive --no-bail format:check'),
  },
  {
    name: 'tsc-by-pnpm-in-packages',
    tools: 'node-new',
    by: 'typescript',
    verdict: needsPerson('tsc', 'types'),
    files: {
      ...WORKSPACE,
      'tsconfig.json': '{"compilerOptions":{"strict":true,"noEmit":true,"types":[]}}\n',
      'packages/api/package.json': manifest('api', 'typecheck', 'tsc -p .'),
      'packages/api/tsconfig.json': '{"extends":"../../tsconfig.json","include":["src"]}\n',
      'packages/api/src/price.ts': 'export const price: number = 3;\n',
      'packages/web/package.json': manifest('web', 'typecheck', 'tsc -p .'),
      'packages/web/tsconfig.json': '{"extends":"../../tsconfig.json","include":["src"]}\n',
      'packages/web/src/total.ts': "export const total: number = '3';\n",
    },
    steps: step('pnpm -r --parallel typecheck'),
    matchers: ['tsc'],
  },
  {
    name: 'node-test-by-pnpm-in-packages',
    tools: 'node-new',
    by: 'node',
    verdict: needsPerson('node:test', 'test'),
    files: {
      ...WORKSPACE,
      'packages/api/package.json': manifest('api', 'test', 'node --test'),
      'packages/api/price.test.mjs':
        "import { test } from 'node:test';\ntest('the price is told', () => undefined);\n",
      'packages/web/package.json': manifest('web', 'test', 'node --test'),
      'packages/web/total.test.mjs':
        "import assert from 'node:assert';\nimport { test } from 'node:test';\ntest('the total is rounded', () => assert.equal(1.005, 1));\n",
    },
    steps: step('pnpm -r --stream test'),
  },
];
