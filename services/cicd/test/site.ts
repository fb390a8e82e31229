import type { About, Work } from '@patchwright/chassis';
import {
  approvalDigest,
  type CheckFailure,
  type Plan,
  sha256,
  type TaskEventType,
} from '@patchwright/events';
import type { Check, GitHub, Jira, PullRequest } from '@patchwright/outside';
import { initialTask, type Task } from '@patchwright/task';
import { plan as soundPlan } from '@patchwright/task/story';
import type { CommandResult, Workspace } from '@patchwright/workspace';
import { lookAfter } from '../src/look-after.ts';
import type { CiDraft } from '../src/world.ts';

const repository = 'acme/shop';
const branch = 'agent/shop-42-floor';
export const head = 'a'.repeat(40);
const base = { ref: 'main', sha: 'b'.repeat(40) };
const plan: Plan = { ...soundPlan(), summary: 'A total has a floor' };
const terms = {
  allowedPaths: ['src/coupon.ts'],
  limits: { minutes: 60, costUsd: 5 },
  policyVersion: 'one',
};
const digest = approvalDigest({ repository, base, branch, plan, terms });
const document = '# The plan';

/** A check of the head, passed unless it is said otherwise. */
export function check(part: Partial<Check> = {}): Check {
  return {
    name: 'test',
    source: 'job',
    state: 'passed',
    conclusion: 'success',
    url: 'https://github.example/acme/shop/runs/1',
    jobId: 1,
    runAttempt: 1,
    ...part,
  };
}

export const failedFormat: CheckFailure = {
  name: 'format',
  url: 'https://github.example/acme/shop/runs/2',
  category: 'format',
  tool: 'prettier',
  fix: 'npx prettier --write .',
  excerpt: '[warn] src/coupon.ts',
};

/** A task whose work was pushed. */
export const pushed: Task = {
  ...initialTask('main', 'shop-42'),
  status: 'ci_monitoring',
  title: 'Totals',
  ticket: { system: 'jira', key: 'SHOP-42', url: 'https://jira.example/browse/SHOP-42' },
  repository,
  base,
  head,
  proposal: {
    version: 1,
    plan,
    digest,
    document: sha256(document),
    branch,
    head: 'c'.repeat(40),
    pullRequest: { repository, number: 7, url: 'https://github.example/acme/shop/pull/7' },
    proposedAt: '2026-03-02T09:00:00.000Z',
    terms,
  },
  approval: { digest, approvers: [], expiresAt: '2026-03-03T09:00:00.000Z' },
  baseline: { command: 'npm test', exitCode: 0, excerpt: '', tree: 't', durationMs: 1 },
  ci: { rounds: 0, fixes: 0, state: 'pending', failures: [] },
};

/** The same task after its checks failed. */
export function failing(...failures: readonly CheckFailure[]): Task {
  return {
    ...pushed,
    status: 'fixing_ci',
    ci: { rounds: 1, fixes: 0, state: 'failed', failures },
  };
}

