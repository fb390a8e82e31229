import { Priority, PullRequestRef, TicketRef } from '@patchwright/events';
import { z } from 'zod';
import { roles } from '../command.ts';

const Role = z.enum(roles);

/** Who asks, as the gateway sees them. */
export const WhoAmI = z
  .object({
    actor: z.string(),
    roles: z.array(Role),
    by: z.enum(['token', 'oidc']),
    token: z.string().optional().describe("The token's name"),
    expires: z.string().optional(),
  })
  .meta({ id: 'WhoAmI' });
export type WhoAmI = z.output<typeof WhoAmI>;

/** The plans that wait for people, the one that waits longest first. */
export const Approvals = z
  .object({
    approvals: z.array(
      z.looseObject({
        task: z.string(),
        title: z.string(),
        requester: z.string(),
        priority: Priority,
        ticket: TicketRef.optional(),
        repository: z.string(),
        branch: z.string(),
        pullRequest: PullRequestRef,
        version: z.number().int(),
        digest: z.string(),
        summary: z.string(),
        riskLevel: z.enum(['low', 'medium', 'high']),
        estimatedMinutes: z.number(),
        files: z.array(z.string()),
        votes: z.array(z.object({ by: z.string(), via: z.string(), at: z.string() })),
        waitingSince: z.string(),
      }),
    ),
  })
  .meta({ id: 'Approvals' });
export type Approvals = z.output<typeof Approvals>;

/** Work that could not be done. */
export const Letter = z
  .looseObject({
    id: z.string(),
    item: z.looseObject({ kind: z.string(), id: z.string(), cause: z.string() }).optional(),
    inboxSeq: z.number().optional(),
    reason: z.string(),
    attempts: z.number().int(),
    at: z.string(),
  })
  .meta({ id: 'DeadLetter' });
export type Letter = z.output<typeof Letter>;

/** All of it, oldest first. */
export const Letters = z.object({ letters: z.array(Letter) }).meta({ id: 'DeadLetters' });

/** What came of sending one letter again, or would come of it. */
export const Redriven = z
  .object({ redriven: z.string(), dryRun: z.boolean().optional() })
  .meta({ id: 'Redriven' });

/** What came of sending all letters again. */
export const AllRedriven = z
  .object({
    letters: z.array(
      z.object({
        id: z.string(),
        result: z.enum(['sent', 'would send', 'refused']),
        reason: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'AllRedriven' });

/** What came of laying a letter aside for good. */
export const Dropped = z.object({ dropped: z.string() }).meta({ id: 'Dropped' });

/** Waiting and running work by kind and urgency. */
export const Queues = z
  .object({
    queues: z.array(
      z.object({
        kind: z.string(),
        lane: z.string(),
        waiting: z.number().int(),
        running: z.number().int(),
      }),
    ),
    deadLetters: z.number().int(),
  })
  .meta({ id: 'Queues' });
export type Queues = z.output<typeof Queues>;

/** What came of the errors that a look at production saw. */
const Look = z.object({
  lookedAt: z.number().int(),
  overThreshold: z.number().int(),
  created: z.number().int(),
  skipped: z.number().int(),
});

/** Counts over all tasks and of the Sentry monitor with its newest look, the work that lies there, how far the view is, and what this process has counted. */
export const Metrics = z
  .object({
    tasks: z
      .looseObject({
        byStatus: z.record(z.string(), z.number()),
        started: z.number(),
        completed: z.number(),
        failed: z.number(),
        escalated: z.number(),
        costUsd: z.number(),
      })
      .nullable(),
    monitor: Look.extend({
      ticks: z.number().int(),
      last: Look.extend({ at: z.string(), projects: z.array(z.string()) }),
    })
      .nullable()
      .meta({ description: 'What the monitor saw, and its last look; null before the first.' }),
    work: Queues.shape.queues,
    log: z.object({ lastSeq: z.number().int(), viewSeq: z.number().int() }),
    here: z.record(z.string(), z.record(z.string(), z.number())),
  })
  .meta({ id: 'Metrics' });

/** Who may do what, as the gateway read it. */
export const PolicyAnswer = z
  .looseObject({
    approval: z.looseObject({ name: z.string() }),
    people: z.array(z.looseObject({ name: z.string(), roles: z.array(Role) })),
    unknown: Role,
  })
  .meta({ id: 'Policy' });

/** The monitor was woken; `cause` names the look, whose figures come as events of the log. */
export const Woken = z
  .object({ cause: z.string(), afterSeq: z.number().int(), already: z.boolean() })
  .meta({ id: 'Woken' });
export type Woken = z.output<typeof Woken>;
