import type {
  Json,
  SlackChannel,
  SlackMessage,
  SlackStore,
  SlackUser,
  SlackView,
} from './store.ts';

/** Who the app is in the workspace. */
export interface SlackApp {
  readonly teamId: string;
  readonly teamDomain: string;
  readonly appId: string;
  readonly botId: string;
  /** Member id of the app's bot. */
  readonly user: string;
}

/** A message as the Web API shows it. */
export function messageResource(
  store: SlackStore,
  app: SlackApp,
  message: SlackMessage,
  options: { readonly metadata?: boolean } = {},
): Json {
  const replies = store
    .messages()
    .filter((other) => other.channel === message.channel && other.threadTs === message.ts);
  const replyUsers = [...new Set(replies.map((reply) => reply.user))];
  const byBot = message.user === app.user;
  return {
    type: 'message',
    ...(message.broadcast ? { subtype: 'thread_broadcast' } : {}),
    user: message.user,
    ...(byBot ? { bot_id: app.botId, app_id: app.appId } : {}),
    ts: message.ts,
    team: app.teamId,
    text: message.text,
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.attachments.length > 0 ? { attachments: message.attachments } : {}),
    ...(message.edited === undefined ? {} : { edited: message.edited }),
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    ...(replies.length === 0
      ? {}
      : {
          thread_ts: message.ts,
          reply_count: replies.length,
          reply_users: replyUsers,
          reply_users_count: replyUsers.length,
          latest_reply: replies.at(-1)?.ts,
        }),
    ...(message.reactions.length === 0
      ? {}
      : { reactions: message.reactions.map((one) => ({ ...one, count: one.users.length })) }),
    ...(options.metadata === true && message.metadata !== undefined
      ? { metadata: message.metadata }
      : {}),
  };
}

/** A member as the Web API shows it. */
export function userResource(app: SlackApp, user: SlackUser): Json {
  return {
    id: user.id,
    team_id: app.teamId,
    name: user.name,
    real_name: user.realName,
    deleted: false,
    tz: 'Etc/UTC',
    tz_label: 'Coordinated Universal Time',
    tz_offset: 0,
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: user.bot,
    is_app_user: false,
    updated: 0,
    profile: {
      real_name: user.realName,
      display_name: user.name,
      email: user.email,
      team: app.teamId,
    },
  };
}

/** A conversation as the Web API shows it. */
export function channelResource(channel: SlackChannel): Json {
  const direct = channel.with !== undefined;
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !direct,
    is_group: false,
    is_im: direct,
    is_mpim: false,
    is_private: direct,
    is_archived: false,
    is_general: channel.name === 'general',
    is_member: true,
    created: 0,
    ...(channel.with === undefined ? {} : { user: channel.with }),
  };
}

/** A modal as the Web API and interactions show it. */
export function viewResource(app: SlackApp, view: SlackView, values: Json = {}): Json {
  return {
    private_metadata: '',
    callback_id: '',
    clear_on_close: false,
    notify_on_close: false,
    close: null,
    submit: null,
    previous_view_id: null,
    external_id: '',
    ...view.content,
    id: view.id,
    team_id: app.teamId,
    app_id: app.appId,
    bot_id: app.botId,
    hash: view.hash,
    root_view_id: view.id,
    state: { values },
  };
}
