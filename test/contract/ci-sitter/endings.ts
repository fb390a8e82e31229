import type { Around, Broken, Sat } from './sitter.ts';

/** A way in which checks end, and what the sitter makes of it. */
export interface Ending extends Broken {
  /** The facts that it states, in their order; none while it waits. */
  readonly comesTo: readonly string[];
  /** What a person is told, where one is. */
  readonly told?: readonly (string | RegExp)[];
  /** Attempts of the first workflow's run in the end; 1 without it. */
  readonly attempts?: number;
}

type GitHub = Parameters<NonNullable<Broken['around']>>[0];

const GREEN = ['ci_passed', 'pull_request_readied', 'task_completed'] as const;
const TOLD = ['ci_failed', 'task_escalated'] as const;

const base = {
  files: { 'README.md': '# Shop\n' },
  change: { 'notes.md': 'A note.\n' },
  jobs: { test: 'true' },
  testCommand: 'true',
} as const;

/** The job or workflow ends so, whenever the sitter looks. */
function ends(name: string, conclusion: Parameters<GitHub['conclude']>[0]['conclusion']) {
  return (github: GitHub, { repo, sha }: Around) =>
    github.conclude({ repo, sha, name, conclusion });
}

/** Another app's check of the commit. */
function reports(said: Omit<Parameters<GitHub['report']>[0], 'repo' | 'sha' | 'app'>) {
  return (github: GitHub, { repo, sha }: Around) =>
    github.report({ repo, sha, app: 'coverage', ...said });
}

const ONE_NAME = `name: ci
on: [pull_request]
jobs:
  test:
    steps:
      - run: "true"
`;

/** What a system says that knows no checks, but statuses. */
const DEPLOYED = {
  context: 'deploy/preview',
  state: 'error',
  description: 'No room is left on the preview host',
  targetUrl: 'https://deploy.example/acme/42',
} as const;

