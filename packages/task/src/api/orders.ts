import { Priority } from '@patchwright/events';
import { z } from 'zod';
import type { Role } from '../command.ts';
import { type RetryStep, retrySteps } from '../retry-target.ts';
import { statuses } from '../task.ts';

const Reason = z.strictObject({
  reason: z.string().trim().max(20_000).optional().describe('Why; people are told'),
});
const Nothing = z.strictObject({});

/** What can be done to a task over the API: what has to be said with it, and by whom. */
export const orders = {
  approve: {
    means: 'Approve the plan that waits',
    role: 'approver',
    body: z.strictObject({
      digest: z.string().optional().describe('The plan that was read; another one is refused'),
    }),
  },
  reject: { means: 'Reject the plan; the task ends', role: 'approver', body: Reason },
  revise: {
    means: 'Ask for another plan',
    role: 'operator',
    body: z.strictObject({
      feedback: z.string().trim().min(1).max(20_000).describe('What is to be different'),
    }),
  },
  cancel: { means: 'End the task for good', role: 'operator', body: Reason },
  pause: { means: 'Hold the task', role: 'operator', body: Nothing },
  resume: { means: 'Let a held task go on', role: 'operator', body: Nothing },
  retry: {
    means: 'Begin an ended task again',
    role: 'operator',
    body: z.strictObject({
      from: z
        .enum(Object.keys(retrySteps) as [RetryStep, ...RetryStep[]])
        .optional()
        .describe('Where to begin; after the last thing that still holds unless given'),
    }),
  },
  priority: {
    means: 'Change how urgent the task is',
    role: 'operator',
    body: z.strictObject({ priority: Priority.describe('`critical`, `high`, `normal` or `low`') }),
  },
} as const satisfies Readonly<
  Record<string, { readonly means: string; readonly role: Role; readonly body: z.ZodObject }>
>;
/** One of `orders`. */
export type OrderWord = keyof typeof orders;

/** What came of an order to a task, or would come of it. */
export const Ordered = z
  .object({
    task: z.string(),
    status: z.enum(statuses).describe('Where the task then stands'),
    events: z.array(z.string()).describe('The facts that were stated'),
    dryRun: z.boolean().optional().describe('Nothing was done; this is what would be'),
  })
  .meta({ id: 'Ordered' });
export type Ordered = z.output<typeof Ordered>;

/** Whether something is only to be decided and told, and not done. */
export const DryRun = z.object({
  dryRun: z
    .enum(['true', 'false'])
    .default('false')
    .transform((said) => said === 'true')
    .describe('`true` to be told what would happen, without it happening'),
});
