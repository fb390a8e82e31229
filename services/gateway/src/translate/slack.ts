import { addressedTo } from '@patchwright/task';
import { z } from 'zod';
import type { Answer, Intent, Speaker } from '../intent.ts';
import { readPayload } from './read-payload.ts';
import { MENTION, means, nothing, type Translation } from './rules.ts';
import { plainText, spokenText } from './slack-text.ts';
import { meaningOf } from './spoken.ts';

const Channel = z.object({ id: z.string() });
const SlashCommand = z.object({
  command: z.string(),
  text: z.string().default(''),
  user_id: z.string(),
  channel_id: z.string().optional(),
  response_url: z.string(),
});
const Clicked = z.object({
  user: z.object({ id: z.string() }),
  channel: Channel.optional(),
  trigger_id: z.string().default(''),
  response_url: z.string().default(''),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })),
});
const Submitted = z.object({
  user: z.object({ id: z.string() }),
  view: z.object({
    callback_id: z.string().default(''),
    private_metadata: z.string().default(''),
    state: z
      .object({
        values: z.record(
          z.string(),
          z.record(z.string(), z.object({ value: z.string().nullish() })),
        ),
      })
      .default({ values: {} }),
  }),
});
const Mentioned = z.object({
  authorizations: z.array(z.object({ user_id: z.string().optional() })).default([]),
  event: z.object({
    type: z.string(),
    user: z.string().optional(),
    bot_id: z.string().optional(),
    subtype: z.string().optional(),
    edited: z.unknown().optional(),
    text: z.string().default(''),
    channel: z.string(),
    ts: z.string(),
    thread_ts: z.string().optional(),
  }),
});

/** The names by which the buttons and modals of an approval are known again. */
export const slackNames = {
  approve: 'approve',
  reject: 'reject',
  requestChanges: 'request_changes',
  /** The modals, by the word that they ask a text for. */
  modals: { revise: 'request_changes', reject: 'reject' },
  text: 'feedback',
} as const;

/** What a modal carries from the click that opened it to its being sent off. */
export const ModalMetadata = z.object({
  task: z.string(),
  digest: z.string(),
  responseUrl: z.string(),
  channel: z.string().optional(),
});

/** What is understood of Slack: a command, an interaction's type, or an event's type. */
const KINDS = {
  command: (payload) =>
    readPayload(SlashCommand, payload, (read) => {
      const answer = answerIn(read.response_url, read.user_id, read.channel_id);
      const by = speaker(read.user_id);
      return means(
        meaningOf(plainText(read.text), { by, answer, saidAt: undefined }, read.command),
      );
    }),
  block_actions: (payload) =>
    readPayload(Clicked, payload, (read) =>
      means(...read.actions.flatMap((action) => clicked(action, read))),
    ),
  view_submission: (payload) => readPayload(Submitted, payload, submitted),
  app_mention: (payload) => readPayload(Mentioned, payload, mentioned),
} as const satisfies Readonly<Record<string, (payload: unknown) => Translation>>;

/** A kind of message of Slack that may mean something to us. */
export type SlackTrigger = keyof typeof KINDS;
/** Every `SlackTrigger`. */
export const slackTriggers = Object.keys(KINDS) as readonly SlackTrigger[];

/** What a message of Slack means; `kind` is `command`, an interaction's type or an event's type. Pure. */
export function translateSlack(kind: string, payload: unknown): Translation {
  const known = slackTriggers.find((one) => one === kind);
  return known === undefined ? nothing : KINDS[known](payload);
}

function speaker(user: string): Speaker {
  return { channel: 'slack', names: [user] };
}

function answerIn(
  responseUrl: string,
  user: string,
  channel: string | undefined,
): Extract<Answer, { kind: 'slack' }> {
  return { kind: 'slack', responseUrl, user, ...(channel === undefined ? {} : { channel }) };
}

/** A bot's words, and words that were changed later, are not said to us. */
function mentioned({ event, authorizations }: z.infer<typeof Mentioned>): Translation {
  const { user, channel, ts, thread_ts: thread } = event;
  const us = authorizations[0]?.user_id;
  const isPerson = event.bot_id === undefined && event.subtype !== 'bot_message' && user !== us;
  if (user === undefined || !isPerson || event.edited !== undefined) return nothing;
  const answer: Answer = { kind: 'slack-thread', channel, ts: thread ?? ts, said: ts, user };
  const words = addressedTo(MENTION, spokenText(event.text, us, MENTION));
  if (words === undefined) {
    const text = `To have something done, begin a line with my name: ${MENTION} help.`;
    if (thread === undefined) return means({ kind: 'unclear', answer, text });
    const plain = spokenText(event.text, us, '').trim();
    const where = { kind: 'thread', channel, ts: thread } as const;
    const said = { where, words: plain, by: speaker(user) };
    return means({ kind: 'unclear', answer, text, said });
  }
  const place = {
    by: speaker(user),
    answer,
    saidAt: new Date(Math.floor(Number(ts) * 1000) || 0).toISOString(),
    ...(thread === undefined ? {} : { where: { kind: 'thread', channel, ts: thread } as const }),
  };
  return means(meaningOf(words, place, MENTION));
}

function clicked(
  action: { readonly action_id: string; readonly value?: string | undefined },
  read: z.infer<typeof Clicked>,
): readonly Intent[] {
  const [task, digest] = (action.value ?? '').split(' ');
  if (!task || !digest) return [];
  const by = speaker(read.user.id);
  const answer = answerIn(read.response_url, read.user.id, read.channel?.id);
  const asked = { kind: 'ask-text', task, digest, by, triggerId: read.trigger_id, answer } as const;
  switch (action.action_id) {
    case slackNames.approve:
      return [
        {
          kind: 'order',
          where: { kind: 'task', id: task },
          order: { word: 'approve', digest },
          by,
          answer,
          quiet: false,
        },
      ];
    case slackNames.reject:
      return [{ ...asked, word: 'reject' }];
    case slackNames.requestChanges:
      return [{ ...asked, word: 'revise' }];
    default:
      return [];
  }
}

function submitted({ user, view }: z.infer<typeof Submitted>): Translation {
  const { modals, text: field } = slackNames;
  const word = (['revise', 'reject'] as const).find((one) => modals[one] === view.callback_id);
  if (word === undefined) return nothing;
  const carried = ModalMetadata.safeParse(jsonOf(view.private_metadata));
  if (!carried.success) return { kind: 'unreadable', reason: 'view.private_metadata: is not ours' };
  const { task, digest, responseUrl, channel } = carried.data;
  const text = view.state.values[field]?.[field]?.value ?? '';
  return means({
    kind: 'order',
    where: { kind: 'task', id: task },
    order: { word, text: text.trim(), digest },
    by: speaker(user.id),
    answer: answerIn(responseUrl, user.id, channel),
    quiet: false,
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
