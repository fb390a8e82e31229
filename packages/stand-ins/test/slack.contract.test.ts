import { createHmac } from 'node:crypto';
import type { KnownBlock } from '@slack/types';
import { ErrorCode, LogLevel, WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SlackStandIn, startSlack } from '../src/slack/index.ts';
import { type Received, type Receiver, startReceiver } from './receiver.ts';

const SECRET = 'signing-secret';
let receiver: Receiver;
let slack: SlackStandIn;
let client: WebClient;

function connect(token: string): WebClient {
  return new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
  });
}

beforeEach(async () => {
  receiver = await startReceiver();
  slack = await startSlack({
    token: 'xoxb-token',
    channels: ['approvals', 'general'],
    users: [{ id: 'U0MARIA', name: 'maria', email: 'maria@acme.example' }],
    app: {
      signingSecret: SECRET,
      interactions: `${receiver.url}/webhooks/slack/interactions`,
      commands: `${receiver.url}/webhooks/slack/commands`,
      events: `${receiver.url}/webhooks/slack/events`,
    },
  });
  client = connect('xoxb-token');
});
afterEach(async () => {
  await slack[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

const card = (value: string): KnownBlock[] => [
  { type: 'header', text: { type: 'plain_text', text: 'Plan ready' } },
  {
    type: 'actions',
    elements: [
      {
        type: 'button',
        action_id: 'approve',
        text: { type: 'plain_text', text: 'Approve' },
        value,
        style: 'primary',
      },
    ],
  },
];
const metadata = { event_type: 'patchwright', event_payload: { key: 'task/plan/1' } };

/** Checks a signature by the published rule, without the code under test. */
function signedWith(secret: string, { headers, body }: Received): boolean {
  const timestamp = String(headers['x-slack-request-timestamp']);
  const hmac = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  const fresh = Math.abs(Date.now() / 1000 - Number(timestamp)) < 300;
  return fresh && headers['x-slack-signature'] === `v0=${hmac}`;
}

function payloadOf(index: number) {
  const form = new URLSearchParams(receiver.received[index]?.body);
  return JSON.parse(form.get('payload') ?? '{}');
}

describe('the Slack stand-in, through the Web API client', () => {
  it('posts, finds by metadata, updates and links a message', async () => {
    const posted = await client.chat.postMessage({
      channel: '#approvals',
      text: 'Plan ready',
      blocks: card('t1:hash'),
      metadata,
    });
    const { channel = '', ts = '' } = posted;
    const plain = await client.conversations.history({ channel });
    expect(plain.messages?.[0]).not.toHaveProperty('metadata');
    const { messages } = await client.conversations.history({
      channel,
      include_all_metadata: true,
    });
    expect(messages).toMatchObject([{ ts, text: 'Plan ready', metadata, bot_id: 'B0PATCHWRIGHT' }]);

    await client.chat.update({ channel, ts, text: 'Approved', blocks: [] });
    expect(slack.state().messages).toMatchObject([
      { ts, text: 'Approved', blocks: [], metadata, edited: { user: slack.botUser } },
    ]);
    const { permalink } = await client.chat.getPermalink({ channel, message_ts: ts });
    const page = await fetch(String(permalink));
    expect(await page.text()).toContain('Approved');
  });

  it('keeps threads apart from the channel, broadcasts excepted', async () => {
    const { channel = '', ts = '' } = await client.chat.postMessage({
      channel: 'general',
      text: 'task',
    });
    await client.chat.postMessage({ channel, text: 'step 1', thread_ts: ts });
    await client.chat.postMessage({ channel, text: 'done', thread_ts: ts, reply_broadcast: true });
    const history = await client.conversations.history({ channel });
    expect(history.messages?.map((message) => message.text)).toEqual(['done', 'task']);
    expect(history.messages?.[1]).toMatchObject({ reply_count: 2, thread_ts: ts });
    const replies = await client.conversations.replies({ channel, ts });
    expect(replies.messages?.map((message) => message.text)).toEqual(['task', 'step 1', 'done']);
  });

  it('pages through history by cursor', async () => {
    for (const text of ['1', '2', '3']) await client.chat.postMessage({ channel: 'general', text });
    const texts: unknown[] = [];
    const channel = slack.state().channels.find(({ name }) => name === 'general')?.id ?? '';
    for await (const page of client.paginate('conversations.history', { channel, limit: 2 })) {
      texts.push(
        ((page as { messages?: { text: string }[] }).messages ?? []).map((message) => message.text),
      );
    }
    expect(texts).toEqual([['3', '2'], ['1']]);
  });

  it('knows its members, its team and itself', async () => {
    expect(await client.auth.test()).toMatchObject({ ok: true, user_id: slack.botUser });
    const { user } = await client.users.lookupByEmail({ email: 'maria@acme.example' });
    expect(user?.id).toBe('U0MARIA');
    expect((await client.users.info({ user: 'U0MARIA' })).user?.name).toBe('maria');
    expect((await client.users.list({})).members).toHaveLength(2);
    expect((await client.team.info()).team?.id).toMatch(/^T/);
    const { channels } = await client.conversations.list();
    expect(channels?.map(({ name }) => name)).toEqual(['approvals', 'general']);
  });

  it('reacts once, and whispers to one member', async () => {
    const { channel = '', ts = '' } = await client.chat.postMessage({
      channel: 'general',
      text: 'task',
    });
    await client.reactions.add({ channel, timestamp: ts, name: 'eyes' });
    await expect(client.reactions.add({ channel, timestamp: ts, name: 'eyes' })).rejects.toThrow(
      'already_reacted',
    );
    await client.chat.postEphemeral({ channel, user: 'U0MARIA', text: 'only you' });
    const { messages } = await client.conversations.history({ channel });
    expect(messages?.map((message) => message.text)).toEqual(['task']);
    expect(slack.state().messages[1]).toMatchObject({ ephemeralFor: 'U0MARIA' });
  });

  it.each([
    ['channel_not_found', { channel: 'nowhere', text: 'a' }],
    ['no_text', { channel: 'general', text: '' }],
    ['thread_not_found', { channel: 'general', text: 'a', thread_ts: '1.2' }],
    ['msg_too_long', { channel: 'general', text: 'a'.repeat(40_001) }],
    ['invalid_metadata_format', { channel: 'general', text: 'a', metadata: { event_type: 1 } }],
    [
      'invalid_blocks',
      { channel: 'general', text: 'a', blocks: Array(51).fill({ type: 'divider' }) },
    ],
    [
      'invalid_blocks',
      {
        channel: 'general',
        text: 'a',
        blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'a'.repeat(3001) } }],
      },
    ],
  ])('refuses with %s what Slack refuses', async (error, message) => {
    await expect(client.chat.postMessage(message as never)).rejects.toMatchObject({
      code: ErrorCode.PlatformError,
      data: { error },
    });
  });

  it('lets nobody in with another token', async () => {
    await expect(connect('other').auth.test()).rejects.toThrow('invalid_auth');
    await expect(client.apiCall('chat.fly')).rejects.toThrow('unknown_method');
  });
});

