import type {
  ApprovalTerms,
  BlobRef,
  CheckFailure,
  Discovery,
  Evidence,
  Plan,
  PlanPart,
  Priority,
  PullRequestRef,
  SentryRef,
  TicketRef,
  Usage,
  VoidCause,
} from '@patchwright/events';
import type { PartRecord } from './parts/parts-of.ts';

/** Where a task stands. `unknown` is the state before its first event. */
export const statuses = [
  'unknown',
  'requested',
  'discovering',
  'awaiting_answer',
  'planning',
  'awaiting_approval',
  'approved',
  'executing',
  'ci_monitoring',
  'completed',
  'revising',
  'rejected',
  'expired',
  'fixing_ci',
  'failed',
  'escalated',
  'cancelled',
  'paused',
] as const;
/** One of `statuses`. */
export type Status = (typeof statuses)[number];

/** The ends of a task: nothing happens by itself any more. A retry may leave `failed`, `escalated` and `expired`. */
export const endStatuses = [
  'completed',
  'rejected',
  'expired',
  'failed',
  'escalated',
  'cancelled',
] as const;

/** A person's (or policy's) decision as it is kept. */
export interface Vote {
  readonly by: string;
  readonly via: string;
  readonly at: string;
  /** Set when the policy had them as an admin when they voted. */
  readonly role?: 'admin';
}

/** The proposal that is, or was, put to people. */
export interface Proposal {
  readonly version: number;
  readonly plan: Plan;
  readonly digest: string;
  readonly branch: string;
  readonly head: string;
  readonly pullRequest: PullRequestRef;
  readonly proposedAt: string;
  /** Within which it would be executed; a part of what is approved. */
  readonly terms: ApprovalTerms;
  /** SHA-256 (hex) of PLAN.md as it was proposed, where that was recorded. */
  readonly document?: string;
  /** What is done in other repositories before it. */
  readonly parts?: readonly PlanPart[];
}

/** Files that came, or are to come, into the terms of the present proposal while it was executed. */
export interface Amendment {
  /** The step that takes them. */
  readonly step: number;
  readonly paths: readonly string[];
  readonly reason: string;
  /** What is approved with it. */
  readonly digest: string;
  readonly at: string;
}

/** What is known of one step of the plan's execution. */
export interface StepRecord {
  readonly order: number;
  readonly state: 'red' | 'green' | 'done' | 'failed' | 'not_reproduced';
  /** Whether what the record says lies on the task's branch, where another execution finds it. */
  readonly pushed: boolean;
  readonly attempts: number;
  readonly red?: Evidence;
  readonly green?: Evidence;
  readonly suite?: Evidence;
  readonly commit?: string;
  readonly summary?: string;
  readonly reason?: string;
}

/** What is known of a task: the fold of its events. Every field stems from an event; nothing else is ever stored. */
export interface Task {
  readonly status: Status;
  readonly id: string;
  readonly tenant: string;
  /** Position of the last folded event in the task's history; 0 before the first. */
  readonly version: number;
  /** What `paused` will return to. */
  readonly pausedFrom?: Status;
  /** What a parked piece of work will return to when it is sent again. */
  readonly parkedFrom?: Status;
  readonly title: string;
  readonly description: string;
  readonly requester: string;
  readonly priority: Priority;
  readonly labels: readonly string[];
  readonly trigger?: { readonly kind: string; readonly ref: string };
  readonly ticket?: TicketRef;
  readonly sentry?: SentryRef;
  readonly repository?: string;
  readonly base?: { readonly ref: string; readonly sha: string };
  readonly enrichment?: string;
  readonly discovery?: Discovery;
  /** What whoever asked was asked back, while it waits for an answer. */
  readonly question?: { readonly text: string; readonly at: string };
  /** Questions that were answered, oldest first. */
  readonly answers?: readonly (Vote & { readonly question: string; readonly text: string })[];
  readonly proposal?: Proposal;
  /** Votes for the current proposal's digest. */
  readonly votes: readonly Vote[];
  /** The parts of the present plan in other repositories, and of earlier ones; none for a task in one repository. */
  readonly parts?: readonly PartRecord[];
  /** Of which task this is a part, what of it is done before, and the whole's pull request. */
  readonly part?: {
    readonly whole: string;
    readonly after: readonly string[];
    readonly pullRequest: PullRequestRef;
  };
  /** Set once enough votes were given; void again when the proposal changes. */
  readonly approval?: {
    readonly digest: string;
    readonly approvers: readonly Vote[];
    /** After this moment nothing may be executed under it. */
    readonly expiresAt: string;
  };
  /** Why the present proposal has to be decided on again. */
  readonly voided?: { readonly cause: VoidCause; readonly reason: string; readonly at: string };
  /** What was asked for besides the present plan, oldest first. */
  readonly amendments?: readonly Amendment[];
  readonly feedback: readonly {
    readonly by: string;
    readonly via: string;
    readonly text: string;
    readonly at: string;
  }[];
  readonly baseline?: Evidence;
  /** The last test of our newest commit in a fresh checkout, by the plan's command or by the repository's profile. */
  readonly verification?: {
    readonly commit: string;
    readonly evidence: Evidence;
    readonly by: 'plan' | 'profile';
    readonly at: string;
  };
  readonly steps: readonly StepRecord[];
  readonly commits: readonly {
    readonly sha: string;
    readonly message: string;
    readonly files: readonly string[];
  }[];
  /** The newest commit of ours on the task's branch. */
  readonly head?: string;
  readonly result?: ExecutionResult;
  readonly ci: {
    readonly rounds: number;
    readonly fixes: number;
    readonly state: 'none' | 'pending' | 'failed' | 'passed';
    readonly failures: readonly CheckFailure[];
  };
  readonly ready: boolean;
  /** The commit by which its pull request was merged. */
  readonly merged?: string;
  /** Why it failed, was escalated, rejected or cancelled. */
  readonly reason?: string;
  /** What was found out about the trouble, for the person who looks at it. */
  readonly diagnosis?: string;
  /** Who rejected or cancelled it. */
  readonly closedBy?: Vote;
  /** The commit that somebody else pushed to the task's branch since our newest one. */
  readonly foreignPush?: { readonly sha: string; readonly by: string; readonly at: string };
  /** When the deadlines that run now began: version and time of the event that set them. A timer set before that is out of date. */
  readonly since: { readonly version: number; readonly at: string };
  /** When people were last reminded that the present proposal waits. */
  readonly remindedAt?: string;
  readonly usage: Usage;
  readonly requestedAt: string;
  readonly updatedAt: string;
  readonly artifacts: readonly BlobRef[];
}

/** What an execution came to. */
export interface ExecutionResult {
  readonly testsWritten: number;
  readonly testsTotal: number;
  readonly testsPassed: number;
  readonly filesModified: readonly string[];
  readonly linesAdded: number;
  readonly linesRemoved: number;
  readonly commits: readonly string[];
  readonly prUrl: string;
  readonly durationMs: number;
  readonly tokens: number;
  readonly costUsd: number;
}
