import { z } from 'zod';

/** The key of a ticket. */
export const TicketKey = z
  .string()
  .max(100)
  .regex(/^[A-Za-z][A-Za-z0-9_]*-[1-9][0-9]*$/, 'has the form SHOP-42')
  .transform((key) => key.toUpperCase())
  .describe('Key of the issue, for example SHOP-42.');

/** Labels of a ticket: Jira knows none with spaces. */
export const Labels = z.array(z.string().regex(/^\S{1,200}$/, 'has no spaces')).max(50);
