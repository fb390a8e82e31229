import type { ApprovalPolicy, Command, Person } from '@patchwright/task';
import { z } from 'zod';

/** What can be done to a task over the API. */
export const orders = [
  'approve',
  'reject',
  'revise',
  'cancel',
  'pause',
  'resume',
  'retry',
] as const;

const Approval = z.strictObject({ digest: z.string().optional() });
const Reason = z.strictObject({ reason: z.string().trim().max(20_000).optional() });
const Feedback = z.strictObject({ feedback: z.string().trim().min(1).max(20_000) });
const Nothing = z.strictObject({});

/** The command behind an order and its body. Throws a ZodError when the body does not fit. */
export function orderCommand(
  order: (typeof orders)[number],
  body: unknown,
  person: Person,
  policy: ApprovalPolicy,
): Command {
  switch (order) {
    case 'approve': {
      const { digest } = Approval.parse(body);
      return { kind: order, person, policy, ...(digest === undefined ? {} : { digest }) };
    }
    case 'reject':
    case 'cancel':
      return { kind: order, person, reason: Reason.parse(body).reason || 'no reason given' };
    case 'revise':
      return { kind: order, person, feedback: Feedback.parse(body).feedback };
    case 'pause':
    case 'resume':
    case 'retry':
      Nothing.parse(body);
      return { kind: order, person };
  }
}
