import {
  type ApprovalTerms,
  amendedTerms,
  approvalDigest,
  decode,
  type Evidence,
  emptyHead,
  encode,
  genesisHash,
  type Head,
  isTaskEvent,
  type Plan,
  type StoredEvent,
  seal,
  type TaskDraft,
  type TaskEvent,
} from '@patchwright/events';
import { type Decision, evolve, fold, type Status, type Task } from '../src/index.ts';
import { partFacts, partOf } from './story-parts.ts';
import { admin, ines, maria, person, tom, viewer } from './story-people.ts';
import { discovery, plan, policy, terms } from './story-plan.ts';
import { questionFacts } from './story-questions.ts';

export { admin, ines, maria, partOf, person, plan, policy, terms, tom, viewer };

export const tenant = 'acme';
export const id = 'shop-42';

const repository = 'acme/shop';
const base = { ref: 'main', sha: '1'.repeat(40) };
const branch = 'agent/shop-42-cart';
const pullRequest = { repository, number: 7, url: 'https://github.example/acme/shop/pull/7' };
export const head = '6'.repeat(40);

/** The fact that a plan is proposed, with the digest that names it. */
export function proposed(version = 1, proposal: Plan = plan()): TaskDraft {
  return {
    type: 'plan_proposed',
    data: {
      version,
      plan: proposal,
      digest: approvalDigest({ repository, base, branch, plan: proposal, terms: terms(proposal) }),
      repository,
      base,
      branch,
      head: '4'.repeat(40),
      pullRequest,
      terms: terms(proposal),
      document: 'e'.repeat(64),
    },
  };
}

export const digest: string = approvalDigest({
  repository,
  base,
  branch,
  plan: plan(),
  terms: terms(),
});

/** The fact that a proposed plan takes more files. */
export function amended(
  paths: readonly string[] = ['src/money.ts'],
  from: ApprovalTerms = terms(),
): Extract<TaskDraft, { type: 'amendment_requested' }> {
  const now = amendedTerms(from, paths);
  return {
    type: 'amendment_requested',
    data: {
      ...{ step: 2, paths: [...paths], reason: 'amounts are rounded there' },
      digest: approvalDigest({ repository, base, branch, plan: plan(), terms: now }),
      terms: now,
    },
  };
}

const evidence: Evidence = {
  command: 'npm test',
  exitCode: 1,
  excerpt: '1 failed',
  output: { ref: `sha256-${'ab'.repeat(32)}`, size: 10, mediaType: 'text/plain' },
  tree: '2'.repeat(40),
  durationMs: 800,
};
const by = { by: maria.actor, via: 'slack' } as const;

