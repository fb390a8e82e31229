import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { Channel, type SlackWorld, slackText } from './world.ts';

/** Writes a message. */
export const sendMessage = defineTool({
  name: 'send_message',
  title: 'Send a message',
  description:
    'Writes a message to a channel, or into a thread of it. *bold*, _italic_ and `code` are shown as such; nobody is mentioned.',
  effect: 'adds',
  input: z.object({
    channel: Channel,
    text: z.string().min(1).max(12_000),
    thread_ts: z
      .string()
      .regex(/^\d+\.\d+$/)
      .optional()
      .describe('The thread, by the ts of its first message.'),
  }),
  async run(world: SlackWorld<'ensureMessage'>, { channel, text, thread_ts }) {
    world.channels.demand(channel);
    return world.slack.ensureMessage({
      key: world.intent,
      channel,
      text: slackText(text),
      ...(thread_ts === undefined ? {} : { threadTs: thread_ts }),
    });
  },
});
