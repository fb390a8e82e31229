import { NeedsHuman, Retryable, Terminal } from '@patchwright/faults';
import { listenToSlack, slackPort } from '@patchwright/outside';
import { createFaultBox, type SlackStandIn, startSlack } from '@patchwright/stand-ins';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { context, ensure, thrownBy } from './calls.ts';

const TOKEN = 'xoxb-0123456789-abcdef';
let faults = createFaultBox();
let slack: SlackStandIn;
let port: ReturnType<typeof slackPort>;

beforeEach(async () => {
  faults = createFaultBox();
  slack = await startSlack({ token: TOKEN, channels: ['approvals', 'general'], faults });
  port = slackPort({ token: TOKEN, baseUrl: slack.apiUrl });
});
afterEach(async () => {
  await slack[Symbol.asyncDispose]();
});

const card = {
  key: 'shop-42/plan/1',
  channel: '#approvals',
  text: 'A plan is ready',
  blocks: [
    {
      type: 'actions' as const,
      elements: [
        {
          type: 'button' as const,
          action_id: 'approve',
          text: { type: 'plain_text' as const, text: 'Approve' },
        },
      ],
    },
  ],
};

describe('messages', () => {
  test('a message is posted once for a key, and found again by it', async () => {
    const posted = await ensure(port.writes.ensureMessage, card);
    const again = await ensure(port.writes.ensureMessage, card);
    const find = (key: string) => port.reads.findMessage({ channel: '#approvals', key }, context());

    expect(again).toEqual(posted);
    expect(await find(card.key)).toEqual(posted);
    expect(await find('another')).toBeNull();
    expect(slack.state().messages).toHaveLength(1);
  });

  test('a message among hundreds is found page by page', async () => {
    const posted = await ensure(port.writes.ensureMessage, card);
    for (let index = 0; index < 230; index += 1) {
      const other = { key: `k${index}`, channel: '#approvals', text: `words ${index}` };
      await port.writes.ensureMessage.perform(other, context());
    }

    expect(await port.writes.ensureMessage.probe(card, context())).toEqual(posted);
  });

  test('a reply stands in its thread, and is found there and from the channel', async () => {
    const parent = await ensure(port.writes.ensureMessage, card);
    const reply = {
      key: 'shop-42/progress',
      channel: '#approvals',
      text: 'Step 1 is done',
      threadTs: parent.ts,
    };
    const posted = await ensure(port.writes.ensureMessage, reply);

    expect(await ensure(port.writes.ensureMessage, reply)).toEqual(posted);
    const found = await port.reads.findMessage(
      { channel: '#approvals', key: 'shop-42/progress' },
      context(),
    );
    expect(found).toEqual(posted);
  });

  test('an update rewrites the message of another intent once, and takes its buttons away', async () => {
    const { ensureMessage, ensureUpdate } = port.writes;
    const posted = await ensure(ensureMessage, card);
    const first = { key: 'u1', of: card.key, channel: '#approvals', text: 'Approved by Maria' };
    const second = { ...first, key: 'u2', text: 'Done' };

    expect(await ensureUpdate.probe(first, context())).toBeUndefined();
    expect(await ensureUpdate.perform(first, context())).toEqual(posted);
    await ensure(ensureUpdate, second);
    expect(await ensureUpdate.probe(first, context())).toEqual(posted);
    await ensure(ensureUpdate, first);
    const [message, ...others] = slack.state().messages;
    expect(others).toEqual([]);
    expect(message?.text).toBe('Done');
    expect(message?.blocks).toEqual([]);
    expect(await ensureMessage.probe(card, context())).toEqual(posted);
  });

  test('an update never takes the place of a later revision', async () => {
    const { ensureMessage, ensureUpdate } = port.writes;
    const posted = await ensure(ensureMessage, card);
    const update = { of: card.key, channel: '#approvals' };
    await ensure(ensureUpdate, { ...update, key: 'at/8', revision: 8, text: 'Approved' });
    const late = { ...update, key: 'at/7', revision: 7, text: 'One of two approved' };
    expect(await ensureUpdate.probe(late, context())).toEqual(posted);
    expect(await ensureUpdate.perform(late, context())).toEqual(posted);
    expect(slack.state().messages[0]?.text).toBe('Approved');

    await ensure(ensureUpdate, { ...update, key: 'at/10', revision: 10, text: 'Done' });
    expect(slack.state().messages[0]?.text).toBe('Done');
  });

  test('an update of a message that was never posted is terminal', async () => {
    const update = { key: 'u', of: 'nothing', channel: '#approvals', text: 'x' };
    const fault = await thrownBy(port.writes.ensureUpdate.perform(update, context()));

    expect(fault).toBeInstanceOf(Terminal);
  });
});

