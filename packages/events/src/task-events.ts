import { z } from 'zod';
import {
  AmendmentRequested,
  ApprovalExpired,
  ApprovalGiven,
  ApprovalReminded,
  ApprovalVoided,
  PlanApproved,
  PlanProposed,
  PlanRejected,
  RevisionRequested,
} from './approval-events.ts';
import { type DraftOf, defineEvent, type EventOf } from './event.ts';
import {
  PartCompleted,
  PartMerged,
  PartProposed,
  PartRecalled,
  PartReleased,
  PartStarted,
} from './part-events.ts';
import { Discovery } from './plan.ts';
import {
  QuestionAnswered,
  QuestionAsked,
  QuestionExpired,
  QuestionReminded,
} from './question-events.ts';
import {
  CheckFailure,
  Decision,
  Evidence,
  ExecutionResult,
  Priority,
  PullRequestRef,
  Reason,
  SentryRef,
  step,
  TicketRef,
  Usage,
} from './vocabulary.ts';

// Request and discovery
/** Somebody, or a trigger, asked for work. The first fact of every task. */
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
/** A second trigger for the same ticket joined the open task. */
export const TriggerJoined = defineEvent(
  'task',
  'trigger_joined',
  z.object({ kind: z.string(), ref: z.string(), by: z.string() }),
);
/** The ticket says something else now: what follows is done from these words. */
export const TicketEdited = defineEvent(
  'task',
  'ticket_edited',
  z.object({
    by: z.string(),
    /** In words: `the description`. */
    what: z.string(),
    title: z.string().min(1),
    description: z.string(),
    /** Whether the task begins anew, since nobody was shown a plan yet. */
    again: z.boolean(),
  }),
);
/** The search for the places in code began. */
export const DiscoveryStarted = defineEvent('task', 'discovery_started', z.object({}));
/** The analysis of the error was written into the ticket. */
export const TicketEnriched = defineEvent(
  'task',
  'ticket_enriched',
  z.object({ ticket: z.string(), analysis: z.string() }),
);
/** The places in code are known, and in which repository the work is done. */
export const DiscoveryCompleted = defineEvent(
  'task',
  'discovery_completed',
  z.object({
    discovery: Discovery,
    repository: z.string(),
    base: z.object({ ref: z.string(), sha: z.string() }),
  }),
);

// Planning; what follows a proposal is in `approval-events.ts`
/** A version of the plan is being written. */
export const PlanningStarted = defineEvent(
  'task',
  'planning_started',
  z.object({ version: z.number().int().positive() }),
);

// Execution
/** The approved plan is being executed, on this commit. */
export const ExecutionStarted = defineEvent(
  'task',
  'execution_started',
  z.object({ digest: z.string(), base: z.string() }),
);
/** The suite's result before the change. */
export const BaselineRecorded = defineEvent(
  'task',
  'baseline_recorded',
  z.object({ evidence: Evidence }),
);
/** The new test fails for the stated reason; from here on it is frozen. */
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
/** The new test does not fail as it should. */
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
/** The test passes, and the whole suite with it. */
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
/** A step of the plan is done. */
export const StepCompleted = defineEvent(
  'task',
  'step_completed',
  z.object({ step, summary: z.string() }),
);
/** A try of a step failed; without `optional`, the last failed try fails the task. */
export const StepFailed = defineEvent(
  'task',
  'step_failed',
  z.object({ step, attempt: z.number().int(), reason: z.string(), optional: z.boolean() }),
);
/** A commit was made in the workspace; it is not pushed yet. */
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
/** GREEN once more, in a fresh checkout of the exact commit. */
export const VerificationPassed = defineEvent(
  'task',
  'verification_passed',
  z.object({
    commit: z.string(),
    evidence: Evidence,
    /** Whose command it was: the plan's, or that of the repository's test profile, which lies outside the repository. */
    by: z.enum(['plan', 'profile']),
  }),
  { version: 2, upcast: { 1: (data: object) => ({ ...data, by: 'plan' }) } },
);
/** All commits so far lie on the branch. */
export const ChangesPushed = defineEvent(
  'task',
  'changes_pushed',
  z.object({ branch: z.string(), sha: z.string() }),
);
/** Somebody else pushed to the task's branch. */
export const ForeignPushRecorded = defineEvent(
  'task',
  'foreign_push_recorded',
  z.object({ branch: z.string(), sha: z.string(), by: z.string() }),
);
/** Somebody merged the task's pull request, with which the change is in the base branch; `sha` is the commit that came of it. */
export const PullRequestMerged = defineEvent(
  'task',
  'pull_request_merged',
  z.object({ sha: z.string(), by: z.string() }),
);
/** The plan is executed and pushed. */
export const ExecutionCompleted = defineEvent(
  'task',
  'execution_completed',
  z.object({
    head: z.string(),
    result: ExecutionResult,
  }),
);

