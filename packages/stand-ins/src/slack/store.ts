import { ActRefused } from '../act-refused.ts';

/** Any object of JSON. */
export type Json = Readonly<Record<string, unknown>>;

/** A member of the workspace. */
export interface SlackUser {
  readonly id: string;
  /** Short name, as in `@name`. */
  readonly name: string;
  readonly realName: string;
  readonly email: string;
  readonly bot: boolean;
}

/** A conversation: a channel, or a direct message with one member. */
export interface SlackChannel {
  readonly id: string;
  readonly name: string;
  /** The member of a direct message. */
  readonly with?: string;
}

/** A message as it stands now. */
export interface SlackMessage {
  readonly channel: string;
  readonly ts: string;
  /** Id of who wrote it. */
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Json[];
  readonly attachments: readonly Json[];
  readonly metadata?: { readonly event_type: string; readonly event_payload: Json };
  /** The thread it stands in. */
  readonly threadTs?: string;
  readonly broadcast: boolean;
  readonly edited?: { readonly user: string; readonly ts: string };
  readonly reactions: readonly { readonly name: string; readonly users: readonly string[] }[];
  /** Only this member sees it. */
  readonly ephemeralFor?: string;
}

/** A modal as it stands now. */
export interface SlackView {
  readonly id: string;
  readonly hash: string;
  /** Who has it open. */
  readonly user: string;
  readonly open: boolean;
  /** The view as the app gave it, with Slack's own fields. */
  readonly content: Json;
}

/** All that the workspace holds. */
export interface SlackStore {
  users(): readonly SlackUser[];
  /** By id or short name; made when it is new. */
  actor(idOrName: string): SlackUser;
  user(id: string): SlackUser | undefined;
  addUser(user: Partial<SlackUser> & Pick<SlackUser, 'id'>): SlackUser;
  channels(): readonly SlackChannel[];
  /** By id, `#name`, name, or the id of a member for a direct message. */
  channel(reference: string): SlackChannel | undefined;
  addChannel(name: string): SlackChannel;
  /** Every message, oldest first, ephemeral ones too. */
  messages(): readonly SlackMessage[];
  message(channel: string, ts: string): SlackMessage | undefined;
  addMessage(message: Omit<SlackMessage, 'ts' | 'reactions'>): SlackMessage;
  /** Replaces a message by a changed copy. */
  putMessage(message: SlackMessage): SlackMessage;
  removeMessage(message: SlackMessage): void;
  views(): readonly SlackView[];
  view(id: string): SlackView | undefined;
  putView(view: SlackView): SlackView;
  /** A time that was never given out: seconds and microseconds since 1970. */
  nextTs(): string;
  /** An id that was never given out, with Slack's letter before it. */
  nextId(letter: string): string;
}

/** Makes a workspace without members. */
export function createSlackStore(clock: () => number = Date.now): SlackStore {
  const users = new Map<string, SlackUser>();
  const channels = new Map<string, SlackChannel>();
  const messages: SlackMessage[] = [];
  const views = new Map<string, SlackView>();
  let lastTs = 0;
  let lastId = 0;

  const nextId = (letter: string) => {
    lastId += 1;
    return `${letter}0${lastId.toString(36).toUpperCase().padStart(8, '0')}`;
  };
  const nextTs = () => {
    lastTs = Math.max(clock() * 1000, lastTs + 1);
    return `${Math.floor(lastTs / 1e6)}.${String(lastTs % 1e6).padStart(6, '0')}`;
  };
  const addUser: SlackStore['addUser'] = ({ id, ...rest }) => {
    const name = rest.name ?? (id.replace(/^U0*/, '').toLowerCase() || id.toLowerCase());
    const realName = rest.realName ?? name.charAt(0).toUpperCase() + name.slice(1);
    const email = rest.email ?? `${name}@people.example`;
    const user: SlackUser = { id, name, realName, email, bot: rest.bot ?? false };
    users.set(id, user);
    return user;
  };
  const addChannel = (name: string) => {
    const channel = { id: nextId('C'), name: name.replace(/^#/, '') };
    channels.set(channel.id, channel);
    return channel;
  };
  const indexOf = (channel: string, ts: string) =>
    messages.findIndex((message) => message.channel === channel && message.ts === ts);

  return {
    users: () => [...users.values()],
    user: (id) => users.get(id),
    addUser,
    actor(idOrName) {
      const wanted = idOrName.replace(/^@/, '');
      const known = users.get(wanted) ?? [...users.values()].find((user) => user.name === wanted);
      if (known !== undefined) return known;
      if (/^U[A-Z0-9]+$/.test(wanted)) return addUser({ id: wanted });
      return addUser({ id: `U0${wanted.toUpperCase().replace(/[^A-Z0-9]/g, '')}`, name: wanted });
    },
    channels: () => [...channels.values()],
    channel(reference) {
      const name = reference.replace(/^#/, '');
      const found =
        channels.get(reference) ?? [...channels.values()].find((one) => one.name === name);
      if (found !== undefined || !users.has(reference)) return found;
      const direct = [...channels.values()].find((one) => one.with === reference);
      if (direct !== undefined) return direct;
      const made = { id: nextId('D'), name: `direct-${reference}`, with: reference };
      channels.set(made.id, made);
      return made;
    },
    addChannel,
    messages: () => messages,
    message: (channel, ts) => messages[indexOf(channel, ts)],
    addMessage(message) {
      const made = { ...message, ts: nextTs(), reactions: [] };
      messages.push(made);
      return made;
    },
    putMessage(message) {
      const index = indexOf(message.channel, message.ts);
      if (index < 0) throw new ActRefused('message_not_found');
      messages[index] = message;
      return message;
    },
    removeMessage(message) {
      const index = indexOf(message.channel, message.ts);
      if (index >= 0) messages.splice(index, 1);
    },
    views: () => [...views.values()],
    view: (id) => views.get(id),
    putView(view) {
      views.set(view.id, view);
      return view;
    },
    nextTs,
    nextId,
  };
}
