import { z } from 'zod';
import { type DraftOf, defineEvent, type EventOf } from './event.ts';

const amount = z.number().int().nonnegative();

/** The monitor looked at production. Every error that was looked at is either skipped or over its threshold. */
export const MonitorTicked = defineEvent(
  'monitor',
  'monitor_ticked',
  z.object({
    projects: z.array(z.string()),
    /** Unresolved errors of the last day. */
    lookedAt: amount,
    /** Of these, as many were over the threshold of their level. */
    overThreshold: amount,
    /** For as many of those a ticket was made. */
    created: amount,
    /** Nothing was done about as many: under the threshold, or known already. */
    skipped: amount,
  }),
);

/** Every fact of a monitor; its histories are one for each month. */
export const monitorEvents = [MonitorTicked] as const;

/** Any fact of a monitor, with its envelope. */
export type MonitorEvent = EventOf<(typeof monitorEvents)[number]>;
/** Any fact of a monitor, as it is stated. */
export type MonitorDraft = DraftOf<(typeof monitorEvents)[number]>;