// Continuous integration
/** A check of a commit ended. */
export const CiReported = defineEvent(
  'task',
  'ci_reported',
  z.object({ sha: z.string(), name: z.string(), conclusion: z.string() }),
);
/** All checks of a commit ended, and some failed, with what is known of why. */
export const CiFailed = defineEvent(
  'task',
  'ci_failed',
  z.object({
    sha: z.string(),
    round: z.number().int().positive(),
    failures: z.array(CheckFailure).min(1),
  }),
  // Nobody looked where a step ran before: what is said of it stays true.
  { version: 2, upcast: { 1: (data: object) => data } },
);
/** A fix for failed checks was pushed. */
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
/** All checks of the commit are green. */
export const CiPassed = defineEvent(
  'task',
  'ci_passed',
  z.object({ sha: z.string(), rounds: z.number().int().positive(), checks: z.array(z.string()) }),
);
/** The pull request is no longer a draft. */
export const PullRequestReadied = defineEvent(
  'task',
  'pull_request_readied',
  z.object({ pullRequest: PullRequestRef }),
);

// Ends and interruptions
/** The work is done and green; the task ends. */
export const TaskCompleted = defineEvent(
  'task',
  'task_completed',
  z.object({ pullRequest: PullRequestRef, summary: z.string() }),
);
/** The work cannot be done as planned; the task ends, and can be retried. */
export const TaskFailed = defineEvent(
  'task',
  'task_failed',
  Reason.extend({ step: step.optional() }),
);
/** A person is needed; the task ends, and can be retried. */
export const TaskEscalated = defineEvent(
  'task',
  'task_escalated',
  Reason.extend({ diagnosis: z.string() }),
);
/** A person called it off; the task ends. */
export const TaskCancelled = defineEvent(
  'task',
  'task_cancelled',
  Decision.extend({ reason: z.string() }),
);
/** A person holds the task; running work may still come in. */
export const TaskPaused = defineEvent('task', 'task_paused', Decision);
/** A held task goes on from where it is. */
export const TaskResumed = defineEvent('task', 'task_resumed', Decision);
/** An ended task begins again after what still holds; a part that was never released waits for that (version 2). */
export const TaskRetried = defineEvent(
  'task',
  'task_retried',
  Decision.extend({
    to: z.enum(['requested', 'planning', 'awaiting_approval', 'approved', 'ci_monitoring']),
  }),
  { version: 2, upcast: { 1: (data: object) => data } },
);
/** A person changed how urgent it is. */
export const PriorityChanged = defineEvent(
  'task',
  'priority_changed',
  Decision.extend({ priority: Priority }),
);
/** A piece of work failed too often and lies with the dead letters. */
export const WorkParked = defineEvent(
  'task',
  'work_parked',
  z.object({ work: z.string(), cause: z.string(), attempts: z.number().int(), reason: z.string() }),
);
/** Parked work was sent again. */
export const WorkRedriven = defineEvent(
  'task',
  'work_redriven',
  z.object({ work: z.string(), by: z.string() }),
);
/** A service's run about this task ended, with what it used. */
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
  TicketEdited,
  DiscoveryStarted,
  TicketEnriched,
  DiscoveryCompleted,
  QuestionAsked,
  QuestionAnswered,
  QuestionReminded,
  QuestionExpired,
  PlanningStarted,
  PlanProposed,
  ApprovalGiven,
  PlanApproved,
  PlanRejected,
  RevisionRequested,
  ApprovalVoided,
  AmendmentRequested,
  ApprovalReminded,
  ApprovalExpired,
  PartProposed,
  PartReleased,
  PartRecalled,
  PartStarted,
  PartCompleted,
  PartMerged,
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
  PullRequestMerged,
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
