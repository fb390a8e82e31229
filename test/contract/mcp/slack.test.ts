import { KEY_META } from '@patchwright/mcp-servers';
import { type SlackStandIn, startSlack } from '@patchwright/stand-ins';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Connected, connect } from './connect.ts';

const TOKEN = 'xoxb-canary-0123456789';
const DIGEST = 'ab'.repeat(32);
let slack: SlackStandIn;
let server: Connected;

beforeAll(async () => {
  slack = await startSlack({ token: TOKEN, channels: ['builds', 'board'] });
  server = await connect(['slack', '--allow', '#builds'], {
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: TOKEN,
    PATCHWRIGHT_LINK_HOSTS: 'ci.example',
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await slack[Symbol.asyncDispose]();
});

function posted(ts: string) {
  return slack.state().messages.find((message) => message.ts === ts);
}

const approval = {
  channel: '#builds',
  task: 'shop-42',
  digest: DIGEST,
  title: 'Totals are right',
  summary: 'One line in the cart.',
  url: 'https://github.example/acme/shop/pull/7',
};

test('the server offers its three tools, none of which approves anything', async () => {
  const { tools } = await server.client.listTools();
  expect(tools.map(({ name }) => name).sort()).toEqual([
    'send_approval_request',
    'send_message',
    'send_notification',
  ]);
});

test('a message stands word for word, but for addresses elsewhere: it mentions nobody and hides no address', async () => {
  const text = 'Look <!channel>, <@U1> & <https://evil.example|here>, https://ci.example/1';
  const { ts } = (await server.ask('send_message', { channel: '#builds', text })) as { ts: string };
  expect(posted(ts)?.text).toBe(
    'Look &lt;!channel&gt;, &lt;@U1&gt; &amp; &lt;(address removed)|here&gt;, https://ci.example/1',
  );
});

test('a message goes into a thread', async () => {
  const first = (await server.ask('send_message', { channel: '#builds', text: 'One' })) as {
    ts: string;
  };
  const reply = { channel: '#builds', text: 'Two', thread_ts: first.ts };
  const { ts } = (await server.ask('send_message', reply)) as { ts: string };
  expect(posted(ts)?.threadTs).toBe(first.ts);
});

test('a notification has a heading and shows its address', async () => {
  const { ts } = (await server.ask('send_notification', {
    channel: '#builds',
    level: 'warning',
    title: 'CI is red',
    text: 'lint failed',
    url: 'https://ci.example/1',
  })) as { ts: string };
  expect(posted(ts)?.text).toBe(':warning: CI is red');
  expect(JSON.stringify(posted(ts)?.blocks)).toContain('lint failed\\nhttps://ci.example/1');
});

test('a request for approval carries buttons for exactly one plan, and says that the plan counts', async () => {
  const { ts } = (await server.ask('send_approval_request', approval)) as { ts: string };
  const blocks = JSON.stringify(posted(ts)?.blocks);

  for (const action of ['approve', 'reject', 'request_changes', 'view_pull_request']) {
    expect(blocks).toContain(`"action_id":"${action}"`);
  }
  expect(blocks).toContain(`"value":"shop-42 ${DIGEST}"`);
  expect(blocks).toContain('as it stands in the pull request and not as this message tells it');
});

test('a message that the client names is sent once', async () => {
  const input = { channel: '#builds', text: 'Once' };
  const named = { [KEY_META]: 'run-3/1' };
  const first = await server.call('send_message', input, named);
  const again = await server.call('send_message', input, named);

  expect(again).toEqual(first);
  expect(slack.state().messages.filter(({ text }) => text === 'Once')).toHaveLength(1);
});

describe('what is refused', () => {
  test.each([
    ['send_message', { text: 'x' }],
    ['send_notification', { title: 'x' }],
    ['send_approval_request', { ...approval }],
  ])('%s to a channel that is out of reach', async (tool, input) => {
    const { text, isError } = await server.call(tool, { ...input, channel: '#board' });
    expect(isError).toBe(true);
    expect(text).toMatch(/channel #board is out of this server's reach/);
  });

  test('a request for the approval of anything but a digest', async () => {
    const { isError } = await server.call('send_approval_request', { ...approval, digest: 'any' });
    expect(isError).toBe(true);
  });
});
