import { z } from 'zod';
import { type DraftOf, defineEvent, type EventOf } from './event.ts';
import { Discovery, Plan } from './plan.ts';

/** How urgent a task is; a waiting critical task is picked up before a waiting normal one. */
export const Priority = z.enum(['critical', 'high', 'normal', 'low']);
export type Priority = z.infer<typeof Priority>;

/** Something large that lies in the object store, named by its digest. */
export const BlobRef = z.object({
  ref: z.string().regex(/^sha256-[0-9a-f]{64}$/),
  size: z.number().int().nonnegative(),
  mediaType: z.string(),
});
export type BlobRef = z.infer<typeof BlobRef>;

/** The ticket that a task is about. */
export const TicketRef = z.object({
  system: z.enum(['jira', 'github']),
  key: z.string(),
  url: z.string(),
});
export type TicketRef = z.infer<typeof TicketRef>;

/** The production error that a task is about. */
export const SentryRef = z.object({ id: z.string(), project: z.string(), url: z.string() });
export type SentryRef = z.infer<typeof SentryRef>;

/** A pull request. */
export const PullRequestRef = z.object({
  repository: z.string(),
  number: z.number().int().positive(),
  url: z.string(),
});
export type PullRequestRef = z.infer<typeof PullRequestRef>;

/** What a set of model calls used. `costUsd` by the price table of the caller. */
export const Usage = z.object({
  modelCalls: z.number().int().nonnegative(),
  inputTokens: z.number().int().nonnegative(),
  outputTokens: z.number().int().nonnegative(),
  costUsd: z.number().nonnegative(),
});
export type Usage = z.infer<typeof Usage>;

/** Counts of one run of a test suite, with the names of what failed. */
export const TestCounts = z.object({
  total: z.number().int().nonnegative(),
  passed: z.number().int().nonnegative(),
  failed: z.number().int().nonnegative(),
  skipped: z.number().int().nonnegative(),
  failing: z.array(z.string()),
});
export type TestCounts = z.infer<typeof TestCounts>;

/** What a command printed and how it ended, as proof. `excerpt` is at most 4,000 characters, masked. */
export const Evidence = z.object({
  command: z.string(),
  exitCode: z.number().int(),
  counts: TestCounts.optional(),
  excerpt: z.string(),
  output: BlobRef.optional(),
  /** The git tree that the command ran on. */
  tree: z.string(),
  durationMs: z.number().nonnegative(),
});
export type Evidence = z.infer<typeof Evidence>;

/** A failing check of a commit. */
export const CheckFailure = z.object({
  name: z.string(),
  url: z.string(),
  /** What kind of failure: `format`, `lint`, `types`, `test`, `compile`, `import`, `security`, `permission`, `infrastructure`, `unknown`. */
  category: z.string(),
  tool: z.string().optional(),
  /** The command that mends it, when there is one. */
  fix: z.string().optional(),
  excerpt: z.string(),
});
export type CheckFailure = z.infer<typeof CheckFailure>;

const Reason = z.object({ reason: z.string().min(1) });
/** Who decided, and by which channel. */
const Decision = z.object({
  by: z.string(),
  via: z.enum(['slack', 'github', 'jira', 'dashboard', 'cli', 'policy']),
});
const step = z.number().int().positive();

// Request and discovery
export const TaskRequested = defineEvent(
  'task',
  'task_requested',
  z.object({
    title: z.string().min(1),
    description: z.string(),
    trigger: z.object({
      kind: z.enum(['jira', 'sentry', 'github', 'slack', 'cli', 'dashboard']),
      ref: z.string(),
    }),
    ticket: TicketRef.optional(),
    sentry: SentryRef.optional(),
    /** The repository, where whoever asked named it. */
    repository: z.string().optional(),
    requester: z.string(),
    priority: Priority,
    labels: z.array(z.string()),
  }),
);
export const TriggerJoined = defineEvent(
  'task',
  'trigger_joined',
  z.object({ kind: z.string(), ref: z.string(), by: z.string() }),
);
export const DiscoveryStarted = defineEvent('task', 'discovery_started', z.object({}));
export const TicketEnriched = defineEvent(
  'task',
  'ticket_enriched',
  z.object({ ticket: z.string(), analysis: z.string() }),
);
export const DiscoveryCompleted = defineEvent(
  'task',
  'discovery_completed',
  z.object({
    discovery: Discovery,
    repository: z.string(),
    base: z.object({ ref: z.string(), sha: z.string() }),
  }),
);