/** What the CI sitter is let loose on. A command leaves the tree `after <command>`, and changes the files that are named. */
export function openSite(options: {
  readonly task?: Task;
  readonly cause?: TaskEventType;
  /** With a dash, the work was called for by a poll. */
  readonly item?: string;
  readonly checks?: readonly Check[];
  readonly log?: string;
  /** Logs by the number of their job. */
  readonly logs?: Readonly<Record<number, string>>;
  readonly changes?: readonly string[];
  readonly results?: Readonly<Record<string, Partial<CommandResult>>>;
  readonly remote?: string | null;
  /** PLAN.md on the branch. */
  readonly document?: string | null;
  readonly policyVersion?: string;
  readonly now?: string;
  readonly maxReruns?: number;
  /** Names that the base branch requires. */
  readonly required?: readonly string[];
  readonly history?: Work['history'];
  /** Pull requests that were merged, by their number. */
  readonly merged?: Readonly<Record<number, PullRequest['merged']>>;
}) {
  const calls: { readonly call: string; readonly input: Readonly<Record<string, unknown>> }[] = [];

  function answering<T>(call: string, answer: T) {
    return async (input: object): Promise<T> => {
      calls.push({ call, input: { ...input } });
      return answer;
    };
  }
  const workspace: Partial<Workspace> = {
    writeFiles: answering('writeFiles', { tree: 'smaller' }),
    open: answering('open', { commit: head, tree: 'tree' }),
    remoteHead: answering('remoteHead', options.remote === undefined ? head : options.remote),
    readFile: answering('readFile', options.document === undefined ? document : options.document),
    async run(input) {
      calls.push({ call: 'run', input: { ...input } });
      return {
        command: input.command,
        exitCode: 0,
        timedOut: false,
        excerpt: '',
        durationMs: 1,
        tree: `after ${input.command}`,
        ...options.results?.[input.command],
      };
    },
    diff: answering('diff', {
      patch: '',
      files: (options.changes ?? []).map((path) => ({
        path,
        added: 1,
        removed: 1,
        status: 'modified' as const,
      })),
    }),
    commit: answering('commit', { sha: 'f'.repeat(40) }),
    push: answering('push', { sha: 'f'.repeat(40) }),
  };
  const github: Partial<GitHub> = {
    listChecks: answering('listChecks', options.checks ?? []),
    listRequiredChecks: async () => options.required ?? [],
    async getJobLog(input) {
      calls.push({ call: 'getJobLog', input: { ...input } });
      return options.logs?.[input.jobId] ?? options.log ?? '';
    },
    async getPullRequest(input) {
      calls.push({ call: 'getPullRequest', input: { ...input } });
      const merged = options.merged?.[input.number];
      return { number: input.number, ...(merged && { merged }) } as PullRequest;
    },
    ensureReady: answering('ensureReady', { url: '' }),
    ensureComment: answering('ensureComment', { id: 1, url: '' }),
    ensureRerun: answering('ensureRerun', { runId: 1, attempt: 2 }),
  };
  const jira: Partial<Jira> = {
    ensureTransition: answering('ensureTransition', { status: 'In Review' }),
  };
  const world = {
    workspace: workspace as Workspace,
    github: github as GitHub,
    jira: jira as Jira,
    model: { complete: refuse },
    rules: { inForce: async () => ({ policyVersion: options.policyVersion ?? 'one' }) },
    clock: { now: async () => options.now ?? '2026-03-02T10:00:00.000Z' },
    blobs: { put: refuse, get: refuse },
    signal: new AbortController().signal,
  };
  const work: Work = {
    item: {
      kind: 'ci',
      lane: 'p2',
      tenant: 'main',
      id: 'shop-42',
      cause: options.item ?? '20',
      causeId: 'cause',
      causeSeq: 20,
    },
    run: `ci-shop-42-${options.item ?? '20'}`,
    task: options.task ?? pushed,
    history: options.history ?? [],
    cause: options.cause === undefined ? undefined : ({ type: options.cause } as Work['cause']),
  };
  const limits = {
    maxFixes: 3,
    maxReruns: options.maxReruns ?? 1,
    graceSeconds: 30,
    cancelledMinutes: 10,
    waitMinutes: 110,
    budget: { turns: 10, tokens: 100_000, costUsd: 1 },
    author: { name: 'Patchwright', email: 'bot@acme.example' },
  };

  const elsewhere: About<CiDraft>[] = [];
  return {
    /** What was stated of other tasks than the work's own. */
    elsewhere: () => elsewhere,
    /** The calls that were made, by name, in order. */
    called: () => calls.map(({ call }) => call),
    inputs: (call: string) => calls.filter((one) => one.call === call).map(({ input }) => input),
    /** What is stated, of whichever task. */
    async lookAfter(): Promise<readonly CiDraft[]> {
      const facts: CiDraft[] = [];
      for await (const fact of lookAfter(work, world, limits)) {
        if ('aggregate' in fact) elsewhere.push(fact);
        facts.push('aggregate' in fact ? fact.draft : fact);
      }
      return facts;
    },
  };
}

async function refuse(): Promise<never> {
  throw new Error('the CI sitter keeps no texts of its own');
}
