import type { Priority, TaskDraft, TaskRequested } from '@patchwright/events';
import type { z } from 'zod';
import type { ApprovalPolicy } from './policy/policy.ts';
import type { RetryStep } from './retry-target.ts';
import type { Task } from './task.ts';

/** The channels by which a person's word reaches a task. */
export type Channel = 'slack' | 'github' | 'jira' | 'dashboard' | 'cli' | 'policy';

/** Who asks: a person with the roles that policy gives them. */
export interface Person {
  /** For example `human:slack:U0MARIA`. */
  readonly actor: string;
  readonly via: Channel;
  readonly roles: readonly Role[];
}

/** What a person may do. Each role includes those before it. */
export const roles = ['viewer', 'operator', 'approver', 'admin'] as const;
/** One of `roles`. */
export type Role = (typeof roles)[number];

/**
 * A request to decide about a task. It is not a fact, and may be refused.
 * People's commands carry a `person`; the mesh's own do not.
 */
export type Command =
  | { readonly kind: 'request'; readonly request: z.output<typeof TaskRequested.schema> }
  | {
      readonly kind: 'approve';
      readonly person: Person;
      readonly digest?: string;
      readonly policy: ApprovalPolicy;
    }
  | { readonly kind: 'reject'; readonly person: Person; readonly reason: string }
  | { readonly kind: 'revise'; readonly person: Person; readonly feedback: string }
  | { readonly kind: 'cancel'; readonly person: Person; readonly reason: string }
  | { readonly kind: 'pause'; readonly person: Person }
  | { readonly kind: 'resume'; readonly person: Person }
  /** Without `from`, a retry begins after the last thing that still holds. */
  | { readonly kind: 'retry'; readonly person: Person; readonly from?: RetryStep }
  | { readonly kind: 'prioritise'; readonly person: Person; readonly priority: Priority }
  | { readonly kind: 'redrive'; readonly person: Person; readonly work: string }
  /** The ticket says something else now. */
  | {
      readonly kind: 'edit';
      readonly by: string;
      /** The ticket's name, and what of it was edited, in words. */
      readonly ticket: string;
      readonly what: string;
      readonly title: string;
      readonly description: string;
    }
  /** Another task that this one belongs to, or that belongs to it, stands so: what does this one lack? */
  | { readonly kind: 'follow'; readonly other: Task; readonly again: boolean }
  | { readonly kind: 'fire'; readonly timer: TimerName; readonly version: number }
  | {
      readonly kind: 'park';
      readonly work: string;
      readonly cause: string;
      readonly attempts: number;
      readonly reason: string;
    }
  /** A service states what it did or found. */
  | { readonly kind: 'state'; readonly drafts: readonly TaskDraft[] };

/** The timers of a task. */
export const timerNames = [
  'approval_reminder',
  'approval_expiry',
  'answer_reminder',
  'answer_expiry',
  'execution_deadline',
  'ci_deadline',
  'ci_poll',
  'merge_poll',
] as const;
/** One of `timerNames`. */
export type TimerName = (typeof timerNames)[number];

/** The answer to a command: facts to append, or why not. `code` is stable, `reason` is a sentence for people. */
export type Decision =
  | { readonly kind: 'accepted'; readonly drafts: readonly TaskDraft[] }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly reason: string };

/** Why a command is refused; stable, so that channels can answer each in their own way. */
export type RefusalCode =
  | 'unknown_task'
  | 'wrong_state'
  | 'already_decided'
  | 'stale_digest'
  | 'not_allowed'
  | 'self_approval'
  | 'already_voted'
  | 'nothing_to_do'
  /** What is stated contradicts itself or what is known. */
  | 'unsound';
