import { faultOfBlocks, isTooLong, withIds } from './blocks.ts';
import { channelResource, messageResource, type SlackApp, userResource } from './resources.ts';
import type { Json, SlackChannel, SlackMessage, SlackStore } from './store.ts';

/** A call that Slack refuses: its error code, and details where Slack gives them. */
export class SlackRefusal extends Error {
  override readonly name = 'SlackRefusal';
  readonly details: readonly string[];

  constructor(code: string, details: readonly string[] = []) {
    super(code);
    this.details = details;
  }
}

/** What the methods of the Web API work on. */
export interface SlackRoom {
  readonly store: SlackStore;
  readonly app: SlackApp;
  readonly url: () => string;
}

/** A method of the Web API: arguments in, answer out. Throws a SlackRefusal. */
export type SlackMethod = (input: Json) => Json;

/** The methods about messages, conversations, members and the team, by name. */
export function createMethods(
  room: SlackRoom & { readonly closed: readonly string[] },
): Readonly<Record<string, SlackMethod>> {
  const { store, app, url, closed } = room;
  const shownChannel = (channel: SlackChannel) => ({
    ...channelResource(channel),
    is_member: !closed.includes(channel.name),
  });

  const shown = (message: SlackMessage, metadata = true) =>
    messageResource(store, app, message, { metadata });
  const reader = (input: Json) => {
    const channel = channelOf(store, input);
    const metadata = isTrue(input.include_all_metadata);
    const list = (messages: readonly SlackMessage[]) =>
      pageOf(messages, input, 100, (message) => shown(message, metadata), 'messages');
    return { channel, list };
  };

  return {
    'api.test': (input) => ({ args: input }),
    'auth.test': () => ({
      url: `${url()}/`,
      team: app.teamDomain,
      team_id: app.teamId,
      user: store.user(app.user)?.name,
      user_id: app.user,
      bot_id: app.botId,
      is_enterprise_install: false,
    }),
    'team.info': () => ({
      team: { id: app.teamId, name: app.teamDomain, domain: app.teamDomain, url: `${url()}/` },
    }),

    'chat.postMessage': (input) => {
      const channel = channelOf(store, input);
      const threadTs = textOf(input.thread_ts);
      if (threadTs !== undefined && store.message(channel.id, threadTs) === undefined) {
        throw new SlackRefusal('thread_not_found');
      }
      const message = store.addMessage({
        ...contentOf(store, input),
        channel: channel.id,
        user: app.user,
        broadcast: threadTs !== undefined && isTrue(input.reply_broadcast),
        ...(threadTs === undefined ? {} : { threadTs }),
      });
      return { channel: channel.id, ts: message.ts, message: shown(message) };
    },
    'chat.update': (input) => {
      const before = messageOf(store, input);
      if (before.user !== app.user) throw new SlackRefusal('cant_update_message');
      if (before.ephemeralFor !== undefined) throw new SlackRefusal('message_not_found');
      const message = store.putMessage({
        ...before,
        ...contentOf(store, input, before),
        edited: { user: app.user, ts: store.nextTs() },
      });
      return {
        channel: before.channel,
        ts: before.ts,
        text: message.text,
        message: shown(message),
      };
    },
    'chat.delete': (input) => {
      const message = messageOf(store, input);
      if (message.user !== app.user) throw new SlackRefusal('cant_delete_message');
      store.removeMessage(message);
      return { channel: message.channel, ts: message.ts };
    },
    'chat.postEphemeral': (input) => {
      const channel = channelOf(store, input);
      const user = store.user(String(input.user ?? ''));
      if (user === undefined) throw new SlackRefusal('user_not_in_channel');
      const message = store.addMessage({
        ...contentOf(store, input),
        channel: channel.id,
        user: app.user,
        broadcast: false,
        ephemeralFor: user.id,
      });
      return { message_ts: message.ts };
    },
    'chat.getPermalink': (input) => {
      const message = messageOf(store, { channel: input.channel, ts: input.message_ts });
      return { channel: message.channel, permalink: permalink(url(), message) };
    },

    'conversations.list': (input) =>
      pageOf(store.channels(), input, 100, channelResource, 'channels'),
    'conversations.info': (input) => ({ channel: shownChannel(channelOf(store, input)) }),
    'conversations.join': (input) => ({ channel: channelResource(channelOf(store, input)) }),
    'conversations.open': (input) => ({
      channel: channelResource(channelOf(store, { channel: input.users ?? input.channel })),
    }),
    'conversations.history': (input) => {
      const { channel, list } = reader(input);
      const messages = store
        .messages()
        .filter(
          (message) =>
            message.channel === channel.id &&
            message.ephemeralFor === undefined &&
            (message.threadTs === undefined || message.broadcast) &&
            within(message.ts, input),
        );
      return { ...list(messages.toReversed()), pin_count: 0 };
    },
    'conversations.replies': (input) => {
      const { channel, list } = reader(input);
      const parent = messageOf(store, { channel: channel.id, ts: input.ts });
      const ts = parent.threadTs ?? parent.ts;
      return list(
        store
          .messages()
          .filter(
            (message) =>
              message.channel === channel.id &&
              message.ephemeralFor === undefined &&
              (message.ts === ts || message.threadTs === ts),
          ),
      );
    },

    'reactions.add': (input) => {
      const message = messageOf(store, { channel: input.channel, ts: input.timestamp });
      const name = textOf(input.name)?.replaceAll(':', '');
      if (name === undefined) throw new SlackRefusal('invalid_name');
      const known = message.reactions.find((reaction) => reaction.name === name);
      if (known?.users.includes(app.user) === true) throw new SlackRefusal('already_reacted');
      const others = message.reactions.filter((reaction) => reaction !== known);
      const users = [...(known?.users ?? []), app.user];
      store.putMessage({ ...message, reactions: [...others, { name, users }] });
      return {};
    },
    'reactions.get': (input) => {
      const message = messageOf(store, { channel: input.channel, ts: input.timestamp });
      return { type: 'message', channel: message.channel, message: shown(message) };
    },

    'users.list': (input) =>
      pageOf(store.users(), input, 1000, (user) => userResource(app, user), 'members'),
    'users.info': (input) => {
      const user = store.user(String(input.user ?? ''));
      if (user === undefined) throw new SlackRefusal('user_not_found');
      return { user: userResource(app, user) };
    },
    'users.lookupByEmail': (input) => {
      const email = String(input.email ?? '').toLowerCase();
      const user = store.users().find((one) => one.email.toLowerCase() === email);
      if (user === undefined) throw new SlackRefusal('users_not_found');
      return { user: userResource(app, user) };
    },
  };
}

