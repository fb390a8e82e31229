import { ActRefused } from '../act-refused.ts';
import type { Delivery, WebhookSender } from '../webhook-sender.ts';
import { elementsOf } from './blocks.ts';
import type { SlackRoom } from './methods.ts';
import { channelResource, messageResource, viewResource } from './resources.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { Sockets } from './sockets.ts';
import type { Json, SlackChannel, SlackMessage, SlackUser, SlackView } from './store.ts';
import type { Triggers } from './views.ts';

/** Where Slack sends what members do. */
export interface SlackAddresses {
  readonly interactions: string;
  readonly commands: string;
  readonly events: string;
}

/** What came back when a member did something. */
export interface SlackAnswer {
  /** Status the receiver answered; nothing when nobody did. */
  readonly status: number | null;
  /** Body the receiver answered, or why there is none. */
  readonly body: string;
}

/** A click on a button (or another element) of a message. Without channel and ts, the newest message that has it. */
export interface Click {
  /** Id or short name of who clicks. */
  readonly user: string;
  readonly channel?: string;
  readonly ts?: string;
  readonly actionId: string;
  /** Which of several buttons with this action; its own value without it. */
  readonly value?: string;
  /** Only messages that show this text anywhere, such as a ticket's key. */
  readonly about?: string;
}

/** A slash command, such as `/agent` with `status`. */
export interface Command {
  readonly user: string;
  readonly channel: string;
  readonly command: string;
  readonly text?: string;
}

/** A modal sent off. Values are given by action id, by block id, or by both. */
export interface ViewSubmit {
  readonly user: string;
  /** The newest open modal of this member without it. */
  readonly viewId?: string;
  readonly values?: Json;
}

/** Something a member writes; `@app` is spelled `<@BOT>`. */
export interface Said {
  readonly user: string;
  readonly channel: string;
  readonly text: string;
  readonly threadTs?: string;
}

/** What members of the workspace do. All throw ActRefused when there is nothing to do it with. */
export interface SlackActs {
  click(input: Click): Promise<SlackAnswer & { readonly channel: string; readonly ts: string }>;
  command(input: Command): Promise<SlackAnswer>;
  submit(input: ViewSubmit): Promise<SlackAnswer>;
  /** Writes a message; one that names the app is sent to it as `app_mention`. */
  say(input: Said): { readonly channel: string; readonly ts: string };
}

/** Makes the acts of members; what they do is sent signed to `addresses`. */
export function createActs(
  room: SlackRoom,
  parts: {
    readonly addresses: SlackAddresses | undefined;
    /** Sends once, as Slack does with clicks, commands and modals. */
    readonly once: WebhookSender;
    /** Sends until it is taken, as Slack does with events. */
    readonly events: WebhookSender;
    readonly triggers: Triggers;
    readonly responses: ResponseUrls;
    /** Where an app listens that is not posted to. */
    readonly sockets: () => Sockets;
  },
): SlackActs {
  const { store, app } = room;
  const team = { id: app.teamId, domain: app.teamDomain };

  const addresses = () => {
    if (parts.addresses !== undefined) return parts.addresses;
    throw new ActRefused('This workspace has no app to send to', 409);
  };
  const person = (user: SlackUser) => ({
    id: user.id,
    username: user.name,
    name: user.name,
    team_id: app.teamId,
  });
  const channelOf = (reference: string): SlackChannel => {
    const channel = store.channel(reference);
    if (channel === undefined) throw new ActRefused(`There is no channel ${reference}`);
    return channel;
  };
  const sendForm = async (
    door: 'interactions' | 'commands',
    event: string,
    form: Readonly<Record<string, string>>,
  ) => {
    const sockets = parts.sockets();
    if (sockets.isOpen) {
      return door === 'commands'
        ? sockets.send('slash_commands', form)
        : sockets.send('interactive', JSON.parse(form.payload ?? '{}') as Json);
    }
    const url = addresses()[door];
    const contentType = 'application/x-www-form-urlencoded';
    const body = new URLSearchParams(form).toString();
    return answerOf(await parts.once.send({ url, event, body, contentType }));
  };
  const interaction = (type: string, user: SlackUser, more: Json) =>
    sendForm('interactions', type, {
      payload: JSON.stringify({
        type,
        team,
        user: person(user),
        api_app_id: app.appId,
        token: 'verification-token',
        enterprise: null,
        is_enterprise_install: false,
        ...more,
      }),
    });

  return {
    async click(input) {
      const user = store.actor(input.user);
      const { message, element, blockId } = findElement(room, user, input);
      const { id, name } = channelOf(message.channel);
      const answer = await interaction('block_actions', user, {
        container: {
          type: 'message',
          message_ts: message.ts,
          channel_id: id,
          is_ephemeral: message.ephemeralFor !== undefined,
        },
        trigger_id: parts.triggers.issue(user.id),
        channel: { id, name },
        message: messageResource(store, app, message, { metadata: true }),
        state: { values: {} },
        response_url: parts.responses.issue({ channel: id, user: user.id, ts: message.ts }),
        actions: [{ ...element, block_id: blockId, action_ts: store.nextTs() }],
      });
      return { ...answer, channel: id, ts: message.ts };
    },

    async command(input) {
      const user = store.actor(input.user);
      const { id, name } = channelOf(input.channel);
      const answer = await sendForm('commands', input.command, {
        token: 'verification-token',
        team_id: team.id,
        team_domain: team.domain,
        channel_id: id,
        channel_name: name,
        user_id: user.id,
        user_name: user.name,
        command: input.command,
        text: input.text ?? '',
        api_app_id: app.appId,
        is_enterprise_install: 'false',
        response_url: parts.responses.issue({ channel: id, user: user.id }),
        trigger_id: parts.triggers.issue(user.id),
      });
      if (answer.status === 200 && answer.body.trim() !== '') {
        parts.responses.respond({ channel: id, user: user.id }, bodyOf(answer.body));
      }
      return answer;
    },

    async submit(input) {
      const user = store.actor(input.user);
      const view = store
        .views()
        .findLast(
          (one) =>
            one.open &&
            one.user === user.id &&
            (input.viewId === undefined || one.id === input.viewId),
        );
      if (view === undefined) throw new ActRefused(`${user.name} has no such modal open`);
      const answer = await interaction('view_submission', user, {
        trigger_id: parts.triggers.issue(user.id),
        view: viewResource(app, view, valuesOf(view, input.values ?? {})),
        response_urls: [],
      });
      if (answer.status === 200) settle(room, view, bodyOf(answer.body));
      return answer;
    },

    say(input) {
      const user = store.actor(input.user);
      const channel = channelOf(input.channel);
      const { threadTs } = input;
      const message = store.addMessage({
        channel: channel.id,
        user: user.id,
        text: input.text,
        blocks: [],
        attachments: [],
        broadcast: false,
        ...(threadTs === undefined ? {} : { threadTs }),
      });
      const mentioned = input.text.includes(`<@${app.user}>`);
      const sockets = parts.sockets();
      if ((parts.addresses !== undefined || sockets.isOpen) && mentioned) {
        const event = {
          ...messageResource(store, app, message),
          type: 'app_mention',
          channel: channel.id,
          channel_type: channelResource(channel).is_im === true ? 'im' : 'channel',
          event_ts: message.ts,
        };
        const told = {
          token: 'verification-token',
          team_id: team.id,
          api_app_id: app.appId,
          type: 'event_callback',
          event_id: store.nextId('Ev'),
          event_time: Math.floor(Number(message.ts)),
          event,
          authorizations: [
            { enterprise_id: null, team_id: team.id, user_id: app.user, is_bot: true },
          ],
        };
        const body = JSON.stringify(told);
        if (sockets.isOpen) void sockets.insist('events_api', told);
        else void parts.events.send({ url: addresses().events, event: 'app_mention', body });
      }
      return { channel: channel.id, ts: message.ts };
    },
  };
}

