import { z } from 'zod';
import {
  faulty,
  findingOfThrown,
  type Probe,
  type ProbeFinding,
  patience,
  well,
} from '../probe/finding.ts';
import { createSlackClient, type SlackClient, type SlackConfig } from './client.ts';
import { channelIdOf } from './find.ts';
import { slackScopes } from './manifest.ts';

const CREDENTIAL = 'patchwright connect slack';
const Who = z.object({
  team: z.string().optional(),
  user: z.string().optional(),
  user_id: z.string().optional(),
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
});
const Channel = z.object({
  channel: z.object({ name: z.string().optional(), is_member: z.boolean().optional() }),
});
const Validated = z.object({ ok: z.boolean() });

/** Looks at Slack with a bot's token: who we are, what we may, whether we are in the channel. Never throws for what Slack says. */
export async function probeSlack(config: SlackConfig, channel?: string): Promise<Probe> {
  const client = createSlackClient(config);
  try {
    const who = await client.ask(patience(), async () => Who.parse(await client.web.auth.test()));
    const scopes = who.response_metadata?.scopes;
    return {
      identity: who.user_id,
      findings: [
        well('slack', `${who.user ?? 'a bot'} of ${who.team ?? 'a workspace'}`),
        ...(scopes === undefined ? [] : [scopesFinding(scopes)]),
        ...(channel === undefined ? [] : [await lookAtChannel(client, channel)]),
      ],
    };
  } catch (thrown) {
    return { identity: undefined, findings: [findingOfThrown('slack', thrown, CREDENTIAL)] };
  }
}

/** Has Slack say whether it would take a manifest; what is wrong with it is in the finding. Needs a configuration token. */
export async function validateSlackManifest(
  config: SlackConfig,
  manifest: object,
): Promise<ProbeFinding> {
  const client = createSlackClient(config);
  const name = 'slack manifest';
  try {
    await client.ask(patience(), async () =>
      Validated.parse(
        await client.web.apiCall('apps.manifest.validate', { manifest: JSON.stringify(manifest) }),
      ),
    );
    return well(name, 'Slack takes it');
  } catch (thrown) {
    return findingOfThrown(
      name,
      thrown,
      'see what Slack says of it, and change the name or address',
    );
  }
}

function scopesFinding(given: readonly string[]): ProbeFinding {
  const missing = slackScopes.filter(({ name }) => !given.includes(name));
  if (missing.length === 0) return well('slack scopes', `${slackScopes.length} as asked for`);
  const list = missing.map(({ name, because }) => `${name} (to ${because})`).join('; ');
  return faulty('slack scopes', `missing are ${list}`, 'add them to the app and reinstall it');
}

async function lookAtChannel(client: SlackClient, channel: string): Promise<ProbeFinding> {
  const name = 'slack channel';
  try {
    return await client.ask(patience(), async () => {
      const id = await channelIdOf(client, channel);
      const { channel: found } = Channel.parse(
        await client.web.conversations.info({ channel: id }),
      );
      return found.is_member === false
        ? faulty(name, `we are not in ${channel}`, `write /invite @Patchwright in ${channel}`)
        : well(name, `we are in ${channel}`);
    });
  } catch (thrown) {
    return findingOfThrown(name, thrown, `make ${channel}, and invite the app to it`);
  }
}