/** The address of a message in the workspace. */
export function permalink(url: string, message: SlackMessage): string {
  return `${url}/archives/${message.channel}/p${message.ts.replace('.', '')}`;
}

/** A truth in a form (`true`, `1`) or in JSON. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 'true' || value === '1' || value === 1;
}

/** A text that is there and not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function channelOf(store: SlackStore, input: Json): SlackChannel {
  const channel = store.channel(String(input.channel ?? ''));
  if (channel === undefined) throw new SlackRefusal('channel_not_found');
  return channel;
}

function messageOf(store: SlackStore, input: Json): SlackMessage {
  const message = store.message(channelOf(store, input).id, String(input.ts ?? ''));
  if (message === undefined) throw new SlackRefusal('message_not_found');
  return message;
}

/** What is not given stays as it was: so an update without blocks keeps them, as Slack says. */
function contentOf(store: SlackStore, input: Json, before?: SlackMessage) {
  const text = typeof input.text === 'string' ? input.text : (before?.text ?? '');
  if (isTooLong(text)) throw new SlackRefusal('msg_too_long');
  const fault = input.blocks === undefined ? undefined : faultOfBlocks(input.blocks);
  if (fault !== undefined) throw new SlackRefusal('invalid_blocks', [`[ERROR] ${fault}`]);
  const blocks =
    input.blocks === undefined
      ? (before?.blocks ?? [])
      : withIds(input.blocks as readonly Json[], () => store.nextId('b'));
  const attachments =
    (input.attachments as readonly Json[] | undefined) ?? before?.attachments ?? [];
  if (text === '' && blocks.length === 0 && attachments.length === 0) {
    throw new SlackRefusal('no_text');
  }
  const metadata = metadataOf(input.metadata) ?? before?.metadata;
  return { text, blocks, attachments, ...(metadata === undefined ? {} : { metadata }) };
}

function metadataOf(value: unknown): SlackMessage['metadata'] {
  if (value === undefined) return undefined;
  const { event_type, event_payload } = (value ?? {}) as Partial<
    NonNullable<SlackMessage['metadata']>
  >;
  if (typeof event_type !== 'string' || typeof event_payload !== 'object') {
    throw new SlackRefusal('invalid_metadata_format');
  }
  return { event_type, event_payload };
}

function within(ts: string, input: Json): boolean {
  const time = Number(ts);
  const inclusive = isTrue(input.inclusive);
  const oldest = textOf(input.oldest);
  const latest = textOf(input.latest);
  const after = oldest === undefined || time > Number(oldest) || (inclusive && ts === oldest);
  const before = latest === undefined || time < Number(latest) || (inclusive && ts === latest);
  return after && before;
}

function pageOf<T>(
  all: readonly T[],
  input: Json,
  size: number,
  show: (one: T) => Json,
  name: string,
): Json {
  const from = Number(Buffer.from(String(input.cursor ?? ''), 'base64').toString() || 0);
  const limit = Math.min(Math.max(Number(input.limit ?? size), 1), 1000);
  const more = from + limit < all.length;
  const next_cursor = more ? Buffer.from(String(from + limit)).toString('base64') : '';
  return {
    [name]: all.slice(from, from + limit).map(show),
    has_more: more,
    response_metadata: { next_cursor },
  };
}