function findElement(room: SlackRoom, user: SlackUser, input: Click) {
  const { store } = room;
  const channel = input.channel === undefined ? undefined : store.channel(input.channel)?.id;
  if (input.channel !== undefined && channel === undefined) {
    throw new ActRefused(`There is no channel ${input.channel}`);
  }
  const visible = store
    .messages()
    .filter(
      (message) =>
        (channel === undefined || message.channel === channel) &&
        (input.ts === undefined || message.ts === input.ts) &&
        (message.ephemeralFor === undefined || message.ephemeralFor === user.id) &&
        (input.about === undefined ||
          JSON.stringify([message.text, message.blocks]).includes(input.about)),
    );
  for (const message of visible.toReversed()) {
    const found = elementsOf(message.blocks).find(
      ({ element }) =>
        element.action_id === input.actionId &&
        (input.value === undefined || element.value === input.value),
    );
    if (found !== undefined) return { message, ...found };
  }
  const there = visible.flatMap((message: SlackMessage) =>
    elementsOf(message.blocks).map(({ element }) => String(element.action_id)),
  );
  throw new ActRefused(
    `No message shows ${user.name} the button ${input.actionId}; there are: ${[...new Set(there)].join(', ') || 'none'}`,
  );
}

function valuesOf(view: SlackView, given: Json): Json {
  const values: Record<string, Record<string, unknown>> = {};
  for (const { element, blockId } of elementsOf(view.content.blocks as readonly Json[])) {
    const actionId = String(element.action_id);
    const inBlock = given[blockId];
    const nested = typeof inBlock === 'object' ? (inBlock as Json)[actionId] : undefined;
    const value = nested ?? given[actionId] ?? (typeof inBlock === 'string' ? inBlock : undefined);
    if (element.type === 'button') continue;
    const chosen = (element.options as readonly Json[] | undefined)?.find(
      (option) => option.value === value,
    );
    values[blockId] = {
      ...values[blockId],
      [actionId]:
        element.options === undefined
          ? { type: element.type, value: value ?? null }
          : { type: element.type, selected_option: chosen ?? null },
    };
  }
  return values;
}

/** What the app answers to a modal: it closes, unless the answer says that it stays or changes. */
function settle(room: SlackRoom, view: SlackView, body: Json): void {
  const { store } = room;
  switch (body.response_action) {
    case 'errors':
      return;
    case 'update':
    case 'push':
      store.putView({ ...view, content: body.view as Json, hash: store.nextTs() });
      return;
    default:
      store.putView({ ...view, open: false });
  }
}

function answerOf(delivery: Delivery): SlackAnswer {
  const { answer, error } = delivery;
  return answer ?? { status: null, body: error ?? 'no answer' };
}

function bodyOf(body: string): Json {
  try {
    const parsed: unknown = JSON.parse(body);
    return parsed !== null && typeof parsed === 'object' ? (parsed as Json) : { text: body };
  } catch {
    return { text: body };
  }
}
