import { Discovery } from '@patchwright/events';
import { z } from 'zod';

/** What is handed in of a search: what was found, and what a person would have to say where that is too little. */
export const Findings = Discovery.extend({
  question: z
    .string()
    .min(1)
    .max(600)
    .exactOptional()
    .describe('One question to whoever asked; wanted where the confidence is low'),
});
/** What is handed in of a search. */
export type Findings = z.infer<typeof Findings>;
