import { z } from 'zod';

/** What is read of a message. */
export const MessageAnswer = z.object({
  ts: z.string(),
  thread_ts: z.string().optional(),
  reply_count: z.number().optional(),
  metadata: z
    .object({
      event_type: z.string().optional(),
      event_payload: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
});
export type MessageAnswer = z.infer<typeof MessageAnswer>;

/** What is read of a page of messages. */
export const MessagesAnswer = z.object({
  messages: z.array(MessageAnswer).default([]),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});
export type MessagesAnswer = z.infer<typeof MessagesAnswer>;

/** What is read of a posted message. */
export const PostedAnswer = z.object({ channel: z.string(), ts: z.string() });

/** What is read of a page of channels. */
export const ChannelsAnswer = z.object({
  channels: z.array(z.object({ id: z.string(), name: z.string().optional() })).default([]),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

/** What is read of an opened direct conversation. */
export const OpenedAnswer = z.object({ channel: z.object({ id: z.string() }) });

/** What is read of an opened modal. */
export const ViewAnswer = z.object({ view: z.object({ id: z.string() }) });
