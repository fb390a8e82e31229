import { mends, needsPerson, type RunCase, step } from '../case.ts';

const ESLINT = 'npx eslint --fix .';
const PRETTIER = 'npx prettier --write .';
const BIOME = 'npx biome check --write .';

const FLAT = [
  "import js from '@eslint/js';",
  "export default [js.configs.recommended, { rules: { 'prefer-const': 'error', semi: ['error', 'always'] } }];\n",
].join('\n');
const OLD = JSON.stringify({
  root: true,
  env: { es2022: true },
  parserOptions: { sourceType: 'module' },
  extends: 'eslint:recommended',
  rules: { 'prefer-const': 'error', quotes: ['error', 'single'] },
});
const SLOPPY = `export function total(items) {
  let sum = items.reduce((a, b) => a + b, 0)
  return sum
}
`;
const UGLY = 'export   const price = {amount:3,currency : "EUR"}\n';

/** What linters and formatters of JavaScript find. */
export const lintCases: readonly RunCase[] = [
  {
    name: 'eslint-stylish',
    tools: 'node-new',
    by: 'eslint',
    verdict: mends('eslint', 'lint', ESLINT),
    files: { 'eslint.config.mjs': FLAT, 'src/total.mjs': SLOPPY },
    steps: step('npx eslint .'),
    matchers: ['eslint-stylish'],
  },
  {
    name: 'eslint-colours-by-npm-script',
    tools: 'node-new',
    by: 'eslint',
    verdict: mends('eslint', 'lint', ESLINT),
    files: {
      'eslint.config.mjs': FLAT,
      'package.json': '{"name":"shop","version":"1.0.0","scripts":{"lint":"eslint ."}}\n',
      'src/total.mjs': SLOPPY,
      'src/price.mjs': 'let a = 1\nexport { a }\n',
    },
    env: { FORCE_COLOR: '1' },
    steps: step('npm run lint'),
  },
  {
    name: 'eslint-too-many-warnings',
    tools: 'node-old',
    by: 'eslint',
    verdict: mends('eslint', 'lint', ESLINT),
    files: {
      '.eslintrc.json': OLD.replaceAll('"error"', '"warn"').replace(
        '"extends":"eslint:recommended",',
        '',
      ),
      'index.js': 'let name = "shop";\nexport { name };\n',
    },
    steps: step('npx eslint --max-warnings=0 .'),
  },
  {
    name: 'eslint-8-colours',
    tools: 'node-old',
    by: 'eslint',
    verdict: mends('eslint', 'lint', ESLINT),
    files: { '.eslintrc.json': OLD, 'index.js': 'let name = "shop";\nexport { name };\n' },
    env: { FORCE_COLOR: '1' },
    steps: step('npx eslint .'),
  },
  {
    name: 'eslint-message-names-a-type-error',
    tools: 'node-new',
    by: 'eslint',
    verdict: mends('eslint', 'lint', ESLINT),
    files: {
      'eslint.config.mjs': `export default [{ rules: { 'no-warning-comments': ['error', { terms: ['error TS2322: fix it'] }], 'prefer-const': 'error' } }];\n`,
      'src/error.mjs': `// error TS2322: fix it\nlet a = 1;\nexport { a };\n`,
    },
    steps: step('npx eslint .'),
  },
  {
    name: 'eslint-parsing-error',
    tools: 'node-new',
    by: 'eslint',
    verdict: needsPerson('eslint', 'compile'),
    files: { 'eslint.config.mjs': FLAT, 'src/total.mjs': 'export function total(items {\n}\n' },
    steps: step('npx eslint .'),
    matchers: ['eslint-stylish'],
  },
  {
    name: 'eslint-config-imports-nothing',
    tools: 'node-new',
    by: 'eslint',
    verdict: needsPerson('eslint', 'import'),
    files: {
      'eslint.config.mjs': `import shop from 'eslint-config-shop';\nexport default [shop];\n`,
      'a.mjs': 'export {};\n',
    },
    steps: step('npx eslint .'),
  },
  {
    name: 'eslint-json-by-compact-formatter',
    tools: 'node-new',
    by: 'eslint',
    verdict: mends('eslint', 'lint', ESLINT),
    files: { 'eslint.config.mjs': FLAT, 'src/total.mjs': SLOPPY },
    steps: step('npx eslint --format json .'),
  },
  {
    name: 'prettier-check',
    tools: 'node-new',
    by: 'prettier',
    verdict: mends('prettier', 'format', PRETTIER),
    files: { 'src/price.js': UGLY, 'README.md': '* one\n* two\n' },
    steps: step('npx prettier --check src README.md'),
  },
  {
    name: 'prettier-colours-by-npm-script',
    tools: 'node-new',
    by: 'prettier',
    verdict: mends('prettier', 'format', PRETTIER),
    files: {
      'package.json': `{\n  "name": "shop",\n  "version": "1.0.0",\n  "scripts": { "format:check": "prettier --check src" }\n}\n`,
      'src/price.js': UGLY,
    },
    env: { FORCE_COLOR: '1' },
    steps: step('npm run format:check'),
  },
  {
    name: 'prettier-2-check',
    tools: 'node-old',
    by: 'prettier',
    verdict: mends('prettier', 'format', PRETTIER),
    files: { 'src/price.js': UGLY, 'src/cart.js': UGLY },
    steps: step('npx prettier --check src'),
  },
  {
    name: 'prettier-list-different',
    tools: 'node-new',
    by: 'prettier',
    verdict: mends('prettier', 'format', PRETTIER),
    files: { 'src/price.js': UGLY },
    steps: step('npx prettier -l src'),
  },
  {
    name: 'prettier-syntax-error',
    tools: 'node-new',
    by: 'prettier',
    verdict: needsPerson('prettier', 'compile'),
    files: { 'src/price.js': 'export const = {\n', 'src/cart.js': UGLY },
    env: { FORCE_COLOR: '1' },
    steps: step('npx prettier --check src'),
  },
  {
    name: 'biome-format',
    tools: 'node-new',
    by: 'biome',
    verdict: mends('biome', 'format', BIOME),
    files: { 'biome.json': '{ "linter": { "enabled": false } }\n', 'src/price.js': UGLY },
    steps: step('npx biome format src'),
  },
  {
    name: 'biome-lint-ci-colours',
    tools: 'node-new',
    by: 'biome',
    verdict: mends('biome', 'lint', BIOME),
    files: {
      'biome.json': '{}\n',
      'src/price.js': `export function price(a) {\n\tif (a == null) {\n\t\tdebugger;\n\t}\n\tvar b = a;\n\treturn b;\n}\n`,
    },
    env: { FORCE_COLOR: '1', GITHUB_ACTIONS: 'true' },
    steps: step('npx biome ci --colors=force src'),
  },
  {
    name: 'biome-1-check',
    tools: 'node-old',
    by: 'biome',
    verdict: mends('biome', 'lint', BIOME),
    files: {
      'biome.json': '{}\n',
      'package.json': '{"name":"shop","version":"1.0.0","scripts":{"check":"biome check src"}}\n',
      'src/price.js': `export function price(a) {\n  if (a == null) { debugger }\n  return a\n}\n`,
    },
    steps: step('npm run check'),
  },
  {
    name: 'biome-parse-error',
    tools: 'node-new',
    by: 'biome',
    verdict: needsPerson('biome', 'compile'),
    files: { 'biome.json': '{}\n', 'src/price.js': 'export const = {\n' },
    steps: step('npx biome check src'),
  },
];