/** One fact of each kind, fit for the story of `shop-42`. */
export const facts: { readonly [T in TaskDraft['type']]: Extract<TaskDraft, { type: T }> } = {
  task_requested: {
    type: 'task_requested',
    data: {
      title: 'Cart total is off by a cent',
      description: 'Two items at 5.0025 come to 10.00',
      trigger: { kind: 'jira', ref: 'SHOP-42' },
      ticket: { system: 'jira', key: 'SHOP-42', url: 'https://jira.example/browse/SHOP-42' },
      requester: ines.actor,
      priority: 'normal',
      labels: ['AI'],
    },
  },
  ticket_edited: {
    type: 'ticket_edited',
    data: {
      by: ines.actor,
      what: 'the description',
      title: 'Totals',
      description: 'Only with two coupons.',
      again: true,
    },
  },
  trigger_joined: { type: 'trigger_joined', data: { kind: 'slack', ref: 'C1/1', by: tom.actor } },
  discovery_started: { type: 'discovery_started', data: {} },
  ticket_enriched: { type: 'ticket_enriched', data: { ticket: 'SHOP-42', analysis: 'off by one' } },
  discovery_completed: {
    type: 'discovery_completed',
    data: {
      discovery,
      repository,
      base,
    },
  },
  ...questionFacts,
  planning_started: { type: 'planning_started', data: { version: 1 } },
  plan_proposed: proposed() as Extract<TaskDraft, { type: 'plan_proposed' }>,
  ...partFacts,
  approval_given: { type: 'approval_given', data: { ...by, digest } },
  plan_approved: {
    type: 'plan_approved',
    data: { digest, approvers: [by], policy: 'default', expiryHours: 24 },
  },
  plan_rejected: { type: 'plan_rejected', data: { ...by, reason: 'tax first' } },
  revision_requested: {
    type: 'revision_requested',
    data: { ...by, feedback: 'negative totals too' },
  },
  approval_voided: {
    type: 'approval_voided',
    data: { reason: 'tom pushed', digest, cause: 'foreign_commit' },
  },
  amendment_requested: amended(),
  approval_reminded: {
    type: 'approval_reminded',
    data: { waitingSince: '2026-03-02T09:30:00.000Z' },
  },
  approval_expired: {
    type: 'approval_expired',
    data: { waitingSince: '2026-03-02T09:30:00.000Z' },
  },
  execution_started: { type: 'execution_started', data: { digest, base: base.sha } },
  baseline_recorded: { type: 'baseline_recorded', data: { evidence } },
  test_proved_red: {
    type: 'test_proved_red',
    data: { step: 1, test: 'cart rounds', file: 'test/cart.test.ts', attempt: 1, evidence },
  },
  test_not_reproduced: {
    type: 'test_not_reproduced',
    data: { step: 1, test: 'cart rounds', attempt: 1, reason: 'passes at once', evidence },
  },
  test_proved_green: {
    type: 'test_proved_green',
    data: { step: 1, test: 'cart rounds', attempt: 2, evidence, suite: evidence },
  },
  step_completed: { type: 'step_completed', data: { step: 1, summary: 'counts cents' } },
  step_failed: {
    type: 'step_failed',
    data: { step: 2, attempt: 3, reason: 'suite fails', optional: false },
  },
  commit_recorded: {
    type: 'commit_recorded',
    data: {
      step: 1,
      sha: head,
      tree: '3'.repeat(40),
      message: 'fix(cart): round',
      files: ['src/cart.ts'],
    },
  },
  verification_passed: {
    type: 'verification_passed',
    data: { commit: head, evidence, by: 'plan' },
  },
  changes_pushed: { type: 'changes_pushed', data: { branch, sha: head } },
  foreign_push_recorded: {
    type: 'foreign_push_recorded',
    data: { branch, sha: '5'.repeat(40), by: 'human:github:tom' },
  },
  execution_completed: {
    type: 'execution_completed',
    data: {
      head,
      result: {
        testsWritten: 1,
        testsTotal: 12,
        testsPassed: 12,
        filesModified: ['src/cart.ts'],
        linesAdded: 2,
        linesRemoved: 1,
        commits: [head],
        prUrl: pullRequest.url,
        durationMs: 1000,
        tokens: 100,
        costUsd: 0.01,
      },
    },
  },
  pull_request_merged: {
    type: 'pull_request_merged',
    data: { sha: '7'.repeat(40), by: maria.actor },
  },
  ci_reported: { type: 'ci_reported', data: { sha: head, name: 'format', conclusion: 'failure' } },
  ci_failed: {
    type: 'ci_failed',
    data: {
      sha: head,
      round: 1,
      failures: [
        {
          name: 'format',
          url: 'https://github.example/runs/1',
          category: 'format',
          excerpt: 'cart.ts',
        },
      ],
    },
  },
  ci_fix_pushed: {
    type: 'ci_fix_pushed',
    data: {
      sha: '7'.repeat(40),
      round: 1,
      commands: ['npx prettier --write .'],
      files: ['src/cart.ts'],
    },
  },
  ci_passed: { type: 'ci_passed', data: { sha: head, rounds: 2, checks: ['test', 'format'] } },
  pull_request_readied: { type: 'pull_request_readied', data: { pullRequest } },
  task_completed: { type: 'task_completed', data: { pullRequest, summary: 'rounded' } },
  task_failed: { type: 'task_failed', data: { reason: 'step 2 failed', step: 2 } },
  task_escalated: {
    type: 'task_escalated',
    data: { reason: 'a test fails in CI', diagnosis: 'expected 3 to be 4' },
  },
  task_cancelled: { type: 'task_cancelled', data: { ...by, reason: 'not needed' } },
  task_paused: { type: 'task_paused', data: by },
  task_resumed: { type: 'task_resumed', data: by },
  task_retried: { type: 'task_retried', data: { ...by, to: 'approved' } },
  priority_changed: { type: 'priority_changed', data: { ...by, priority: 'critical' } },
  work_parked: {
    type: 'work_parked',
    data: { work: 'execute', cause: '12', attempts: 4, reason: 'the model is down' },
  },
  work_redriven: { type: 'work_redriven', data: { work: 'execute', by: admin.actor } },
  run_finished: {
    type: 'run_finished',
    data: {
      run: 'executor-1',
      service: 'executor',
      usage: { modelCalls: 2, inputTokens: 100, outputTokens: 10, costUsd: 0.1 },
      attempts: 1,
      durationMs: 5,
    },
  },
};

