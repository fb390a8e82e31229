import type { slackPort } from '@patchwright/outside';
import type { Intent } from './intent.ts';
import { slackNames } from './translate/slack.ts';

/** A modal as the port of Slack takes it. */
type Modal = Parameters<
  ReturnType<typeof slackPort>['writes']['ensureModal']['perform']
>[0]['view'];

/** The modal in which somebody says what is to be different. It carries which plan they saw. */
export function changesModal(intent: Extract<Intent, { kind: 'ask-changes' }>): Modal {
  const { task, digest, responseUrl } = intent;
  return {
    type: 'modal',
    callback_id: slackNames.changesModal,
    private_metadata: JSON.stringify({ task, digest, responseUrl }),
    title: { type: 'plain_text', text: 'Request changes' },
    submit: { type: 'plain_text', text: 'Send' },
    close: { type: 'plain_text', text: 'Back' },
    blocks: [
      {
        type: 'input',
        block_id: slackNames.feedback,
        label: {
          type: 'plain_text',
          text: `What is to be different in the plan of ${task}?`.slice(0, 150),
        },
        element: {
          type: 'plain_text_input',
          action_id: slackNames.feedback,
          multiline: true,
          max_length: 3000,
        },
      },
    ],
  };
}
