/** A scope that the app asks for, and what for. */
export interface SlackScope {
  readonly name: string;
  readonly because: string;
}

/** What the app may do, and nothing else. */
export const slackScopes: readonly SlackScope[] = [
  { name: 'chat:write', because: 'ask for approvals and tell of progress' },
  { name: 'commands', because: 'take the slash command /agent' },
  { name: 'app_mentions:read', because: 'hear when it is spoken to' },
  { name: 'channels:read', because: 'find its channel by name' },
  { name: 'channels:history', because: 'find its own messages again, so that none is sent twice' },
  { name: 'groups:read', because: 'the same in private channels that it was invited to' },
  { name: 'groups:history', because: 'the same in private channels that it was invited to' },
  { name: 'im:write', because: 'tell one person what concerns them alone' },
  { name: 'reactions:write', because: 'show that words were heard' },
];

/** The manifest by which Slack makes the app: by webhooks at `publicUrl`, or over a socket without it. */
export function slackAppManifest(options: {
  readonly name: string;
  readonly publicUrl: string | undefined;
}) {
  const { name, publicUrl } = options;
  const address = (door: string) =>
    publicUrl === undefined ? {} : { url: `${publicUrl}/webhooks/slack/${door}` };
  const requests = (door: string) =>
    publicUrl === undefined ? {} : { request_url: `${publicUrl}/webhooks/slack/${door}` };
  return {
    display_information: {
      name,
      description: 'Tickets and production errors become reviewed, tested pull requests.',
    },
    features: {
      bot_user: { display_name: name, always_online: true },
      slash_commands: [
        {
          command: '/agent',
          ...address('commands'),
          description: 'Start, approve and steer tasks',
          usage_hint: 'help',
          should_escape: false,
        },
      ],
    },
    oauth_config: { scopes: { bot: slackScopes.map((scope) => scope.name) } },
    settings: {
      event_subscriptions: { ...requests('events'), bot_events: ['app_mention'] },
      interactivity: { is_enabled: true, ...requests('interactions') },
      socket_mode_enabled: publicUrl === undefined,
      org_deploy_enabled: false,
      token_rotation_enabled: false,
    },
  };
}
