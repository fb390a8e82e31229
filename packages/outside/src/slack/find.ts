import { Terminal } from '@patchwright/faults';
import type { SlackClient } from './client.ts';
import { type Origin, originOf } from './metadata.ts';
import { ChannelsAnswer, type MessageAnswer, MessagesAnswer, OpenedAnswer } from './schemas.ts';

const PAGE = 200;
/** Two thousand messages back, and the threads of a hundred of them. */
const MOST_PAGES = 10;
const MOST_THREADS = 100;

/** A message of ours where it stands. */
export interface Found {
  readonly channel: string;
  readonly ts: string;
  readonly origin: Origin;
}

/** The message that an intent posted in a thread. */
export async function findInThread(
  client: SlackClient,
  channel: string,
  threadTs: string,
  key: string,
): Promise<Found | undefined> {
  for await (const page of repliesOf(client, channel, threadTs)) {
    const found = pick(page, channel, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The message that an intent posted in a channel: in the channel itself, else in the threads of the newest messages, our own first. */
export async function findInChannel(
  client: SlackClient,
  channel: string,
  key: string,
): Promise<Found | undefined> {
  const threads: MessageAnswer[] = [];
  for await (const page of historyOf(client, channel)) {
    const found = pick(page, channel, key);
    if (found !== undefined) return found;
    threads.push(...page.filter((message) => (message.reply_count ?? 0) > 0));
  }
  const ours = threads.filter((message) => originOf(message) !== undefined);
  const others = threads.filter((message) => originOf(message) === undefined);
  for (const thread of [...ours, ...others].slice(0, MOST_THREADS)) {
    const found = await findInThread(client, channel, thread.ts, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The identifier of a channel given by identifier, by name (`#builds`), or by the user it leads to. */
export async function channelIdOf({ web }: SlackClient, channel: string): Promise<string> {
  if (/^[CGD][A-Z0-9]{5,}$/.test(channel)) return channel;
  if (/^[UW][A-Z0-9]{5,}$/.test(channel)) {
    const opened = OpenedAnswer.parse(await web.conversations.open({ users: channel }));
    return opened.channel.id;
  }
  const name = channel.replace(/^#/, '');
  let cursor: string | undefined;
  do {
    const page = ChannelsAnswer.parse(
      await web.conversations.list({
        types: 'public_channel,private_channel',
        exclude_archived: true,
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      }),
    );
    const found = page.channels.find((one) => one.name === name);
    if (found !== undefined) return found.id;
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
  throw new Terminal(`Slack has no channel ${channel} that the app may see`);
}

function pick(messages: readonly MessageAnswer[], channel: string, key: string): Found | undefined {
  for (const message of messages) {
    const origin = originOf(message);
    if (origin?.key === key) return { channel, ts: message.ts, origin };
  }
  return undefined;
}

function historyOf({ web }: SlackClient, channel: string) {
  return pages((cursor) =>
    web.conversations.history({
      channel,
      limit: PAGE,
      include_all_metadata: true,
      ...cursor,
    }),
  );
}

function repliesOf({ web }: SlackClient, channel: string, ts: string) {
  return pages((cursor) =>
    web.conversations.replies({
      channel,
      ts,
      limit: PAGE,
      include_all_metadata: true,
      ...cursor,
    }),
  );
}

async function* pages(
  ask: (cursor: { readonly cursor?: string }) => Promise<unknown>,
): AsyncIterable<readonly MessageAnswer[]> {
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = MessagesAnswer.parse(await ask(cursor === undefined ? {} : { cursor }));
    yield answer.messages;
    cursor = answer.response_metadata?.next_cursor || undefined;
    if (cursor === undefined) return;
  }
}