type FactName = TaskDraft['type'];

const toRequested: readonly FactName[] = ['task_requested'];
const toDiscovering: readonly FactName[] = [...toRequested, 'discovery_started'];
const toPlanning: readonly FactName[] = [...toDiscovering, 'discovery_completed'];
const toAwaiting: readonly FactName[] = [...toPlanning, 'planning_started', 'plan_proposed'];
const toApproved: readonly FactName[] = [...toAwaiting, 'approval_given', 'plan_approved'];
const toExecuting: readonly FactName[] = [...toApproved, 'execution_started'];
const toCi: readonly FactName[] = [
  ...toExecuting,
  'test_proved_red',
  'test_proved_green',
  'execution_completed',
];

const stood = new Map<Status, Task>();

/** A history that leads to each status. */
export const wayTo: Readonly<Record<Status, readonly FactName[]>> = {
  unknown: [],
  requested: toRequested,
  discovering: toDiscovering,
  awaiting_answer: [...toDiscovering, 'question_asked'],
  planning: toPlanning,
  awaiting_approval: toAwaiting,
  approved: toApproved,
  executing: toExecuting,
  ci_monitoring: toCi,
  fixing_ci: [...toCi, 'ci_failed'],
  completed: [...toCi, 'ci_passed', 'pull_request_readied', 'task_completed'],
  revising: [...toAwaiting, 'revision_requested'],
  rejected: [...toAwaiting, 'plan_rejected'],
  expired: [...toAwaiting, 'approval_expired'],
  failed: [...toExecuting, 'task_failed'],
  escalated: [...toExecuting, 'task_escalated'],
  cancelled: [...toAwaiting, 'task_cancelled'],
  paused: [...toExecuting, 'task_paused'],
};

/** Facts as they would lie on the log after `from`: sealed, encoded and read back; one second apart, sequence 10 apart. */
export function written(
  drafts: readonly TaskDraft[],
  from: Head = emptyHead,
): StoredEvent<TaskEvent>[] {
  let at = from;
  return drafts.map((draft) => {
    const [event] = seal([draft], {
      aggregate: { kind: 'task', tenant, id },
      expected: at,
      causationId: `cause-${at.version}`,
      handler: 'story',
      source: '/patchwright/story',
      actor: 'system:story',
      time: new Date(Date.UTC(2026, 2, 2, 9, 0, at.version)).toISOString(),
      build: '0.1.0',
      correlationId: id,
    });
    if (event === undefined) throw new Error('nothing was sealed');
    const stored = decode({ ...encode(event), seq: (at.version + 1) * 10 });
    if (!isTaskEvent(stored)) throw new Error(`${stored.type} is no fact about a task`);
    at = { seq: stored.seq, version: stored.aggVersion, hash: stored.hash };
    return stored;
  });
}

/** The history with these facts. */
export function history(...names: readonly FactName[]): StoredEvent<TaskEvent>[] {
  return written(names.map((name) => facts[name]));
}

/** The task after these facts. */
export function given(...drafts: readonly TaskDraft[]): Task {
  return fold(tenant, id, written(drafts));
}

/** A task that stands there. */
export function standing(status: Status): Task {
  const known = stood.get(status);
  if (known !== undefined) return known;
  const task = fold(tenant, id, history(...wayTo[status]));
  stood.set(status, task);
  return task;
}

/** A task that stands there, and then these facts. */
export function standingAfter(status: Status, ...drafts: readonly TaskDraft[]): Task {
  return following(standing(status), ...drafts);
}

/** The task after these facts. */
export function following(task: Task, ...drafts: readonly TaskDraft[]): Task {
  return written(drafts, headAt(task)).reduce(evolve, task);
}

/** A head for what follows the task; its chain begins at the task's version. */
export function headAt(task: Task): Head {
  return { seq: task.version * 10, version: task.version, hash: genesisHash };
}

/** What a decision comes to, short: the names of its facts, or the code of its refusal. */
export function outcome(decision: Decision): string {
  return decision.kind === 'accepted'
    ? decision.drafts.map((draft) => draft.type).join(', ')
    : decision.code;
}

/** The sentence of a refusal. */
export function reasonOf(decision: Decision): string {
  return decision.kind === 'refused' ? decision.reason : '';
}
