import { z } from 'zod';
import { defineEvent } from './event.ts';
import { PlanPart } from './part.ts';
import {
  Decision,
  Priority,
  PullRequestRef,
  Reason,
  SentryRef,
  TicketRef,
  Usage,
} from './vocabulary.ts';

const Change = z.object({
  files: z.number().int().nonnegative(),
  linesAdded: z.number().int().nonnegative(),
  linesRemoved: z.number().int().nonnegative(),
});

/** A part of a task's plan is put to people with the whole. The first fact of every part; again with each version of the whole's plan. */
export const PartProposed = defineEvent(
  'task',
  'part_proposed',
  z.object({
    /** The task that it is a part of. */
    whole: z.string(),
    title: z.string().min(1),
    description: z.string(),
    requester: z.string(),
    priority: Priority,
    labels: z.array(z.string()),
    ticket: TicketRef.optional(),
    sentry: SentryRef.optional(),
    /** That of the whole's plan. */
    version: z.number().int().positive(),
    ...PlanPart.omit({ task: true }).shape,
    /** The pull request of the whole. */
    wholePullRequest: PullRequestRef,
  }),
);
/** The whole is approved, and what this part rests on is done: it may be executed. */
export const PartReleased = defineEvent(
  'task',
  'part_released',
  z.object({
    whole: z.string(),
    /** What of the approval is this part's. */
    digest: z.string(),
    /** What people approved. */
    approved: z.string(),
    approvers: z.array(Decision.extend({ at: z.string() })).min(1),
    /** When the whole's approval ends. */
    expiresAt: z.string(),
  }),
);
/** The whole is not approved any more: the release is void, and the part waits with the whole for people. */
export const PartRecalled = defineEvent(
  'task',
  'part_recalled',
  Reason.extend({ digest: z.string() }),
);
/** A part of this task is being executed. */
export const PartStarted = defineEvent('task', 'part_started', z.object({ part: z.string() }));
/** A part of this task is done and green. */
export const PartCompleted = defineEvent(
  'task',
  'part_completed',
  z.object({
    part: z.string(),
    head: z.string(),
    pullRequest: PullRequestRef,
    /** What its model calls used until then. */
    usage: Usage.exactOptional(),
    /** What its execution changed. */
    change: Change.exactOptional(),
  }),
);
/** A part of this task, which was green, is merged: what others get of its repository has it. */
export const PartMerged = defineEvent(
  'task',
  'part_merged',
  z.object({ part: z.string(), sha: z.string() }),
);
