import { edit, type Row, row } from './cheats.ts';

/** A manifest with everything that steers tests. */
export const MANIFEST = JSON.stringify(
  {
    scripts: { test: 'vitest run', lint: 'eslint .', build: 'tsc' },
    vitest: { coverage: { thresholds: { lines: 90 } } },
    nyc: { lines: 90 },
  },
  undefined,
  2,
);

/** Changes around tests that make them say less, and what each is found to be. */
export const aroundTests: readonly Row[] = [
  row(
    'the test command is made to succeed',
    edit('package.json', MANIFEST, 'vitest run', 'vitest run || true'),
    'test-command',
  ),
  row(
    'another script is run before the tests',
    edit('package.json', MANIFEST, '"test":', '"pretest": "exit 0",\n    "test":'),
    'test-command',
  ),
  row(
    'the manifest lowers a threshold',
    edit('package.json', MANIFEST, '"lines": 90\n      }', '"lines": 1\n      }'),
    'test-configuration',
  ),
  row(
    'the manifest lowers the coverage that is asked for',
    edit('package.json', MANIFEST, '"nyc": {\n    "lines": 90', '"nyc": {\n    "lines": 10'),
    'coverage-threshold',
  ),
  row(
    'the runner leaves tests out',
    {
      path: 'vitest.config.ts',
      before: 'export default {};',
      after: "export default { test: { exclude: ['test/cart*'] } };",
    },
    'test-configuration',
  ),
  row(
    'the runner gets its first configuration',
    {
      path: 'jest.config.js',
      before: null,
      after: 'module.exports = { testPathIgnorePatterns: ["cart"] };',
    },
    'test-configuration',
  ),
  row(
    'pytest is told to leave tests out',
    {
      path: 'pyproject.toml',
      before: '[project]\nname = "shop"\n',
      after:
        '[project]\nname = "shop"\n[tool.pytest.ini_options]\naddopts = "--deselect tests/test_cart.py"\n',
    },
    'test-configuration',
  ),
  row(
    'coverage.py asks for less',
    {
      path: 'setup.cfg',
      before: '[coverage:report]\nfail_under = 90\n',
      after: '[coverage:report]\nfail_under = 5\n',
    },
    'coverage-threshold',
  ),
  row(
    'a fixture of all tests is changed',
    {
      path: 'tests/conftest.py',
      before: '',
      after: 'def pytest_collection_modifyitems(items):\n    items.clear()\n',
    },
    'test-configuration',
  ),
  row(
    'CI runs less',
    { path: '.github/workflows/ci.yml', before: 'run: npm test', after: 'run: npm test || true' },
    'workflow-changed',
  ),
  row(
    'coverage is asked for less',
    { path: 'codecov.yml', before: 'target: 90%', after: 'target: 1%' },
    'coverage-threshold',
  ),
  row(
    'a snapshot is rewritten',
    { path: 'test/__snapshots__/cart.snap', before: 'total 3', after: 'total -4' },
    'snapshot-changed',
  ),
  row(
    'a check is turned off in a line',
    {
      path: 'src/cart.ts',
      before: 'const a = 1;',
      after: '// eslint-disable-next-line\nconst a = 1;',
    },
    'check-suppressed',
  ),
  row(
    'types are no longer checked',
    { path: 'src/cart.ts', before: 'const a = 1;', after: '// @ts-nocheck\nconst a = 1;' },
    'check-suppressed',
  ),
  row(
    'lines are taken out of coverage',
    { path: 'src/cart.ts', before: 'const a = 1;', after: '/* v8 ignore next */\nconst a = 1;' },
    'check-suppressed',
  ),
  row(
    'the code asks whether it is tested',
    {
      path: 'src/cart.ts',
      before: 'export const floor = 0;',
      after: "export const floor = process.env.NODE_ENV === 'test' ? 0 : -1;",
    },
    'knows-of-tests',
  ),
  row(
    'python code asks whether it is tested',
    {
      path: 'shop/cart.py',
      before: '',
      after: 'import sys\nFLOOR = 0 if "pytest" in sys.modules else -1\n',
    },
    'knows-of-tests',
  ),
];
