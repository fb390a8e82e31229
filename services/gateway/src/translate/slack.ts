import { digestOf } from '@patchwright/events';
import { z } from 'zod';
import { helpText, readCommand, type Said, unknownText } from '../commands.ts';
import type { Answer, Intent, Speaker } from '../intent.ts';
import { readPayload } from './read-payload.ts';
import { means, nothing, type Translation } from './rules.ts';

const SlashCommand = z.object({
  command: z.string(),
  text: z.string().default(''),
  user_id: z.string(),
  trigger_id: z.string().default(''),
  response_url: z.string(),
});
const Clicked = z.object({
  user: z.object({ id: z.string() }),
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
  event: z.object({
    type: z.string(),
    user: z.string().optional(),
    bot_id: z.string().optional(),
    text: z.string().default(''),
    channel: z.string(),
    ts: z.string(),
    thread_ts: z.string().optional(),
  }),
});

/** The names by which the buttons and the modal of an approval are known again. */
export const slackNames = {
  approve: 'approve',
  reject: 'reject',
  requestChanges: 'request_changes',
  changesModal: 'request_changes',
  feedback: 'feedback',
} as const;

/** What a modal carries from the click that opened it to its being sent off. */
export const ModalMetadata = z.object({
  task: z.string(),
  digest: z.string(),
  responseUrl: z.string(),
});

/** What a message of Slack means; `kind` is `command`, an interaction's type or an event's type. Pure. */
export function translateSlack(kind: string, payload: unknown): Translation {
  switch (kind) {
    case 'command':
      return readPayload(SlashCommand, payload, (read) => {
        const said = readCommand(read.text);
        const answer: Answer = { kind: 'slack', responseUrl: read.response_url };
        const key = digestOf([read.user_id, read.trigger_id, read.text]);
        return means(meaning(said, speaker(read.user_id), answer, key, read.command));
      });
    case 'block_actions':
      return readPayload(Clicked, payload, (read) =>
        means(...read.actions.flatMap((action) => clicked(action, read))),
      );
    case 'view_submission':
      return readPayload(Submitted, payload, submitted);
    case 'app_mention':
      return readPayload(Mentioned, payload, ({ event }) => {
        if (event.user === undefined || event.bot_id !== undefined) return nothing;
        const said = readCommand(event.text.replace(/<@[A-Z0-9]+(\|[^>]*)?>/, ''));
        const ts = event.thread_ts ?? event.ts;
        const answer: Answer = { kind: 'slack-thread', channel: event.channel, ts };
        const key = digestOf([event.user, event.ts, event.text]);
        return means(meaning(said, speaker(event.user), answer, key, '@agent'));
      });
    default:
      return nothing;
  }
}

function speaker(user: string): Speaker {
  return { channel: 'slack', names: [user] };
}

function meaning(said: Said, by: Speaker, answer: Answer, key: string, prefix: string): Intent {
  switch (said.kind) {
    case 'help':
      return { kind: 'unclear', answer, text: helpText(prefix) };
    case 'unknown':
      return { kind: 'unclear', answer, text: unknownText(said.word, said.nearest, prefix) };
    case 'run':
      return requested(said.rest, by, answer, key, prefix);
    case 'order': {
      const { order } = said;
      const name = /^\S+/.exec(said.rest)?.[0];
      if (name === undefined) {
        const text = `Which task? ${prefix} ${order.word} <task>, for example ${prefix} ${order.word} SHOP-42.`;
        return { kind: 'unclear', answer, text };
      }
      const rest = said.rest.slice(name.length).trim();
      return {
        kind: 'order',
        where: { kind: 'named', name },
        order: 'text' in order ? { ...order, text: rest } : order,
        rest,
        by,
        answer,
        quiet: false,
      };
    }
  }
}

function requested(
  text: string,
  by: Speaker,
  answer: Answer,
  digest: string,
  prefix: string,
): Intent {
  const repository = /(?:^|\s)--repo[= ](?<name>[\w.-]+\/[\w.-]+)/.exec(text)?.groups?.name;
  const description = text.replace(/(?:^|\s)--repo[= ]\S+/, ' ').trim();
  if (description === '') {
    const usage = `What is to be done? ${prefix} run <description> [--repo owner/name]`;
    return { kind: 'unclear', answer, text: usage };
  }
  const title = (description.split('\n')[0] ?? description).slice(0, 120);
  const key = `${title.split(/\s+/).slice(0, 5).join(' ').slice(0, 40)} ${digest.slice(0, 6)}`;
  return {
    kind: 'request',
    origin: { system: 'slack', key },
    ref: prefix,
    request: {
      title,
      description,
      ...(repository === undefined ? {} : { repository }),
      priority: 'normal',
      labels: [],
    },
    by,
    answer,
    guarded: true,
  };
}

function clicked(
  action: { readonly action_id: string; readonly value?: string | undefined },
  read: z.infer<typeof Clicked>,
): readonly Intent[] {
  const [task, digest] = (action.value ?? '').split(' ');
  if (!task || !digest) return [];
  const by = speaker(read.user.id);
  const answer: Answer = { kind: 'slack', responseUrl: read.response_url };
  const said = {
    kind: 'order',
    where: { kind: 'task', id: task },
    rest: '',
    by,
    answer,
    quiet: false,
  } as const;
  switch (action.action_id) {
    case slackNames.approve:
      return [{ ...said, order: { word: 'approve', digest } }];
    case slackNames.reject:
      return [{ ...said, order: { word: 'reject', text: 'rejected in Slack', digest } }];
    case slackNames.requestChanges:
      return [
        {
          kind: 'ask-changes',
          task,
          digest,
          triggerId: read.trigger_id,
          responseUrl: read.response_url,
        },
      ];
    default:
      return [];
  }
}

function submitted({ user, view }: z.infer<typeof Submitted>): Translation {
  if (view.callback_id !== slackNames.changesModal) return nothing;
  const carried = ModalMetadata.safeParse(jsonOf(view.private_metadata));
  if (!carried.success) return { kind: 'unreadable', reason: 'view.private_metadata: is not ours' };
  const { task, digest, responseUrl } = carried.data;
  const text = view.state.values[slackNames.feedback]?.[slackNames.feedback]?.value ?? '';
  return means({
    kind: 'order',
    where: { kind: 'task', id: task },
    order: { word: 'revise', text: text.trim(), digest },
    rest: '',
    by: speaker(user.id),
    answer: { kind: 'slack', responseUrl },
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