describe('the message that a thread hangs on', () => {
  test('tells by which intent it was made; one of somebody else tells nothing', async () => {
    const ours = await ensure(port.writes.ensureMessage, card);
    const theirs = slack.say({ user: 'U0MARIA', channel: 'approvals', text: 'hello' });

    expect(await port.reads.messageKey(ours, context())).toBe(card.key);
    expect(await port.reads.messageKey(theirs, context())).toBeNull();
  });
});

test('a reaction is there once, however often it is wanted', async () => {
  const { channel, ts } = slack.say({ user: 'U0MARIA', channel: 'approvals', text: 'hello' });
  const eyes = { key: 'heard', channel, ts, name: 'eyes' };
  await ensure(port.writes.ensureReaction, eyes);

  expect(await ensure(port.writes.ensureReaction, eyes)).toEqual({ name: 'eyes' });
  expect(slack.state().messages[0]?.reactions).toMatchObject([{ name: 'eyes' }]);
});

test('a socket that cannot be had is asked for again, for as long as somebody listens', async () => {
  const leave = new AbortController();
  const troubles: string[] = [];
  await listenToSlack(
    { appToken: 'xapp-wrong-wrong-wrong', baseUrl: slack.apiUrl },
    {
      take: async () => undefined,
      onConnected: () => troubles.push('connected'),
      onTrouble: (reason) => {
        troubles.push(reason);
        if (troubles.length === 2) leave.abort();
      },
      signal: leave.signal,
    },
  );

  expect(troubles).toEqual(Array(2).fill('Slack refused: invalid_auth'));
});

describe('an effect whose answer was lost is found, not repeated', () => {
  test('a message', async () => {
    faults.order({ target: 'slack', kind: 'lost-response', match: '/chat.postMessage' });
    const lost = await thrownBy(port.writes.ensureMessage.perform(card, context()));

    expect(lost).toBeInstanceOf(Retryable);
    await ensure(port.writes.ensureMessage, card);
    expect(slack.state().messages).toHaveLength(1);
  });

  test('an update', async () => {
    await ensure(port.writes.ensureMessage, card);
    const update = { key: 'u', of: card.key, channel: '#approvals', text: 'Approved' };
    faults.order({ target: 'slack', kind: 'lost-response', match: '/chat.update' });
    await thrownBy(port.writes.ensureUpdate.perform(update, context()));

    expect(await port.writes.ensureUpdate.probe(update, context())).toBeDefined();
  });
});

describe('what goes wrong says what is to happen', () => {
  test('a wrong token needs a person, and is not in the message', async () => {
    const wrong = slackPort({ token: 'xoxb-wrong-wrong-wrong', baseUrl: slack.apiUrl });
    const fault = await thrownBy(wrong.writes.ensureMessage.perform(card, context()));

    expect(fault).toBeInstanceOf(NeedsHuman);
    expect(`${fault.message} ${fault.stack}`).not.toContain('xoxb-wrong');
  });

  test('a channel that is not there needs a person', async () => {
    const lost = { ...card, channel: '#nowhere' };
    const fault = await thrownBy(port.writes.ensureMessage.perform(lost, context()));

    expect(fault).toBeInstanceOf(NeedsHuman);
    expect((fault as NeedsHuman).diagnosis).toContain('invite the app');
  });

  test('a limit says how long to wait, and nothing was posted', async () => {
    faults.order({ target: 'slack', kind: '429', retryAfter: 5 });
    const fault = await thrownBy(port.writes.ensureMessage.perform(card, context()));

    expect((fault as Retryable).afterMs).toBe(5000);
    expect(slack.state().messages).toHaveLength(0);
  });

  test('a failing server may pass', async () => {
    faults.order({ target: 'slack', kind: '503' });
    const fault = await thrownBy(port.writes.ensureMessage.perform(card, context()));

    expect(fault).toBeInstanceOf(Retryable);
  });
});
