import { z } from 'zod';

/** What is handed in with mended types: one line, fit for a commit's subject. */
export const Change = z.object({ summary: z.string().min(1).max(200) });