// Planning and approval
export const PlanningStarted = defineEvent(
  'task',
  'planning_started',
  z.object({ version: z.number().int().positive() }),
);
export const PlanProposed = defineEvent(
  'task',
  'plan_proposed',
  z.object({
    version: z.number().int().positive(),
    plan: Plan,
    /** Canonical digest of what an approval binds: see `approvalDigest`. */
    digest: z.string(),
    repository: z.string(),
    base: z.object({ ref: z.string(), sha: z.string() }),
    branch: z.string(),
    /** The commit that carries PLAN.md. */
    head: z.string(),
    pullRequest: PullRequestRef,
  }),
);
export const ApprovalGiven = defineEvent(
  'task',
  'approval_given',
  Decision.extend({ digest: z.string() }),
);
export const PlanApproved = defineEvent(
  'task',
  'plan_approved',
  z.object({ digest: z.string(), approvers: z.array(Decision), policy: z.string() }),
);
export const PlanRejected = defineEvent(
  'task',
  'plan_rejected',
  Decision.extend({ reason: z.string() }),
);
export const RevisionRequested = defineEvent(
  'task',
  'revision_requested',
  Decision.extend({ feedback: z.string().min(1) }),
);
export const ApprovalVoided = defineEvent(
  'task',
  'approval_voided',
  Reason.extend({ digest: z.string() }),
);
export const ApprovalReminded = defineEvent(
  'task',
  'approval_reminded',
  z.object({ waitingSince: z.string() }),
);
export const ApprovalExpired = defineEvent(
  'task',
  'approval_expired',
  z.object({ waitingSince: z.string() }),
);

// Execution
export const ExecutionStarted = defineEvent(
  'task',
  'execution_started',
  z.object({ digest: z.string(), base: z.string() }),
);
export const BaselineRecorded = defineEvent(
  'task',
  'baseline_recorded',
  z.object({ evidence: Evidence }),
);
export const TestProvedRed = defineEvent(
  'task',
  'test_proved_red',
  z.object({
    step,
    test: z.string(),
    file: z.string(),
    attempt: z.number().int(),
    evidence: Evidence,
  }),
);
export const TestNotReproduced = defineEvent(
  'task',
  'test_not_reproduced',
  z.object({
    step,
    test: z.string(),
    attempt: z.number().int(),
    reason: z.string(),
    evidence: Evidence,
  }),
);
export const TestProvedGreen = defineEvent(
  'task',
  'test_proved_green',
  z.object({
    step,
    test: z.string(),
    attempt: z.number().int(),
    evidence: Evidence,
    suite: Evidence,
  }),
);
export const StepCompleted = defineEvent(
  'task',
  'step_completed',
  z.object({ step, summary: z.string() }),
);
export const StepFailed = defineEvent(
  'task',
  'step_failed',
  z.object({ step, attempt: z.number().int(), reason: z.string(), optional: z.boolean() }),
);
export const CommitRecorded = defineEvent(
  'task',
  'commit_recorded',
  z.object({
    step: step.optional(),
    sha: z.string(),
    tree: z.string(),
    message: z.string(),
    files: z.array(z.string()),
  }),
);
export const VerificationPassed = defineEvent(
  'task',
  'verification_passed',
  z.object({ commit: z.string(), evidence: Evidence }),
);
export const ChangesPushed = defineEvent(
  'task',
  'changes_pushed',
  z.object({ branch: z.string(), sha: z.string() }),
);
export const ForeignPushRecorded = defineEvent(
  'task',
  'foreign_push_recorded',
  z.object({ branch: z.string(), sha: z.string(), by: z.string() }),
);
export const ExecutionCompleted = defineEvent(
  'task',
  'execution_completed',
  z.object({
    head: z.string(),
    result: z.object({
      testsWritten: z.number().int(),
      testsTotal: z.number().int(),
      testsPassed: z.number().int(),
      filesModified: z.array(z.string()),
      linesAdded: z.number().int(),
      linesRemoved: z.number().int(),
      commits: z.array(z.string()),
      prUrl: z.string(),
      durationMs: z.number(),
      tokens: z.number().int(),
      costUsd: z.number(),
    }),
  }),
);

