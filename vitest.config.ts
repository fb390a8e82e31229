import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const SECOND = 1_000;

/** One kind of test, by where its files lie. */
function suite(
  name: string,
  order: number,
  include: readonly string[],
  seconds: number,
  more: {
    readonly exclude?: readonly string[];
    readonly oneFileAtATime?: boolean;
    /** How many files run at once. */
    readonly files?: number;
    /** Starts real servers and processes: they wait more than they work, and a machine under load can be late once. */
    readonly realParts?: boolean;
  } = {},
): TestProjectInlineConfiguration {
  return {
    test: {
      name,
      include: [...include],
      exclude: ['**/node_modules/**', ...(more.exclude ?? [])],
      pool: 'forks',
      fileParallelism: !more.oneFileAtATime,
      ...(more.realParts ? { retry: 1 } : {}),
      ...(more.files === undefined ? {} : { maxWorkers: more.files }),
      // One process runs many files: to load the house anew for each takes longer than most tests.
      isolate: false,
      testTimeout: seconds * SECOND,
      // Starting a server, or fetching it on the first run of a machine, belongs to a hook.
      hookTimeout: Math.max(seconds, 120) * SECOND,
      // Kinds of test never run side by side: the long ones would slow the quick ones down.
      sequence: { groupOrder: order },
    },
  };
}

// These want compilers and tools that few machines have.
const ECOSYSTEMS = 'test/flows/ecosystems/asked-for.test.ts';

const suites = [
  suite(
    'unit',
    1,
    [
      '{packages,services}/*/test/**/*.test.ts',
      'scripts/test/**/*.test.ts',
      'test/architecture/**/*.test.ts',
    ],
    10,
    { exclude: ['**/*.contract.test.ts'] },
  ),
  suite(
    'contract',
    2,
    [
      '{packages,services}/*/test/**/*.contract.test.ts',
      'scripts/test/**/*.contract.test.ts',
      'test/contract/**/*.test.ts',
    ],
    30,
    // They wait for servers more than they work: four keep two cores busy.
    { realParts: true, files: 4 },
  ),
  suite('flow', 3, ['test/flows/**/*.test.ts'], 180, {
    exclude: [ECOSYSTEMS],
    files: 2,
    realParts: true,
  }),
  suite('replay', 4, ['test/replay/**/*.test.ts'], 60),
];

// Killing servers for minutes is asked for by name, and never comes along with the rest; so are the tools of all ecosystems.
const askedFor = [
  suite('chaos', 5, ['test/chaos/**/*.test.ts'], 600, { oneFileAtATime: true, realParts: true }),
  suite('ecosystems', 6, [ECOSYSTEMS], 900, { oneFileAtATime: true, realParts: true }),
].filter(({ test }) => process.argv.some((word) => word.replace('--project=', '') === test?.name));

export default defineConfig({
  test: {
    projects: [...suites, ...askedFor],
  },
});
