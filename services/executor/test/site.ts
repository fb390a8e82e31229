import { scriptedModel, type Turn } from '@patchwright/agent/scripted';
import type { Work } from '@patchwright/chassis';
import {
  type ApprovalTerms,
  approvalDigest,
  type Plan,
  type PlanStep,
  type StoredEvent,
  type TaskDraft,
  type TaskEvent,
  termsOf,
} from '@patchwright/events';
import {
  type approvalPolicy,
  decide,
  foreseen,
  initialTask,
  type Policy,
  PolicyShape,
  type Task,
} from '@patchwright/task';
import type { CommandResult, Toolchain, Workspace } from '@patchwright/workspace';
import { execute } from '../src/execute.ts';
import type { ExecutorWorld, Limits } from '../src/execution.ts';
import type { ExecutorDraft } from '../src/facts.ts';
import { type Command, type Files, memoryWorkspace } from './memory-workspace.ts';

const repository = 'acme/shop';
/** The branch of the task. */
export const branch = 'agent/shop-42-floor';
const pullRequest = { repository, number: 7, url: 'https://github.example/acme/shop/pull/7' };

export const limits: Limits = {
  attempts: 3,
  turns: 10,
  tokens: 100_000,
  costUsd: 10,
  author: { name: 'Patchwright', email: 'patchwright@acme.example' },
};

/** A step of a plan, with what is usual left out. */
export function step(
  part: Pick<PlanStep, 'order' | 'type' | 'file'> & Partial<PlanStep>,
): PlanStep {
  return { action: 'do it', dependsOn: [], estimatedMinutes: 5, optional: false, ...part };
}

export const red = step({
  order: 1,
  type: 'test',
  file: 'test/cart.test',
  testName: 'a total has a floor',
  command: 'one test/cart.test',
});
export const green = step({ order: 2, type: 'implement', file: 'src/cart', dependsOn: [1] });

/** A plan of these steps. */
export function planOf(...steps: readonly PlanStep[]): Plan {
  return {
    summary: 'Totals have a floor',
    rootCause: 'nothing holds them',
    scope: { in: [], out: [] },
    components: [],
    dataFlow: '',
    tests: { unit: [], integration: [] },
    steps: [...steps],
    testCommand: 'npm test',
    riskLevel: 'low',
    breakingChanges: [],
    risks: [],
    security: [],
    rollback: 'revert',
    estimatedMinutes: 10,
  };
}

/**
 * In this repository a test is a line `<name> needs <word>`, and passes when a file under `src/` has the word.
 * `npm test` runs all tests, `one FILE` those of one file.
 */
export function runTests(files: Files, only?: string): Partial<CommandResult> {
  const source = Object.entries(files)
    .filter(([path]) => path.startsWith('src/'))
    .map(([, text]) => text)
    .join('\n');
  const tests = Object.entries(files)
    .filter(([path]) => (only === undefined ? path.startsWith('test/') : path === only))
    .flatMap(([, text]) => text.split('\n'))
    .flatMap((line) => {
      const [name, word] = line.split(' needs ');
      return name === undefined || word === undefined ? [] : [{ name, word }];
    });
  const failing = tests.filter(({ word }) => !source.includes(word));
  return {
    exitCode: failing.length === 0 ? 0 : 1,
    excerpt: failing.map(({ name, word }) => `✖ ${name}: there is no ${word}`).join('\n'),
    counts: {
      total: tests.length,
      passed: tests.length - failing.length,
      failed: failing.length,
      skipped: 0,
      failing: failing.map(({ name }) => name),
    },
  };
}

const sound: Files = { 'src/cart': 'sum', 'test/sum.test': 'a total is a sum needs sum' };

