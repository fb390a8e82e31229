import { Plan } from '@patchwright/events';
import { z } from 'zod';

/** One task in a list. */
export const TaskLine = z.looseObject({
  id: z.string(),
  status: z.string(),
  title: z.string(),
  priority: z.string(),
  requester: z.string(),
  repository: z.string().nullable(),
  ticket: z.string().nullable(),
  pullRequest: z.string().nullable(),
  costUsd: z.number(),
  requestedAt: z.string(),
  updatedAt: z.string(),
});
export type TaskLine = z.output<typeof TaskLine>;

/** Tasks, the one that moved last first; `total` counts those left out, too. */
export const TaskList = z.object({ tasks: z.array(TaskLine), total: z.number() });
export type TaskList = z.output<typeof TaskList>;

/** What the command line reads of a task; all else that the gateway says stays in it, for `--json`. */
export const TaskPage = z.looseObject({
  id: z.string(),
  status: z.string(),
  title: z.string(),
  priority: z.string(),
  requester: z.string(),
  repository: z.string().optional(),
  ticket: z.looseObject({ key: z.string(), url: z.string() }).optional(),
  proposal: z
    .looseObject({
      version: z.number(),
      plan: Plan,
      digest: z.string(),
      branch: z.string(),
      pullRequest: z.looseObject({ number: z.number(), url: z.string() }),
    })
    .optional(),
  votes: z.array(z.looseObject({ by: z.string(), via: z.string() })),
  approval: z
    .looseObject({ approvers: z.array(z.looseObject({ by: z.string(), via: z.string() })) })
    .optional(),
  steps: z.array(z.looseObject({ order: z.number(), state: z.string(), attempts: z.number() })),
  ci: z.looseObject({ rounds: z.number(), fixes: z.number(), state: z.string() }),
  reason: z.string().optional(),
  diagnosis: z.string().optional(),
  usage: z.looseObject({
    modelCalls: z.number(),
    inputTokens: z.number(),
    outputTokens: z.number(),
    costUsd: z.number(),
  }),
  requestedAt: z.string(),
  updatedAt: z.string(),
  timeline: z.array(
    z.looseObject({
      seq: z.number(),
      type: z.string(),
      at: z.string(),
      actor: z.string(),
      summary: z.string(),
    }),
  ),
  lastSeq: z.number(),
});
export type TaskPage = z.output<typeof TaskPage>;

/** What came of a request for a task. */
export const Started = z.object({ task: z.string(), status: z.string(), joined: z.boolean() });
export type Started = z.output<typeof Started>;

/** What came of an order to a task. */
export const Ordered = z.object({
  task: z.string(),
  status: z.string(),
  events: z.array(z.string()),
});
export type Ordered = z.output<typeof Ordered>;

/** Work that could not be done. */
export const Letter = z.looseObject({
  id: z.string(),
  item: z.looseObject({ kind: z.string(), id: z.string(), cause: z.string() }).optional(),
  inboxSeq: z.number().optional(),
  reason: z.string(),
  attempts: z.number(),
  at: z.string(),
});
export type Letter = z.output<typeof Letter>;

/** All of it. */
export const Letters = z.object({ letters: z.array(Letter) });

/** An answer whose content is of no interest. */
export const Anything = z.unknown();

/** How the gateway says no (RFC 9457). */
export const Problem = z.looseObject({
  title: z.string(),
  detail: z.string().optional(),
  code: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});
export type Problem = z.output<typeof Problem>;
