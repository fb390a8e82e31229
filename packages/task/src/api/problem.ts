import { z } from 'zod';

/** How the API says no (RFC 9457). `code` is stable, `detail` and `next` are sentences for people. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string().optional(),
    /** What to do now. */
    next: z.string().optional(),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'Why a request was not carried out (RFC 9457)' });
export type Problem = z.output<typeof Problem>;
