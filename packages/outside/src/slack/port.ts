import { type CallContext, definePort, Terminal } from '@patchwright/faults';
import type { ReadsOf, WritesOf } from '../contract.ts';
import { shortDigest } from '../digest.ts';
import { outgoingBlocks, outgoingMrkdwn } from '../outgoing/mrkdwn.ts';
import type { MessageRef, Slack } from '../slack.ts';
import { createSlackClient, type SlackClient, type SlackConfig } from './client.ts';
import { isRefusal } from './diagnose.ts';
import { channelIdOf, type Found, findInChannel, findInThread } from './find.ts';
import { metadataOf, originOf, updatedBy, wasUpdatedBy } from './metadata.ts';
import { MessagesAnswer, PostedAnswer, ViewAnswer } from './schemas.ts';

type SlackReads = ReadsOf<Slack, 'findMessage' | 'messageKey'>;
type SlackWrites = WritesOf<
  Slack,
  'ensureMessage' | 'ensureUpdate' | 'ensureModal' | 'ensureReaction'
>;

/** Slack as a port. Messages are found again by their metadata, in the channel's history and its threads. */
export function slackPort(config: SlackConfig) {
  const client = createSlackClient(config);
  const channelId = rememberChannels(client);
  return definePort({
    name: 'slack',
    reads: slackReads(client, channelId),
    writes: slackWrites(client, channelId),
  });
}

type ChannelId = (channel: string) => Promise<string>;

function slackReads(client: SlackClient, channelId: ChannelId): SlackReads {
  return {
    findMessage: ({ channel, key }, context) =>
      client.ask(context, async () => {
        const found = await findInChannel(client, await channelId(channel), key);
        return found === undefined ? null : refOf(found);
      }),
    messageKey: ({ channel, ts }, context) =>
      client.ask(context, async () => {
        const answered = await client.web.conversations.replies({
          channel,
          ts,
          limit: 1,
          include_all_metadata: true,
        });
        const [first] = MessagesAnswer.parse(answered).messages;
        return (first && originOf(first)?.key) ?? null;
      }),
  };
}

function slackWrites(client: SlackClient, channelId: ChannelId): SlackWrites {
  const { ask, web } = client;

  function find(channel: string, of: string, context: CallContext): Promise<Found | undefined> {
    return ask(context, async () => findInChannel(client, await channelId(channel), of));
  }

  return {
    ensureMessage: {
      probe: (input, context) =>
        ask(context, async () => {
          const channel = await channelId(input.channel);
          const found =
            input.threadTs === undefined
              ? await findInChannel(client, channel, input.key)
              : await findInThread(client, channel, input.threadTs, input.key);
          return found && refOf(found);
        }),
      perform: (input, context) =>
        ask(context, async () => {
          const message = {
            channel: input.channel,
            text: outgoingMrkdwn(input.text, client.linkHosts),
            ...(input.blocks === undefined
              ? {}
              : { blocks: outgoingBlocks([...input.blocks], client.linkHosts) }),
            metadata: metadataOf({ key: input.key, updates: [] }),
            // A preview would fetch addresses that strangers wrote.
            unfurl_links: false,
            unfurl_media: false,
          };
          const posted = await (input.threadTs === undefined
            ? web.chat.postMessage(message)
            : web.chat.postMessage({
                ...message,
                thread_ts: input.threadTs,
                reply_broadcast: input.broadcast ?? false,
              }));
          return refOf(PostedAnswer.parse(posted));
        }),
    },

    ensureUpdate: {
      async probe(input, context) {
        const found = await find(input.channel, input.of, context);
        return found && wasUpdatedBy(found.origin, input) ? refOf(found) : undefined;
      },
      async perform(input, context) {
        const found = await find(input.channel, input.of, context);
        if (found === undefined) {
          throw new Terminal(`Slack has no message of the intent ${input.of} in ${input.channel}`);
        }
        if (wasUpdatedBy(found.origin, input)) return refOf(found);
        return ask(context, async () => {
          const updated = await web.chat.update({
            channel: found.channel,
            ts: found.ts,
            text: outgoingMrkdwn(input.text, client.linkHosts),
            // Without blocks of their own, the old ones would stay, with their buttons.
            blocks: outgoingBlocks([...(input.blocks ?? [])], client.linkHosts),
            metadata: metadataOf(updatedBy(found.origin, input)),
          });
          return refOf(PostedAnswer.parse(updated));
        });
      },
    },

    ensureModal: {
      probe: async () => undefined,
      perform: ({ key, triggerId, view }, context) =>
        ask(context, async () => {
          const opened = await web.views.open({
            trigger_id: triggerId,
            view: { ...view, external_id: shortDigest(key) },
          });
          return { id: ViewAnswer.parse(opened).view.id };
        }),
    },

    ensureReaction: {
      probe: async () => undefined,
      perform: ({ channel, ts, name }, context) =>
        ask(context, async () => {
          try {
            await web.reactions.add({ channel, timestamp: ts, name });
          } catch (thrown) {
            if (!isRefusal(thrown, 'already_reacted')) throw thrown;
          }
          return { name };
        }),
    },
  };
}

/** Names of channels change rarely: one look-up for each process and name. */
function rememberChannels(client: SlackClient): ChannelId {
  const known = new Map<string, string>();
  return async (channel) => {
    const id = known.get(channel) ?? (await channelIdOf(client, channel));
    known.set(channel, id);
    return id;
  };
}

function refOf({ channel, ts }: MessageRef): MessageRef {
  return { channel, ts };
}
