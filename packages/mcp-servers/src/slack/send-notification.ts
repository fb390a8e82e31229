import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { Channel, type SlackWorld, slackText } from './world.ts';

const SIGNS = {
  info: ':information_source:',
  success: ':white_check_mark:',
  warning: ':warning:',
  error: ':x:',
} as const;

/** Tells people that something happened. */
export const sendNotification = defineTool({
  name: 'send_notification',
  title: 'Send a notification',
  description: 'Tells a channel that something happened, with a heading and, if wanted, a link.',
  effect: 'adds',
  input: z.object({
    channel: Channel,
    level: z.enum(['info', 'success', 'warning', 'error']).default('info'),
    title: z.string().min(1).max(140),
    text: z.string().max(2_900).default(''),
    url: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .optional()
      .describe('Where to read more.'),
  }),
  async run(world: SlackWorld<'ensureMessage'>, { channel, level, title, text, url }) {
    world.channels.demand(channel);
    // The address itself is shown: nothing else may stand over a link.
    const lines = [slackText(text), ...(url === undefined ? [] : [slackText(url)])];
    const body = lines.filter((line) => line !== '').join('\n');
    return world.slack.ensureMessage({
      key: world.intent,
      channel,
      text: `${SIGNS[level]} ${slackText(title)}`,
      blocks: [
        {
          type: 'section',
          text: { type: 'mrkdwn', text: `${SIGNS[level]} *${slackText(title)}*` },
        },
        ...(body === ''
          ? []
          : [{ type: 'section' as const, text: { type: 'mrkdwn' as const, text: body } }]),
      ],
    });
  },
});
