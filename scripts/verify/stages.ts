/** One part of the proof. */
export interface Stage {
  readonly name: string;
  /** What it proves, in a few words. */
  readonly what: string;
  /** The command, found in node_modules/.bin; `RESULTS` stands for the file that vitest reports to. */
  readonly command: readonly [string, ...string[]];
  /** Whether it belongs to the quick check while one writes. */
  readonly quick: boolean;
  readonly limitMinutes: number;
  /** Whether it runs only when it is named. */
  readonly isAskedFor?: boolean;
}

/** Stands in a command for the path of the stage's result file. */
export const RESULTS = '{results}';

function tests(name: string, what: string, limitMinutes: number, quick = false): Stage {
  return {
    name,
    what,
    command: [
      ...(['vitest', 'run', '--project', name, '--passWithNoTests'] as const),
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${RESULTS}`],
    ],
    quick,
    limitMinutes,
  };
}

/** The whole proof, quick parts first. */
export const STAGES: readonly Stage[] = [
  {
    name: 'biome',
    what: 'format and lint',
    command: ['biome', 'check', '.'],
    quick: true,
    limitMinutes: 5,
  },
  {
    name: 'types',
    what: 'strict types',
    command: ['tsc', '--noEmit'],
    quick: true,
    limitMinutes: 5,
  },
  {
    name: 'boundaries',
    what: 'rooms import only what they may',
    command: ['turbo', 'boundaries', '--no-color'],
    quick: true,
    limitMinutes: 5,
  },
  tests('unit', 'pure decisions, properties, architecture', 10, true),
  {
    name: 'nats-server',
    what: 'a real one is at hand',
    command: [
      'node',
      '--disable-warning=ExperimentalWarning',
      'scripts/verify/fetch-nats-server.ts',
    ],
    quick: false,
    limitMinutes: 10,
  },
  tests('contract', 'against real parts: nats-server, git, HTTP', 20),
  tests('flow', 'the whole life of a task', 30),
  tests('replay', 'recorded histories still fold and re-execute', 10),
  tests('chaos', 'killed processes and lost connections, small tier', 20),
  {
    ...tests('ecosystems', 'tools that few machines have, from a ticket to green', 30),
    isAskedFor: true,
  },
];

/**
 * The stages that these words ask for: none means all, `check` the quick ones, else those named.
 * Answers an Error that names a word nobody knows.
 */
export function chooseStages(words: readonly string[]): readonly Stage[] | Error {
  if (words.length === 0) return STAGES.filter((stage) => stage.isAskedFor !== true);
  if (words.length === 1 && words[0] === 'check') return STAGES.filter((stage) => stage.quick);
  const known = STAGES.map((stage) => stage.name);
  const unknown = words.find((word) => !known.includes(word));
  if (unknown !== undefined) {
    return new Error(`There is no stage "${unknown}". Say check, or any of: ${known.join(', ')}`);
  }
  return STAGES.filter((stage) => words.includes(stage.name));
}
