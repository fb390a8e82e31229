import type { slackPort } from '@patchwright/outside';
import type { z } from 'zod';
import type { Intent } from './intent.ts';
import { type ModalMetadata, slackNames } from './translate/slack.ts';

/** A modal as the port of Slack takes it. */
type Modal = Parameters<
  ReturnType<typeof slackPort>['writes']['ensureModal']['perform']
>[0]['view'];

const words = {
  revise: { title: 'Request changes', ask: 'What is to be different in the plan of', send: 'Send' },
  reject: { title: 'Reject the plan', ask: 'Why is there to be no change for', send: 'Reject' },
} as const;

/** The modal in which somebody says what is to be different, or why not. It carries which plan they saw. */
export function textModal(intent: Extract<Intent, { kind: 'ask-text' }>): Modal {
  const { task, digest, answer, word } = intent;
  const { title, ask, send } = words[word];
  const carried: z.infer<typeof ModalMetadata> = {
    task,
    digest,
    responseUrl: answer.responseUrl,
    ...(answer.channel === undefined ? {} : { channel: answer.channel }),
  };
  return {
    type: 'modal',
    callback_id: slackNames.modals[word],
    private_metadata: JSON.stringify(carried),
    title: { type: 'plain_text', text: title },
    submit: { type: 'plain_text', text: send },
    close: { type: 'plain_text', text: 'Back' },
    blocks: [
      {
        type: 'input',
        block_id: slackNames.text,
        // Whoever rejects a plan may leave it at that.
        optional: word === 'reject',
        label: { type: 'plain_text', text: `${ask} ${task}?`.slice(0, 150) },
        element: {
          type: 'plain_text_input',
          action_id: slackNames.text,
          multiline: true,
          max_length: 3000,
        },
      },
    ],
  };
}