/** A repository with an approved plan, a scripted model, and the executor let loose on them. */
export function openSite(options: {
  readonly plan?: Plan;
  readonly files?: Files;
  readonly terms?: Partial<ApprovalTerms>;
  /** What the policy says of approvals, where it is not the default. */
  readonly approval?: Parameters<typeof approvalPolicy>[0];
  /** Test profiles by repository. */
  readonly profiles?: Policy['profiles'];
  /** Until when the approval holds. */
  readonly expiresAt?: string;
  /** SHA-256 of PLAN.md as it was proposed. */
  readonly document?: string;
  readonly turns: readonly Turn[];
  readonly commands?: Readonly<Record<string, Command>>;
  readonly checks?: Toolchain['checks'];
  readonly toolchain?: Partial<Toolchain>;
  /** A real repository instead of the one in memory, and the plan's commit on its branch. */
  readonly real?: { readonly workspace: Workspace; readonly base: string; readonly head: string };
}) {
  const plan = options.plan ?? planOf(red, green);
  const memory = memoryWorkspace({
    files: options.files ?? sound,
    branch,
    toolchain: { checks: options.checks ?? [], ...options.toolchain },
    commands: {
      'npm test': (files) => runTests(files),
      ...Object.fromEntries(
        plan.steps.map(({ file }) => [`one ${file}`, (files: Files) => runTests(files, file)]),
      ),
      ...options.commands,
    },
  });
  const model = scriptedModel(options.turns);
  const { workspace, ...at } = options.real ?? {
    workspace: memory.workspace,
    base: memory.base,
    head: memory.base,
  };
  const base = { ref: 'main', sha: at.base };
  const terms = { ...termsOf(plan, { minutes: 60, costUsd: 5 }, 'one'), ...options.terms };
  const digest = approvalDigest({ repository, base, branch, plan, terms });
  const task: Task = {
    ...initialTask('main', 'shop-42'),
    status: 'approved',
    version: 8,
    updatedAt: '2026-03-02T09:30:00.000Z',
    repository,
    base,
    head: at.head,
    proposal: {
      version: 1,
      plan,
      digest,
      branch,
      head: at.head,
      pullRequest,
      proposedAt: '2026-03-02T09:00:00.000Z',
      terms,
      ...(options.document === undefined ? {} : { document: options.document }),
    },
    approval: { digest, approvers: [], expiresAt: options.expiresAt ?? '2026-03-03T09:00:00.000Z' },
  };
  let minute = 0;
  const rules: { policyVersion: string; policy?: Pick<Policy, 'approval' | 'profiles'> } = {
    policyVersion: 'one',
    policy: PolicyShape.parse({
      approval: options.approval ?? {},
      profiles: options.profiles ?? {},
    }),
  };
  const world: ExecutorWorld = {
    workspace,
    model,
    rules: { inForce: async () => ({ ...rules }) },
    clock: { now: async () => `2026-03-02T10:${String(minute++).padStart(2, '0')}:00.000Z` },
    blobs: { put: refuse, get: refuse },
    signal: new AbortController().signal,
  };
  let work: Work = {
    item: {
      kind: 'execute',
      lane: 'p2',
      tenant: 'main',
      id: task.id,
      cause: '8',
      causeId: 'approved',
      causeSeq: 8,
    },
    run: 'execute-shop-42-8',
    task,
    history: [],
    cause: undefined,
  };

  /** Takes a fact into the task, as the chassis does; throws when the task refuses it. */
  function take(draft: TaskDraft, byPerson = false): void {
    const decision = byPerson
      ? ({ kind: 'accepted', drafts: [draft] } as const)
      : decide({ kind: 'state', drafts: [draft] }, work.task);
    if (decision.kind === 'refused') throw new Error(decision.reason);
    for (const fact of decision.drafts) {
      work = {
        ...work,
        task: foreseen(work.task, fact),
        history: [...work.history, fact as StoredEvent<TaskEvent>],
      };
    }
  }

  return {
    ...memory,
    model,
    world,
    branch,
    /** The rules in force; they may be changed at any time. */
    rules,
    task: () => work.task,
    take,
    /** Executes the task as it stands, and answers the facts, each of which the task has taken. */
    async execute(
      most = Number.POSITIVE_INFINITY,
      /** What happens elsewhere right after a fact was stated. */
      meanwhile: (fact: ExecutorDraft) => void = () => undefined,
    ): Promise<readonly ExecutorDraft[]> {
      const facts: ExecutorDraft[] = [];
      for await (const fact of execute(work, world, limits)) {
        take(fact);
        facts.push(fact);
        meanwhile(fact);
        if (facts.length === most) break;
      }
      return facts;
    },
  };
}

/** People approve what waits. */
export function approveAgain(site: ReturnType<typeof openSite>): void {
  const { proposal } = site.task();
  if (proposal === undefined) throw new Error('nothing waits');
  const vote = { by: 'human:maria', via: 'slack' } as const;
  site.take(
    {
      type: 'plan_approved',
      data: { digest: proposal.digest, approvers: [vote], policy: 'default', expiryHours: 24 },
    },
    true,
  );
}

async function refuse(): Promise<never> {
  throw new Error('the executor keeps no texts of its own');
}

/** The model writes a file. */
export function write(path: string, content: string): Turn {
  return [{ name: 'write_file', input: { path, content } }];
}

/** The model hands in a test, a change or a review. */
export const test: Turn = [{ name: 'submit_test', input: { summary: 'Show the missing floor.' } }];
export const change: Turn = [{ name: 'submit_change', input: { summary: 'hold totals' } }];
export const conforms: Turn = [{ name: 'submit_review', input: { conforms: true, problems: [] } }];
export function refused(problem: string): Turn {
  return [{ name: 'submit_review', input: { conforms: false, problems: [problem] } }];
}

/** What the model does to prove the usual plan. */
export const writesTest: readonly Turn[] = [
  write('test/cart.test', 'a total has a floor needs floor'),
  test,
];
export const writesChange: readonly Turn[] = [write('src/cart', 'sum floor'), change, conforms];

/** The names of facts. */
export function names(facts: readonly { readonly type: string }[]): readonly string[] {
  return facts.map(({ type }) => type);
}
