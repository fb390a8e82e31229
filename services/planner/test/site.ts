import { scriptedModel, type Turn } from '@patchwright/agent/scripted';
import type { Rules, Work } from '@patchwright/chassis';
import type { Discovery, Plan } from '@patchwright/events';
import type { GitHub } from '@patchwright/outside';
import { initialTask, type Lesson, type Task } from '@patchwright/task';
import type { Toolchain, Workspace } from '@patchwright/workspace';
import { type PlannerDraft, type PlannerSettings, propose } from '../src/propose.ts';
import type { WrittenParts } from '../src/written-parts.ts';

export const repository = 'acme/shop';
export const base = { ref: 'main', sha: 'b'.repeat(40) };
const toolchain: Toolchain = {
  languages: ['typescript'],
  runner: 'node:test',
  testCommand: 'npm test',
  checks: [],
};

const settings: PlannerSettings = {
  maxVersions: 3,
  budget: { turns: 10, tokens: 100_000, costUsd: 10 },
  limits: { minutes: 60, costUsd: 5 },
  author: { name: 'Patchwright', email: 'patchwright@acme.example' },
  dashboardUrl: 'http://127.0.0.1:4100',
};

export const found: Discovery = {
  relevantRepos: [
    {
      name: repository,
      relevance: 1,
      reason: 'coupons',
      languages: ['TypeScript'],
      files: [{ path: 'src/coupon.ts', type: 'source', relevance: 1 }],
    },
  ],
  crossRepoDependencies: [],
  estimatedComplexity: 'Low',
  recommendedApproach: 'a floor',
  keywords: ['coupon'],
  rootCause: 'no floor',
  confidence: 0.9,
  reasoning: 'read it',
};

export const plan: Plan = {
  summary: 'A total has a floor',
  rootCause: 'no floor',
  scope: { in: ['coupons'], out: [] },
  components: [],
  dataFlow: 'lines → total',
  tests: { unit: ['floor'], integration: [] },
  steps: [
    {
      order: 1,
      type: 'test',
      file: 'test/coupon.test.ts',
      action: 'show it',
      testName: 'a total has a floor',
      command: 'npm test',
      expected: '-800',
      dependsOn: [],
      estimatedMinutes: 5,
      optional: false,
    },
    {
      order: 2,
      type: 'implement',
      file: 'src/coupon.ts',
      action: 'hold it',
      dependsOn: [1],
      estimatedMinutes: 5,
      optional: false,
    },
  ],
  testCommand: 'npm test',
  riskLevel: 'low',
  breakingChanges: [],
  risks: [],
  security: [],
  rollback: 'revert',
  estimatedMinutes: 10,
};

/** A task that was just discovered. */
export const discovered: Task = {
  ...initialTask('main', 'shop-42'),
  status: 'planning',
  title: 'A coupon makes the total negative!',
  description: 'It was -8.00 EUR',
  ticket: { system: 'jira', key: 'SHOP-42', url: 'https://jira.example/browse/SHOP-42' },
  repository,
  base,
  discovery: found,
};

/** The model hands in a plan. */
export function hands(in_: Plan | WrittenParts): Turn {
  return [{ name: 'submit_plan', input: in_ }];
}

/** What the planner is let loose on: trees are named by their commit, and PLAN.md alone is ever written. */
export function openSite(options: {
  readonly task?: Task;
  readonly turns: readonly Turn[];
  readonly toolchain?: Partial<Toolchain>;
  /** The head of the task's branch on the remote, and the files in which it differs from what is known. */
  readonly policyVersion?: string;
  readonly policy?: Rules['policy'];
  /** PLAN.md as it lies on the branch. */
  readonly document?: string | null;
  /** What past tasks found that is like this one. */
  readonly lessons?: readonly Lesson[];
  readonly remote?: { readonly head: string; readonly differs: readonly string[] };
}) {
  const model = scriptedModel(options.turns);
  const calls: { readonly call: string; readonly input: Readonly<Record<string, unknown>> }[] = [];
  const task = options.task ?? discovered;

  function answering<T>(call: string, answer: T) {
    return async (input: object): Promise<T> => {
      calls.push({ call, input: { ...input } });
      return answer;
    };
  }
  const workspace: Partial<Workspace> = {
    open: async ({ ref }) => {
      calls.push({ call: 'open', input: { ref } });
      return { commit: ref, tree: `tree of ${ref}` };
    },
    remoteHead: answering('remoteHead', options.remote?.head ?? null),
    readFile: answering('readFile', options.document ?? null),
    detect: answering('detect', { ...toolchain, ...options.toolchain }),
    writeFiles: answering('writeFiles', { tree: 'tree with plan' }),
    commit: answering('commit', { sha: 'c'.repeat(40) }),
    push: answering('push', { sha: 'c'.repeat(40) }),
    diff: answering('diff', {
      patch: '',
      files: (options.remote?.differs ?? []).map((path) => ({
        path,
        added: 1,
        removed: 1,
        status: 'modified' as const,
      })),
    }),
  };
  const github: Partial<GitHub> = {
    getRepository: async () => ({ defaultBranch: 'main' }) as never,
    ensureDraftPullRequest: answering('ensureDraftPullRequest', {
      number: 7,
      url: 'https://github.example/acme/shop/pull/7',
      nodeId: 'PR_7',
    }),
    ensureComment: answering('ensureComment', { id: 1, url: '' }),
  };
  const world = {
    model,
    learning: { alike: answering('alike', options.lessons ?? []) },
    workspace: workspace as Workspace,
    github: github as GitHub,
    rules: {
      inForce: async () => ({
        policyVersion: options.policyVersion ?? 'one',
        ...(options.policy === undefined ? {} : { policy: options.policy }),
      }),
    },
    clock: { now: async () => '2026-03-02T10:00:00.000Z' },
    blobs: { put: refuse, get: refuse },
    signal: new AbortController().signal,
  };
  const work: Work = {
    item: {
      kind: 'plan',
      lane: 'p2',
      tenant: 'main',
      id: task.id,
      cause: '4',
      causeId: 'discovered',
      causeSeq: 4,
    },
    run: 'plan-shop-42-4',
    task,
    history: [],
    cause: undefined,
  };
  return {
    model,
    calls,
    /** The inputs of one call, in order. */
    inputs: (call: string) => calls.filter((one) => one.call === call).map(({ input }) => input),
    async propose(): Promise<readonly PlannerDraft[]> {
      const facts: PlannerDraft[] = [];
      for await (const fact of propose(work, world, settings)) facts.push(fact);
      return facts;
    },
  };
}

async function refuse(): Promise<never> {
  throw new Error('the planner keeps no texts of its own');
}
