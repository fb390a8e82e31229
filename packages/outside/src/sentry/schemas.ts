import { z } from 'zod';

/** A count that Sentry writes as a number here and as a string there. */
const Count = z.coerce.number();
const Bucket = z.tuple([z.number(), z.number()]);

/** What is read of an issue. */
export const IssueAnswer = z.object({
  id: z.coerce.string(),
  shortId: z.string(),
  title: z.string(),
  culprit: z.string().nullish(),
  level: z.enum(['fatal', 'error', 'warning', 'info', 'debug']).catch('error'),
  status: z.string(),
  count: Count,
  userCount: Count.default(0),
  firstSeen: z.string(),
  lastSeen: z.string(),
  permalink: z.string(),
  platform: z.string().nullish(),
  project: z.object({ slug: z.string() }),
  stats: z.object({ '24h': z.array(Bucket).optional() }).optional(),
});
export type IssueAnswer = z.infer<typeof IssueAnswer>;

/** What is read of an issue's place in its life. */
export const StatusAnswer = z.object({ status: z.string() });

/** What is read of a frame of a stack trace. */
export const FrameAnswer = z.object({
  filename: z.string().nullish(),
  absPath: z.string().nullish(),
  module: z.string().nullish(),
  function: z.string().nullish(),
  lineNo: z.number().nullish(),
  context: z.array(z.tuple([z.number(), z.string().nullable()])).nullish(),
  inApp: z.boolean().nullish(),
});
export type FrameAnswer = z.infer<typeof FrameAnswer>;

/** What is read of the exceptions of an event; the last one was thrown last. */
export const ExceptionData = z.object({
  values: z.array(
    z.object({
      type: z.string().nullish(),
      value: z.string().nullish(),
      stacktrace: z.object({ frames: z.array(FrameAnswer).nullish() }).nullish(),
    }),
  ),
});

/** What is read of the request of an event. */
export const RequestData = z.object({ url: z.string().nullish() });

/** What is read of an event. */
export const EventAnswer = z.object({
  eventID: z.string(),
  title: z.string().nullish(),
  message: z.string().nullish(),
  dateCreated: z.string().nullish(),
  dateReceived: z.string().nullish(),
  entries: z.array(z.object({ type: z.string(), data: z.unknown() })).default([]),
  tags: z.array(z.object({ key: z.string(), value: z.string() })).default([]),
  release: z.union([z.string(), z.object({ version: z.string() })]).nullish(),
  user: z.object({ id: z.string().nullish(), username: z.string().nullish() }).nullish(),
});
export type EventAnswer = z.infer<typeof EventAnswer>;

/** What is read of an error answer. */
export const Refused = z.object({
  detail: z.union([z.string(), z.object({ message: z.string() })]),
});
