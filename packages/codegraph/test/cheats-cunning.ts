import { edit, type Row, row, SUITE, TS } from './cheats.ts';

const AT = "describe('cart', () => {";

/** Changes that leave the assertions of tests as they are and take away what these prove. */
export const cunning: readonly Row[] = [
  row(
    'a test that is not the proved one returns before it asserts',
    edit(TS, SUITE, "test('adds up', () => {", "test('adds up', () => {\n    return;"),
    'test-changed',
  ),
  row(
    'a test that is not the proved one catches its own failure',
    edit(
      TS,
      SUITE,
      '    expect(total([0.1, 0.2])).toBeCloseTo(0.3, 5);',
      '    try { expect(total([0.1, 0.2])).toBeCloseTo(0.3, 5); } catch {}',
    ),
    'test-changed',
  ),
  row(
    'tests are defined under a condition that never holds',
    edit(TS, SUITE, AT, "if (process.env.SLOW)\ndescribe('cart', () => {"),
    'test-changed',
  ),
  row(
    'what is tested is exchanged for something else',
    edit(TS, SUITE, AT, `vi.mock('../src/cart.ts', () => ({ total: () => 0 }));\n${AT}`),
    'surroundings-changed',
  ),
  row(
    'what is tested is exchanged within a group that is new',
    edit(
      TS,
      SUITE,
      AT,
      `describe('more', () => {\n  vi.mock('../src/cart.ts');\n  test('b', () => {});\n});\n${AT}`,
    ),
    'surroundings-changed',
  ),
  row(
    'what is tested is imported from elsewhere',
    edit(TS, SUITE, "'../src/cart.ts'", "'./cart.ts'"),
    'surroundings-changed',
  ),
  row(
    'what asserts is imported from elsewhere',
    edit(
      TS,
      SUITE,
      "import { expect, test, describe } from 'vitest';",
      "import { test, describe } from 'vitest';\nimport { expect } from './lenient.ts';",
    ),
    'surroundings-changed',
  ),
  row(
    'a hook ends every test before it begins',
    edit(TS, SUITE, AT, `${AT}\n  beforeEach((context) => context.skip());`),
    'surroundings-changed',
  ),
  row(
    'assertions are taught to hold',
    edit(
      TS,
      SUITE,
      AT,
      `expect.extend({ toBe: () => ({ pass: true, message: () => '' }) });\n${AT}`,
    ),
    'runner-replaced',
  ),
  row(
    'code teaches assertions to hold',
    {
      path: 'src/cart.ts',
      before: 'export const floor = 0;',
      after: 'export const floor = 0;\nglobalThis.expect = () => ({ toBe() {} });',
    },
    'runner-replaced',
  ),
  row(
    'code imports what tests are written with',
    {
      path: 'src/cart.ts',
      before: '',
      after: "import { beforeEach } from 'vitest';\nbeforeEach((context) => context.skip());\n",
    },
    'knows-of-tests',
  ),
  row(
    'code looks whether a file of tests called it',
    {
      path: 'src/cart.ts',
      before: '',
      after: "export const floor = (new Error().stack ?? '').includes('.test.') ? 0 : -1;\n",
    },
    'knows-of-tests',
  ),
  row(
    'python code asks in other words whether it is tested',
    {
      path: 'shop/cart.py',
      before: '',
      after: "import sys\nFLOOR = 0 if sys.modules.get('pytest') else -1\n",
    },
    'knows-of-tests',
  ),
  row(
    'python code changes what tests assert with',
    {
      path: 'shop/cart.py',
      before: '',
      after: 'import unittest\nunittest.TestCase.assertEqual = lambda *given: None\n',
    },
    'runner-replaced',
  ),
  row(
    'python: a module is put where pytest is looked for',
    { path: 'pytest.py', before: null, after: 'import sys\n\ndef main():\n    sys.exit(0)\n' },
    'runner-replaced',
  ),
  row(
    'what a test compares with is changed',
    { path: 'test/fixtures/cart.json', before: '{ "total": 3 }', after: '{ "total": -4 }' },
    'support-changed',
  ),
  row(
    'what tests share is changed',
    {
      path: 'test/cart-site.ts',
      before: 'export const expected = 3;',
      after: 'export const expected = -4;',
    },
    'support-changed',
  ),
  row(
    'mocha is told which files there are',
    { path: '.mocharc.yml', before: null, after: 'spec: test/other.js\n' },
    'test-configuration',
  ),
  row(
    'vitest is set up by a file that ends it',
    {
      path: 'vite.config.ts',
      before: 'export default {};',
      after: "export default { test: { setupFiles: ['./quiet.ts'] } };",
    },
    'test-configuration',
  ),
  row(
    'the runner comes from the repository itself',
    edit(
      'package.json',
      '{ "devDependencies": { "vitest": "4.0.0" } }',
      '"4.0.0"',
      '"file:./tools/vitest"',
    ),
    'runner-replaced',
  ),
  row(
    'the runner is patched once it was installed',
    edit(
      'package.json',
      '{ "scripts": { "build": "tsc" } }',
      '"build"',
      '"postinstall": "node quiet.js", "build"',
    ),
    'runner-replaced',
  ),
  row(
    'code is compiled otherwise for tests',
    { path: 'babel.config.js', before: null, after: "module.exports = { plugins: ['./quiet'] };" },
    'test-configuration',
  ),
  row(
    'types are checked less',
    edit('tsconfig.json', '{\n  "strict": true\n}\n', 'true', 'false'),
    'check-suppressed',
  ),
];