// Continuous integration
export const CiReported = defineEvent(
  'task',
  'ci_reported',
  z.object({ sha: z.string(), name: z.string(), conclusion: z.string() }),
);
export const CiFailed = defineEvent(
  'task',
  'ci_failed',
  z.object({
    sha: z.string(),
    round: z.number().int().positive(),
    failures: z.array(CheckFailure).min(1),
  }),
);
export const CiFixPushed = defineEvent(
  'task',
  'ci_fix_pushed',
  z.object({
    sha: z.string(),
    round: z.number().int().positive(),
    commands: z.array(z.string()),
    files: z.array(z.string()),
  }),
);
export const CiPassed = defineEvent(
  'task',
  'ci_passed',
  z.object({ sha: z.string(), rounds: z.number().int().positive(), checks: z.array(z.string()) }),
);
export const PullRequestReadied = defineEvent(
  'task',
  'pull_request_readied',
  z.object({ pullRequest: PullRequestRef }),
);

// Ends and interruptions
export const TaskCompleted = defineEvent(
  'task',
  'task_completed',
  z.object({ pullRequest: PullRequestRef, summary: z.string() }),
);
export const TaskFailed = defineEvent(
  'task',
  'task_failed',
  Reason.extend({ step: step.optional() }),
);
export const TaskEscalated = defineEvent(
  'task',
  'task_escalated',
  Reason.extend({ diagnosis: z.string() }),
);
export const TaskCancelled = defineEvent(
  'task',
  'task_cancelled',
  Decision.extend({ reason: z.string() }),
);
export const TaskPaused = defineEvent('task', 'task_paused', Decision);
export const TaskResumed = defineEvent('task', 'task_resumed', Decision);
export const TaskRetried = defineEvent(
  'task',
  'task_retried',
  Decision.extend({ to: z.enum(['requested', 'planning', 'approved', 'ci_monitoring']) }),
);
export const PriorityChanged = defineEvent(
  'task',
  'priority_changed',
  Decision.extend({ priority: Priority }),
);
export const WorkParked = defineEvent(
  'task',
  'work_parked',
  z.object({ work: z.string(), cause: z.string(), attempts: z.number().int(), reason: z.string() }),
);
export const WorkRedriven = defineEvent(
  'task',
  'work_redriven',
  z.object({ work: z.string(), by: z.string() }),
);
export const RunFinished = defineEvent(
  'task',
  'run_finished',
  z.object({
    run: z.string(),
    service: z.string(),
    usage: Usage,
    attempts: z.number().int(),
    durationMs: z.number(),
  }),
);

/** Every fact of a task, in the order of its life. */
export const taskEvents = [
  TaskRequested,
  TriggerJoined,
  DiscoveryStarted,
  TicketEnriched,
  DiscoveryCompleted,
  PlanningStarted,
  PlanProposed,
  ApprovalGiven,
  PlanApproved,
  PlanRejected,
  RevisionRequested,
  ApprovalVoided,
  ApprovalReminded,
  ApprovalExpired,
  ExecutionStarted,
  BaselineRecorded,
  TestProvedRed,
  TestNotReproduced,
  TestProvedGreen,
  StepCompleted,
  StepFailed,
  CommitRecorded,
  VerificationPassed,
  ChangesPushed,
  ForeignPushRecorded,
  ExecutionCompleted,
  CiReported,
  CiFailed,
  CiFixPushed,
  CiPassed,
  PullRequestReadied,
  TaskCompleted,
  TaskFailed,
  TaskEscalated,
  TaskCancelled,
  TaskPaused,
  TaskResumed,
  TaskRetried,
  PriorityChanged,
  WorkParked,
  WorkRedriven,
  RunFinished,
] as const;

/** Any fact of a task, with its envelope. */
export type TaskEvent = EventOf<(typeof taskEvents)[number]>;
/** Any fact of a task, as it is stated. */
export type TaskDraft = DraftOf<(typeof taskEvents)[number]>;
/** The names of the facts of a task. */
export type TaskEventType = TaskEvent['type'];
