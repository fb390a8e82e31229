import {
  BlobRef,
  CheckFailure,
  Discovery,
  Evidence,
  ExecutionResult,
  Plan,
  Priority,
  PullRequestRef,
  SentryRef,
  TicketRef,
  Usage,
} from '@patchwright/events';
import { z } from 'zod';
import { statuses } from '../task.ts';

const Limit = z.coerce.number().int().min(1).max(1000);
const Vote = z.object({ by: z.string(), via: z.string(), at: z.string() });

/** Which tasks are wanted. */
export const TaskQuery = z.object({
  status: z.enum(statuses).optional().describe('Only tasks in this status'),
  repository: z.string().optional().describe('Only tasks of this repository, `owner/name`'),
  requester: z.string().optional().describe('Only what this person asked for'),
  priority: Priority.optional().describe('Only tasks of this urgency'),
  text: z.string().max(200).optional().describe('Words that id, title or ticket have'),
  limit: Limit.default(100).describe('At most so many, 100 unless given'),
  cursor: z.string().optional().describe('`next` of the page before'),
});
export type TaskQuery = z.output<typeof TaskQuery>;

/** One task in a list. */
export const TaskLine = z
  .object({
    id: z.string(),
    status: z.enum(statuses),
    title: z.string(),
    priority: Priority,
    requester: z.string(),
    repository: z.string().nullable(),
    ticket: z.string().nullable(),
    pullRequest: z.string().nullable(),
    costUsd: z.number(),
    requestedAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'TaskLine' });
export type TaskLine = z.output<typeof TaskLine>;

/** Tasks, the one that moved last first; `total` counts those that are not shown, too. */
export const TaskList = z
  .object({
    tasks: z.array(TaskLine),
    total: z.number().int(),
    next: z.string().optional().describe('The cursor of the next page; absent on the last'),
  })
  .meta({ id: 'TaskList' });
export type TaskList = z.output<typeof TaskList>;

const Step = z.looseObject({
  order: z.number().int(),
  state: z.enum(['red', 'green', 'done', 'failed', 'not_reproduced']),
  pushed: z.boolean(),
  attempts: z.number().int(),
  red: Evidence.optional(),
  green: Evidence.optional(),
  suite: Evidence.optional(),
  commit: z.string().optional(),
  summary: z.string().optional(),
  reason: z.string().optional(),
});

const Part = z.looseObject({
  task: z.string(),
  repository: z.string(),
  pullRequest: PullRequestRef,
  after: z.array(z.string()).describe('The parts that are done before it'),
  state: z.enum(['waiting', 'started', 'completed', 'dropped']),
  awaitsMerge: z.literal(true).exactOptional().describe('Others begin once it is merged'),
  merged: z.string().exactOptional().describe('The commit by which it was merged'),
  usage: Usage.exactOptional().describe('What its model calls used, once it is done'),
  change: z
    .object({
      files: z.number().int(),
      linesAdded: z.number().int(),
      linesRemoved: z.number().int(),
    })
    .exactOptional(),
});

/** A task as it stands, or stood at an event, with its story. */
export const TaskPage = z
  .looseObject({
    id: z.string(),
    status: z.enum(statuses),
    version: z.number().int(),
    title: z.string(),
    description: z.string(),
    requester: z.string(),
    priority: Priority,
    labels: z.array(z.string()),
    trigger: z.object({ kind: z.string(), ref: z.string() }).optional(),
    ticket: TicketRef.optional(),
    sentry: SentryRef.optional(),
    repository: z.string().optional(),
    base: z.object({ ref: z.string(), sha: z.string() }).optional(),
    discovery: Discovery.optional(),
    proposal: z
      .looseObject({
        version: z.number().int(),
        plan: Plan,
        digest: z.string(),
        branch: z.string(),
        head: z.string(),
        pullRequest: PullRequestRef,
        proposedAt: z.string(),
      })
      .optional(),
    parts: z
      .array(Part)
      .optional()
      .describe('What of it is done in other repositories, in the order of merging'),
    part: z.looseObject({ whole: z.string() }).optional().describe('Of which task this is a part'),
    votes: z.array(Vote),
    approval: z.looseObject({ digest: z.string(), approvers: z.array(Vote) }).optional(),
    feedback: z.array(
      z.object({ by: z.string(), via: z.string(), text: z.string(), at: z.string() }),
    ),
    steps: z.array(Step),
    commits: z.array(
      z.object({ sha: z.string(), message: z.string(), files: z.array(z.string()) }),
    ),
    head: z.string().optional(),
    result: ExecutionResult.optional(),
    ci: z.looseObject({
      rounds: z.number().int(),
      fixes: z.number().int(),
      state: z.enum(['none', 'pending', 'failed', 'passed']),
      failures: z.array(CheckFailure),
    }),
    reason: z.string().optional(),
    diagnosis: z.string().optional(),
    usage: Usage,
    requestedAt: z.string(),
    updatedAt: z.string(),
    artifacts: z.array(BlobRef),
    timeline: z.array(
      z.object({
        seq: z.number().int(),
        version: z.number().int(),
        type: z.string(),
        at: z.string(),
        actor: z.string(),
        summary: z.string(),
      }),
    ),
    lastSeq: z.number().int(),
  })
  .meta({ id: 'Task' });
export type TaskPage = z.output<typeof TaskPage>;

/** What a task is asked for with; one of title, description, ticket and Sentry issue at least. */
export const NewTask = z
  .strictObject({
    title: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .describe('The first line of the description unless given'),
    description: z.string().trim().max(100_000).default('').describe('What is to be done'),
    repository: z
      .string()
      .regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name')
      .optional()
      .describe('Where the work is done, `owner/name`'),
    ticket: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_]*-\d+$/, 'must be a key like SHOP-42')
      .optional()
      .describe('A ticket of Jira; its words are read'),
    sentry: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be the id of an issue')
      .optional()
      .describe('An issue of Sentry; it is read'),
    priority: Priority.optional().describe('`normal` unless the source says otherwise'),
    labels: z.array(z.string().min(1)).default([]),
  })
  .refine(
    ({ title, description, ticket, sentry }) => Boolean(title || description || ticket || sentry),
    { message: 'a title, a description, a ticket or a Sentry issue is needed' },
  )
  .meta({ id: 'NewTask' });
export type NewTask = z.input<typeof NewTask>;

/** What came of a request for a task. */
export const Started = z
  .object({
    task: z.string(),
    status: z.enum(statuses),
    joined: z.boolean().describe('Whether an open task of the same ticket or key was joined'),
    dryRun: z.boolean().optional(),
  })
  .meta({ id: 'Started' });
export type Started = z.output<typeof Started>;
