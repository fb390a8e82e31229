import { z } from 'zod';

/** What is handed in with a test or a change: one line, fit for a commit's subject. */
export const Change = z.object({ summary: z.string().min(1) });
/** What is handed in with a test or a change. */
export type Change = z.infer<typeof Change>;

/** What a reviewer hands in: whether the diff serves the plan, and what does not. */
export const Review = z.object({ conforms: z.boolean(), problems: z.array(z.string()) });
/** What a reviewer hands in. */
export type Review = z.infer<typeof Review>;
