import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { Channel, type SlackWorld, slackText } from './world.ts';

/** Asks people to decide about a plan. */
export const sendApprovalRequest = defineTool({
  name: 'send_approval_request',
  title: 'Ask for an approval',
  description:
    "Asks a channel to decide about the plan of a Patchwright task: with buttons to read it, approve it, reject it or request changes. Who may decide, and whether the plan is still this one, is checked when a button is pressed. Answers where the message stands; people's decisions come later, and not through this tool.",
  effect: 'adds',
  input: z.object({
    channel: Channel,
    task: z
      .string()
      .regex(/^[\w-]{1,100}$/)
      .describe('Id of the task.'),
    digest: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe('Digest of the plan that is to be decided about.'),
    title: z.string().min(1).max(120),
    summary: z.string().min(1).max(2_500),
    url: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .describe('Where the whole plan can be read.'),
  }),
  async run(world: SlackWorld<'ensureMessage'>, { channel, task, digest, title, summary, url }) {
    world.channels.demand(channel);
    const value = `${task} ${digest}`;
    const button = (action_id: string, text: string) => ({
      type: 'button' as const,
      action_id,
      text: { type: 'plain_text' as const, text },
      value,
    });
    // The words here are a client's, so what is decided about is named by digest, and read elsewhere.
    const about = `Plan ${digest.slice(0, 12)} of ${task}, as it stands in the pull request and not as this message tells it.`;
    return world.slack.ensureMessage({
      key: world.intent,
      channel,
      text: slackText(`Plan ready: ${title}`),
      blocks: [
        {
          type: 'header',
          text: { type: 'plain_text', text: `Plan ready: ${title}`, emoji: false },
        },
        { type: 'section', text: { type: 'mrkdwn', text: slackText(summary) } },
        { type: 'section', text: { type: 'mrkdwn', text: `The plan: ${slackText(url)}` } },
        { type: 'context', elements: [{ type: 'mrkdwn', text: slackText(about) }] },
        {
          type: 'actions',
          elements: [
            {
              type: 'button',
              action_id: 'view_pull_request',
              text: { type: 'plain_text', text: 'Read the plan' },
              url,
            },
            {
              ...button('approve', 'Approve'),
              style: 'primary',
              confirm: {
                title: { type: 'plain_text', text: 'Approve this plan?' },
                text: { type: 'plain_text', text: about },
                confirm: { type: 'plain_text', text: 'Approve' },
                deny: { type: 'plain_text', text: 'Back' },
              },
            },
            { ...button('reject', 'Reject'), style: 'danger' },
            button('request_changes', 'Request changes'),
          ],
        },
      ],
    });
  },
});