describe('a member of the Slack stand-in', () => {
  it('clicks a button, which arrives signed with all that the app needs', async () => {
    await client.chat.postMessage({ channel: 'approvals', text: 'other', blocks: card('t0') });
    const { ts } = await client.chat.postMessage({
      channel: 'approvals',
      text: 'Plan for SHOP-42',
      blocks: card('t1:hash'),
      metadata,
    });
    await client.chat.postMessage({ channel: 'approvals', text: 'newer', blocks: card('t2') });
    receiver.answerNext({ status: 200, body: '' });

    const answer = await slack.click({ user: 'U0MARIA', actionId: 'approve', about: 'SHOP-42' });
    expect(answer).toMatchObject({ status: 200, ts });
    expect(receiver.received[0]?.path).toBe('/webhooks/slack/interactions');
    expect(signedWith(SECRET, receiver.received[0] as Received)).toBe(true);
    expect(signedWith('other', receiver.received[0] as Received)).toBe(false);
    expect(payloadOf(0)).toMatchObject({
      type: 'block_actions',
      user: { id: 'U0MARIA', username: 'maria' },
      channel: { name: 'approvals' },
      message: { ts, metadata },
      actions: [{ action_id: 'approve', value: 't1:hash', type: 'button' }],
    });
  });

  it('cannot click what is not shown any more, and is told what is', async () => {
    const { channel = '', ts = '' } = await client.chat.postMessage({
      channel: 'approvals',
      text: 'Plan',
      blocks: card('t1'),
    });
    await expect(slack.click({ user: 'maria', actionId: 'reject' })).rejects.toThrow(
      'No message shows maria the button reject; there are: approve',
    );
    await client.chat.update({ channel, ts, text: 'Approved', blocks: [] });
    await expect(slack.click({ user: 'maria', actionId: 'approve' })).rejects.toThrow('none');
  });

  it('is answered through the response address, which wears out', async () => {
    const { ts } = await client.chat.postMessage({
      channel: 'approvals',
      text: 'Plan',
      blocks: card('t1'),
    });
    await slack.click({ user: 'maria', actionId: 'approve' });
    const respond = (body: unknown) =>
      fetch(payloadOf(0).response_url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }).then((response) => response.json());

    expect(await respond({ text: 'an old plan', response_type: 'ephemeral' })).toEqual({
      ok: true,
    });
    expect(await respond({ text: 'Approved', replace_original: true })).toEqual({ ok: true });
    expect(slack.state().messages).toMatchObject([
      { ts, text: 'Approved', blocks: [] },
      { text: 'an old plan', ephemeralFor: 'U0MARIA' },
    ]);
    for (const text of ['3', '4', '5']) await respond({ text });
    expect(await respond({ text: '6' })).toMatchObject({ ok: false, error: 'used_url' });
  });

  it('fills in a modal that a click opened', async () => {
    await client.chat.postMessage({ channel: 'approvals', text: 'Plan', blocks: card('t1') });
    await slack.click({ user: 'maria', actionId: 'approve' });
    const { trigger_id } = payloadOf(0);
    const view = {
      type: 'modal' as const,
      callback_id: 'request-changes',
      private_metadata: 't1',
      title: { type: 'plain_text' as const, text: 'Request changes' },
      submit: { type: 'plain_text' as const, text: 'Send' },
      blocks: [
        {
          type: 'input' as const,
          block_id: 'reason',
          label: { type: 'plain_text' as const, text: 'Why' },
          element: { type: 'plain_text_input' as const, action_id: 'text', multiline: true },
        },
      ],
    };
    await client.views.open({ trigger_id, view });
    await expect(client.views.open({ trigger_id, view })).rejects.toThrow('exchanged_trigger_id');

    receiver.answerNext({
      status: 200,
      body: '{"response_action":"errors","errors":{"reason":"Say more"}}',
    });
    const refused = await slack.submit({ user: 'maria', values: { reason: 'no' } });
    expect(refused.body).toContain('Say more');
    await slack.submit({ user: 'maria', values: { reason: { text: 'Round at the end' } } });
    expect(payloadOf(2)).toMatchObject({
      type: 'view_submission',
      user: { id: 'U0MARIA' },
      view: {
        callback_id: 'request-changes',
        private_metadata: 't1',
        state: { values: { reason: { text: { value: 'Round at the end' } } } },
      },
    });
    await expect(slack.submit({ user: 'maria' })).rejects.toThrow('no such modal');
  });

  it('gives a slash command and sees its answer', async () => {
    receiver.answerNext({ status: 200, body: '{"response_type":"ephemeral","text":"2 tasks"}' });
    await slack.command({ user: 'maria', channel: '#general', command: '/agent', text: 'status' });
    const [request] = receiver.received;
    expect(request?.path).toBe('/webhooks/slack/commands');
    expect(signedWith(SECRET, request as Received)).toBe(true);
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toMatchObject({
      command: '/agent',
      text: 'status',
      user_id: 'U0MARIA',
      channel_name: 'general',
    });
    expect(slack.state().messages).toMatchObject([{ text: '2 tasks', ephemeralFor: 'U0MARIA' }]);
  });

  it('mentions the app, which is told until it listens', async () => {
    receiver.answerNext({ status: 503 });
    slack.say({ user: 'maria', channel: 'general', text: 'just talking' });
    slack.say({ user: 'maria', channel: 'general', text: `<@${slack.botUser}> status` });
    await slack.webhooks.settled();
    expect(receiver.received).toHaveLength(2);
    expect(receiver.received.every((request) => signedWith(SECRET, request))).toBe(true);
    expect(receiver.received[1]?.headers['x-slack-retry-num']).toBe('1');
    expect(JSON.parse(receiver.received[1]?.body ?? '')).toMatchObject({
      type: 'event_callback',
      event: { type: 'app_mention', user: 'U0MARIA', text: `<@${slack.botUser}> status` },
    });
  });

  it('is told when nobody listens, and nothing is sent again', async () => {
    await client.chat.postMessage({ channel: 'approvals', text: 'Plan', blocks: card('t1') });
    await receiver[Symbol.asyncDispose]();
    const answer = await slack.click({ user: 'maria', actionId: 'approve' });
    expect(answer).toMatchObject({ status: null, body: expect.stringContaining('ECONNREFUSED') });
    receiver = await startReceiver();
  });
});
