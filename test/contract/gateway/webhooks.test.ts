import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, secrets, startHouse, tenant, until } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await startHouse();
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
});

const label = (number: number, more: object = {}) =>
  JSON.stringify({
    action: 'labeled',
    repository: { full_name: 'acme/shop' },
    sender: { login: 'ines', type: 'User' },
    label: { name: 'AI' },
    issue: {
      number,
      title: `Issue ${number}`,
      body: '',
      html_url: `https://github.example/acme/shop/issues/${number}`,
      labels: [{ name: 'AI' }],
    },
    ...more,
  });

function signed(body: string | Uint8Array, secret: string = secrets.githubWebhook): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

function send(
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(`${house.url}/webhooks/github`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'issues',
      'x-github-delivery': `d-${Math.random()}`,
      'x-hub-signature-256': signed(body),
      ...headers,
    },
  });
}

async function stored(): Promise<number> {
  let seq = 0;
  while ((await house.bus.inbox.at(seq + 1)) !== undefined) seq += 1;
  return seq;
}

describe('a webhook', () => {
  test('that is signed is stored, then answered, and becomes one task', async () => {
    const response = await send(label(1));
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ stored: true, duplicate: false });
    const facts = await until('the task is there', async () => {
      const found = await house.factsOf('acme-shop-1');
      return found.length > 0 && found;
    });
    expect(facts.map(({ type }) => type)).toEqual(['task_requested']);
    expect(facts[0]).toMatchObject({
      causationId: expect.stringMatching(/^inbox:\d+$/),
      actor: 'human:github:ines',
      source: '/patchwright/gateway',
      traceparent: expect.stringMatching(/^00-/),
    });
  });

  test('that comes again, under its old id or a new one, makes no second event', async () => {
    const body = label(2);
    const first = await send(body, { 'x-github-delivery': 'same' });
    const again = await send(body, { 'x-github-delivery': 'same' });
    const renamed = await send(body, { 'x-github-delivery': 'another' });
    const { seq } = (await first.json()) as { seq: number };
    for (const response of [again, renamed]) {
      expect(response.status).toBe(202);
      expect(await response.json()).toEqual({ stored: true, seq, duplicate: true });
    }
    await until('the task is there', async () => (await house.factsOf('acme-shop-2')).length > 0);
    await send(label(3));
    await until(
      'what came later is there, too',
      async () => (await house.factsOf('acme-shop-3')).length > 0,
    );
    expect(await house.factsOf('acme-shop-2')).toHaveLength(1);
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['without a signature', { 'x-hub-signature-256': '' }],
    ['signed with another secret', { 'x-hub-signature-256': signed(label(4), 'another') }],
    ['signed over another body', { 'x-hub-signature-256': signed('{}') }],
  ])('%s gets 401 and leaves nothing', async (_, headers) => {
    const before = await stored();
    const response = await send(label(4), headers);
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await stored()).toBe(before);
  });

  test('is verified before it is parsed', async () => {
    const response = await send('{"broken', { 'x-hub-signature-256': signed('{}') });
    expect(response.status).toBe(401);
  });

  test('that is signed but no JSON gets 400 with a reason', async () => {
    const response = await send('{"broken');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ title: 'The body is not JSON' });
  });

  test('that lacks what matters gets 400 naming the field', async () => {
    const response = await send(label(4, { issue: { number: 'four' } }));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      detail: expect.stringContaining('issue.number'),
    });
  });

  test('that means nothing to us gets 202 and is not stored', async () => {
    const before = await stored();
    const response = await send(label(5, { label: { name: 'question' } }));
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ stored: false });
    expect(await stored()).toBe(before);
  });

  test('over 25 MiB gets 413', async () => {
    const response = await send(new Uint8Array(26 * 1024 * 1024));
    expect(response.status).toBe(413);
  });

  test('of a source without a secret gets 503: the source is closed', async () => {
    await using other = await startHouse({ environment: { JIRA_WEBHOOK_SECRET: '' } });
    const body = JSON.stringify({ webhookEvent: 'jira:issue_created' });
    const response = await fetch(`${other.url}/webhooks/jira`, {
      method: 'POST',
      body,
      headers: { 'x-hub-signature': signed(body, '') },
    });
    expect(response.status).toBe(503);
    expect(await other.bus.inbox.at(1)).toBeUndefined();
  });

  test('of many bytes and characters is what was signed', async () => {
    const body = label(6, { emoji: '🛒\u001b é \u{1F469}\u{200D}\u{1F4BB}' });
    expect((await send(body)).status).toBe(202);
  });
});

describe('Slack', () => {
  function slack(door: string, form: Readonly<Record<string, string>> | string, at = Date.now()) {
    const body = typeof form === 'string' ? form : new URLSearchParams(form).toString();
    const timestamp = `${Math.floor(at / 1000)}`;
    const hmac = createHmac('sha256', secrets.slackSigning).update(`v0:${timestamp}:${body}`);
    return fetch(`${house.url}/webhooks/slack/${door}`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${hmac.digest('hex')}`,
      },
    });
  }
  const command = {
    command: '/agent',
    text: 'help',
    user_id: 'U0MARIA',
    trigger_id: 'T',
    response_url: '',
  };

  test('gets an answer for the person at once', async () => {
    const response = await slack('commands', command);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ response_type: 'ephemeral' });
  });

  test('is not believed six minutes later', async () => {
    const response = await slack('commands', command, Date.now() - 6 * 60_000);
    expect(response.status).toBe(401);
  });

  test('is shown that the address is ours', async () => {
    const response = await slack(
      'events',
      JSON.stringify({ type: 'url_verification', challenge: 'abc' }),
    );
    expect(await response.text()).toBe('abc');
  });

  test('gets an empty answer for what decides nothing', async () => {
    const payload = JSON.stringify({ type: 'block_actions', user: { id: 'U0MARIA' }, actions: [] });
    const response = await slack('interactions', { payload });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });
});

test('Sentry wakes the monitor', async () => {
  const body = JSON.stringify({ action: 'created', data: { issue: { id: '4001' } } });
  const response = await fetch(`${house.url}/webhooks/sentry`, {
    method: 'POST',
    body,
    headers: {
      'sentry-hook-resource': 'issue',
      'sentry-hook-signature': createHmac('sha256', secrets.sentryWebhook)
        .update(body)
        .digest('hex'),
    },
  });
  expect(response.status).toBe(202);
  const [item] = await until('there is work for the monitor', async () => {
    const items = await house.bus.work.outstanding(tenant, 'sentry');
    return items.length > 0 && items;
  });
  expect(item).toMatchObject({ kind: 'monitor', lane: 'p1' });
});

test('while the broker is away nothing is accepted, and nothing that was accepted is lost', async () => {
  await using other = await startHouse();
  const post = (number: number) => {
    const body = label(number);
    return fetch(`${other.url}/webhooks/github`, {
      method: 'POST',
      body,
      headers: { 'x-github-event': 'issues', 'x-hub-signature-256': signed(body) },
    });
  };
  expect((await post(1)).status).toBe(202);
  await other.broker.stop();
  const refused = await post(2);
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await fetch(`${other.url}/healthz`)).status).toBe(503);
  await other.broker.start();
  await until('it is healthy again', async () => (await fetch(`${other.url}/healthz`)).ok);
  expect((await post(2)).status).toBe(202);
  await until('both tasks are there', async () => {
    const both = await Promise.all([1, 2].map((number) => other.factsOf(`acme-shop-${number}`)));
    return both.every((facts) => facts.length === 1);
  });
});
