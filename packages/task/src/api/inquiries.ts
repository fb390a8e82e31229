import { Usage } from '@patchwright/events';
import { z } from 'zod';

const Question = z.string().trim().min(1).max(20_000);

/** What is asked of the agents. */
export const NewInquiry = z
  .strictObject({
    question: Question,
    intent: z
      .enum(['ask', 'review'])
      .default('ask')
      .describe('`review` has the pull request of the task looked at'),
    task: z
      .string()
      .regex(/^[a-z0-9_-]{1,64}$/)
      .optional()
      .describe('The task that it is about'),
  })
  .refine(({ intent, task }) => intent === 'ask' || task !== undefined, {
    message: 'a review needs a task',
    path: ['task'],
  })
  .meta({ id: 'NewInquiry' });
export type NewInquiry = z.input<typeof NewInquiry>;

/** A question, and the answer once there is one. */
export const InquiryAnswer = z
  .object({
    id: z.string(),
    status: z.enum(['asked', 'answered', 'failed']),
    question: z.string(),
    by: z.string(),
    task: z.string().optional(),
    askedAt: z.string(),
    agent: z.string().optional(),
    text: z.string().optional().describe('The answer, in Markdown'),
    usage: Usage.optional(),
    reason: z.string().optional().describe('Why nobody could answer'),
  })
  .meta({ id: 'Inquiry' });
export type InquiryAnswer = z.output<typeof InquiryAnswer>;
