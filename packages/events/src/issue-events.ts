import { z } from 'zod';
import { type DraftOf, defineEvent, type EventOf } from './event.ts';

/** A production error crossed its threshold. Stated once for each fingerprint and occurrence of crossing. */
export const ErrorObserved = defineEvent(
  'issue',
  'error_observed',
  z.object({
    sentryId: z.string(),
    project: z.string(),
    title: z.string(),
    level: z.enum(['fatal', 'error', 'warning', 'info', 'debug']),
    countLastDay: z.number().int().nonnegative(),
    usersLastDay: z.number().int().nonnegative(),
    threshold: z.number().int().positive(),
    firstSeen: z.string(),
    lastSeen: z.string(),
    url: z.string(),
  }),
);
/** A ticket was made for a production error: once, however many monitors run. */
export const TicketFiled = defineEvent(
  'issue',
  'ticket_filed',
  z.object({ ticket: z.string(), url: z.string() }),
);

/** Every fact of a production error. */
export const issueEvents = [ErrorObserved, TicketFiled] as const;

/** Any fact of a production error, with its envelope. */
export type IssueEvent = EventOf<(typeof issueEvents)[number]>;
/** Any fact of a production error, as it is stated. */
export type IssueDraft = DraftOf<(typeof issueEvents)[number]>;
