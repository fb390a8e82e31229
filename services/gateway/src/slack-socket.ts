import type { ServiceContext } from '@patchwright/chassis';
import { listenToSlack, type SlackEnvelope } from '@patchwright/outside';
import type { Config } from './config.ts';
import { count } from './counters.ts';
import { asToken, kindOf, type SlackDoor } from './http/delivery.ts';
import { translatePayload } from './translate/translate.ts';

/** The address to which Slack would have posted. */
const DOORS: Readonly<Record<SlackEnvelope['kind'], SlackDoor>> = {
  slash_commands: 'commands',
  interactive: 'interactions',
  events_api: 'events',
};

/**
 * Takes what Slack says over a socket, for a machine that Slack cannot reach. It lands in the same inbox as what is posted, and is
 * acknowledged only when it is durably stored. Without an app token there is nothing to listen to.
 */
export async function slackSocket(context: ServiceContext<Config>): Promise<void> {
  const { config, log, signal } = context;
  if (config.slackSocket === undefined) return;
  await listenToSlack(config.slackSocket, {
    signal,
    take: (envelope) => take(context, envelope),
    onConnected: () => log.info({}, 'Slack is listened to by a socket'),
    onTrouble: (reason, afterMs) =>
      log.warn({ reason, after_ms: afterMs }, 'Slack cannot be listened to; it is tried again'),
  });
}

async function take(
  { bus, tenant, config }: ServiceContext<Config>,
  { id, kind: type, payload }: SlackEnvelope,
): Promise<object | undefined> {
  const door = DOORS[type];
  const kind = kindOf({ source: 'slack', door }, {}, payload);
  const meaning = translatePayload('slack', kind, payload, config.rules);
  if (meaning.kind === 'unreadable' || meaning.intents.length === 0) {
    const outcome = meaning.kind === 'unreadable' ? 'malformed' : 'of no interest';
    count('webhooks', { source: 'slack', outcome });
    return undefined;
  }
  const stored = await bus.inbox.accept({
    source: 'slack',
    tenant,
    kind: asToken(kind),
    deliveryId: id,
    receivedAt: new Date().toISOString(),
    headers: {},
    body: Buffer.from(JSON.stringify(payload)),
  });
  count('webhooks', { source: 'slack', outcome: stored.duplicate ? 'repeated' : 'accepted' });
  return door === 'commands' ? { response_type: 'ephemeral', text: 'On it.' } : undefined;
}
