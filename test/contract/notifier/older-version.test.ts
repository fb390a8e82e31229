import { notifier } from '@patchwright/notifier';
import { readConfig } from '@patchwright/notifier/config';
import { startSlack } from '@patchwright/stand-ins';
import { expect, test } from 'vitest';

const TOKEN = 'xoxb-0123456789-abcdef';
const context = { signal: new AbortController().signal, progress() {} };

test('a message that shows a task never goes back to an older version of it', async () => {
  await using slack = await startSlack({ token: TOKEN, channels: ['patchwright'] });
  const config = readConfig({
    SLACK_BOT_TOKEN: TOKEN,
    SLACK_API_URL: slack.apiUrl,
    SLACK_CHANNEL: '#patchwright',
  }).config;
  const claim = async () => ({ isMine: true, at: 1 });
  const { writes } = notifier.ports(config, { claim } as never).slack;
  const root = { key: 'shop-42/approval/1', channel: '#patchwright' };
  await writes.ensureMessage.perform({ ...root, text: 'Plan ready' }, context);
  const update = { of: root.key, channel: root.channel };
  for (const [version, text] of [
    [10, 'Approved'],
    [9, 'One of two approved'],
  ] as const) {
    const key = `${root.key}/at/${version}`;
    await writes.ensureUpdate.perform({ ...update, key, text }, context);
  }
  expect(slack.state().messages.map(({ text }) => text)).toEqual(['Approved']);
});