/** Each conclusion that GitHub knows, and each way in which several checks end together. */
export const endings: readonly Ending[] = [
  {
    ...base,
    name: 'skipped-though-required',
    required: ['deploy'],
    workflows: {
      '.github/workflows/ci.yml':
        'name: ci\non: [pull_request]\njobs:\n  test:\n    steps: [{ run: "true" }]\n  deploy:\n    if: false\n    steps: [{ run: "false" }]\n',
    },
    comesTo: GREEN,
  },
  {
    ...base,
    name: 'neutral',
    around: reports({ name: 'coverage', conclusion: 'neutral', summary: 'Nothing to compare.' }),
    comesTo: GREEN,
  },
  {
    ...base,
    name: 'cancelled-for-good',
    around: ends('test', 'cancelled'),
    limits: { cancelledMinutes: 0 },
    comesTo: TOLD,
    told: ['trouble of the machine', 'cancelled it, and nobody ran it again', /\[log\]\(http/],
  },
  {
    ...base,
    name: 'cancelled-and-run-again',
    rounds: 2,
    async around(github, { repo, sha, look }) {
      const conclusion = look === 1 ? 'cancelled' : 'success';
      await github.conclude({ repo, sha, name: 'test', conclusion });
    },
    comesTo: GREEN,
  },
  {
    ...base,
    name: 'cancelled-for-the-sake-of-another',
    workflows: {
      '.github/workflows/a.yml': ONE_NAME,
      '.github/workflows/b.yml': ONE_NAME,
    },
    // Both workflows go by one name, and the later one's job is the one that is cancelled.
    around: ends('test', 'cancelled'),
    limits: { cancelledMinutes: 0 },
    comesTo: GREEN,
  },
  {
    ...base,
    name: 'timed-out',
    jobs: { test: 'sleep 30' },
    workflows: {
      '.github/workflows/ci.yml':
        'name: ci\non: [pull_request]\njobs:\n  test:\n    timeout-minutes: 0.005\n    steps: [{ run: sleep 30 }]\n',
    },
    comesTo: TOLD,
    told: ['It took longer than it may', 'exceeded the maximum execution time', 'run 2 times'],
    attempts: 2,
  },
  {
    ...base,
    name: 'timed-out-by-another-app',
    around: reports({
      name: 'coverage',
      conclusion: 'timed_out',
      summary: 'No answer in an hour.',
    }),
    comesTo: TOLD,
    told: ['It took longer than it may', 'No answer in an hour.'],
  },
  {
    ...base,
    name: 'action-required',
    around: reports({
      name: 'licences',
      conclusion: 'action_required',
      summary: 'Two licences are new.',
      annotations: [
        {
          ...{ path: 'package.json', start_line: 3, end_line: 3 },
          ...{ annotation_level: 'failure', message: 'left-pad changed its licence' },
        },
      ],
    }),
    comesTo: TOLD,
    told: [
      'that a person has to allow',
      'Two licences are new.',
      'package.json:3: left-pad changed',
      /licences\*\*: .*\[log\]\(http/,
    ],
  },
  {
    ...base,
    name: 'run-held-back-for-approval',
    around: ends('ci', 'action_required'),
    comesTo: TOLD,
    told: ['that a person has to allow', /\[log\]\(http\S+\/actions\/runs\/\d+\)/],
  },
  {
    ...base,
    name: 'stale',
    around: reports({ name: 'coverage', conclusion: 'stale' }),
    comesTo: TOLD,
    told: ['a check that nobody ended', 'GitHub gave it up'],
  },
  {
    ...base,
    name: 'startup-failure',
    around: ends('ci', 'startup_failure'),
    comesTo: TOLD,
    told: ['a workflow that could not begin', /\[log\]\(http\S+\/actions\/runs\/\d+\)/],
  },
  {
    ...base,
    name: 'workflow-that-is-none',
    workflows: { '.github/workflows/ci.yml': 'on: [pull_request]\njobs: 7\n' },
    comesTo: TOLD,
    told: ['a workflow that could not begin'],
  },
  {
    ...base,
    name: 'matrix-with-one-red-leg',
    workflows: {
      '.github/workflows/ci.yml': `name: ci\non: [pull_request]\njobs:\n  test:\n    strategy: { matrix: { node: [20, 22, 24] } }\n    steps: [{ run: "test \${{ matrix.node }} != 22" }]\n`,
    },
    comesTo: TOLD,
    told: ['ci / test (22)', /^(?![\s\S]*test \(2[04]\))/],
  },
  {
    ...base,
    name: 'several-workflows-one-red',
    workflows: {
      '.github/workflows/build.yml':
        'name: build\non: [pull_request]\njobs:\n  build:\n    steps: [{ run: "true" }]\n',
      '.github/workflows/audit.yml':
        'name: audit\non: [pull_request]\njobs:\n  scan:\n    steps: [{ run: "echo EACCES: permission denied >&2; exit 1" }]\n',
    },
    comesTo: TOLD,
    told: ['audit / scan', /^(?![\s\S]*build \/ build)/],
  },
  {
    ...base,
    name: 'green-in-the-second-attempt',
    jobs: { fetch: '[ "$GITHUB_RUN_ATTEMPT" -gt 1 ] || curl -fsS http://127.0.0.1:9/data.json' },
    comesTo: GREEN,
    attempts: 2,
  },
  {
    ...base,
    name: 'never-begun-but-there-is-time',
    required: ['test', 'security review'],
    awaited: 100,
    comesTo: [],
  },
  {
    ...base,
    name: 'never-begun',
    required: ['test', 'security review'],
    awaited: 111,
    comesTo: ['task_escalated'],
    told: ['security review never began', 'a required check that never began', 'requires the name'],
  },
  {
    ...base,
    name: 'never-ended',
    around: reports({ name: 'coverage' }),
    awaited: 111,
    comesTo: ['task_escalated'],
    told: ['coverage never ended', 'a check that has not ended', /coverage\*\*: .*\[log\]\(http/],
  },
  {
    ...base,
    name: 'never-ended-and-not-required',
    required: ['test'],
    around: reports({ name: 'coverage' }),
    awaited: 111,
    comesTo: GREEN,
    told: ['that the branch does not require', /coverage\*\*: a check that has not ended/],
  },
  {
    ...base,
    name: 'status-failed',
    around: (github, { repo, sha }) => github.setStatus({ repo, sha, ...DEPLOYED }),
    comesTo: TOLD,
    told: ['deploy/preview', 'No room is left on the preview host', 'the page of the check'],
  },
];

/** What a person reads on the pull request. */
export function comments({ stored }: Sat): readonly string[] {
  return stored().comments.map(({ body }) => body);
}
