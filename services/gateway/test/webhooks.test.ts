import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Source, sources } from '../src/translate/translate.ts';
import { countOf, type Door, openDoor } from './door.ts';
import { secretOf, sign } from './signing.ts';

let door: Door;
beforeEach(async () => {
  door = await openDoor();
});
afterEach(() => door[Symbol.asyncDispose]());

const PATHS: Readonly<Record<Source, string>> = {
  github: '/webhooks/github',
  jira: '/webhooks/jira',
  slack: '/webhooks/slack/commands',
  sentry: '/webhooks/sentry',
  custom: '/webhooks/custom/alerts',
};
const asked = JSON.stringify({ type: 'task.requested', data: { title: 'The cart is negative' } });
/** A body of each source that means something. */
const BODIES: Readonly<Record<Source, string>> = {
  github: JSON.stringify({
    action: 'labeled',
    repository: { full_name: 'acme/shop' },
    sender: { login: 'ines', type: 'User' },
    label: { name: 'AI' },
    issue: {
      number: 7,
      title: 'The cart is negative',
      body: '',
      html_url: 'https://github.example/acme/shop/issues/7',
      labels: [{ name: 'AI' }],
    },
  }),
  jira: JSON.stringify({
    webhookEvent: 'jira:issue_created',
    user: { name: 'ines' },
    issue: {
      key: 'SHOP-7',
      self: 'https://jira.example/rest/api/2/issue/7',
      fields: { summary: 'The cart is negative', labels: ['AI'] },
    },
  }),
  slack: new URLSearchParams({
    command: '/agent',
    text: 'help',
    user_id: 'U0MARIA',
    channel_id: 'C1',
    trigger_id: 'T',
    response_url: 'https://hooks.slack.example/1',
  }).toString(),
  sentry: JSON.stringify({ action: 'created', data: { issue: { id: '4001' } } }),
  custom: asked,
};
const KINDS: Readonly<Record<string, string>> = {
  'x-github-event': 'issues',
  'sentry-hook-resource': 'issue',
};

interface Sending {
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly secret?: string;
  readonly at?: number;
  readonly from?: string;
  readonly path?: string;
}

function send(source: Source, sending: Sending = {}) {
  const { body = BODIES[source], headers = {}, at = Date.now(), from, secret, path } = sending;
  const signed = sign(source, Buffer.from(body), { at, ...(secret ? { secret } : {}) });
  return door.server.inject({
    method: 'POST',
    url: path ?? PATHS[source],
    payload: body,
    headers: { 'content-type': 'application/json', ...KINDS, ...signed, ...headers },
    ...(from === undefined ? {} : { remoteAddress: from }),
  });
}

const strange = { secret: 'the-secret-of-a-stranger' } as const;

describe.each(sources)('a webhook of %s', (source) => {
  test('is stored as its bytes came, once it is verified', async () => {
    const before = countOf('verified', { secret: '1' });
    const response = await send(source);
    expect([200, 202]).toContain(response.statusCode);
    expect(door.stored).toHaveLength(1);
    expect(Buffer.from(door.stored[0]?.body ?? []).toString()).toBe(BODIES[source]);
    expect(JSON.stringify(door.stored[0]?.headers)).not.toMatch(/signature/);
    expect(countOf('verified', { secret: '1' })).toBe(before + 1);
  });

  test('is refused and counted when it is not signed, and nothing is stored', async () => {
    const before = countOf('webhooks', { source, outcome: 'unsigned' });
    const response = await door.server.inject({
      method: 'POST',
      url: PATHS[source],
      payload: BODIES[source],
    });
    expect(response.statusCode).toBe(401);
    expect(countOf('webhooks', { source, outcome: 'unsigned' })).toBe(before + 1);
    expect(door.stored).toEqual([]);
  });

  test('gets 503 and when to come back while the log is out of reach', async () => {
    door.storing = 'refused';
    const response = await send(source);
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('3');
  });

  test('is not taken when there is no secret for it, however it is signed', async () => {
    await using closed = await openDoor({
      GITHUB_WEBHOOK_SECRET: '',
      JIRA_WEBHOOK_SECRET: '',
      SLACK_SIGNING_SECRET: '',
      SENTRY_WEBHOOK_SECRET: '',
      CUSTOM_WEBHOOK_SECRETS: '',
    });
    for (const secret of ['', 'undefined', secretOf[source]]) {
      const payload = BODIES[source];
      const headers = sign(source, Buffer.from(payload), { at: Date.now(), secret });
      const request = { method: 'POST', url: PATHS[source], payload, headers } as const;
      expect((await closed.server.inject(request)).statusCode).toBe(503);
    }
    expect(closed.stored).toEqual([]);
  });
});

describe('while a secret is being replaced', () => {
  test('both are taken, and the old one is seen to fall out of use', async () => {
    await door[Symbol.asyncDispose]();
    door = await openDoor({ GITHUB_WEBHOOK_SECRET: `the-next-secret,${secretOf.github}` });
    const uses = (secret: string) => countOf('verified', { source: 'github', secret });
    const before = [uses('1'), uses('2')];
    expect((await send('github')).statusCode).toBe(202);
    expect([uses('1'), uses('2')]).toEqual([before[0], (before[1] ?? 0) + 1]);
    expect((await send('github', { secret: 'the-next-secret' })).statusCode).toBe(202);
    expect(uses('1')).toBe((before[0] ?? 0) + 1);
  });
});

describe('a stranger', () => {
  beforeEach(async () => {
    await door[Symbol.asyncDispose]();
    door = await openDoor({ PATCHWRIGHT_STRANGERS_PER_MINUTE: '3' });
  });

  test('is told to wait after some tries, and is logged once', async () => {
    const codes: number[] = [];
    for (let tries = 0; tries < 5; tries += 1) {
      codes.push((await send('github', strange)).statusCode);
    }
    expect(codes).toEqual([401, 401, 401, 429, 429]);
    const response = await send('github', strange);
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(door.warnings).toHaveLength(1);
    expect(door.warnings[0]?.[0]).toMatchObject({ source: 'github', address: '127.0.0.1' });
  });

  test('keeps nobody else out: not another address, not another source, and never what is verified', async () => {
    for (let tries = 0; tries < 5; tries += 1) await send('github', strange);
    expect((await send('github', { ...strange, from: '192.0.2.7' })).statusCode).toBe(401);
    expect((await send('jira', strange)).statusCode).toBe(401);
    for (let tries = 0; tries < 20; tries += 1) {
      expect((await send('github')).statusCode).toBe(202);
    }
  });

  test('who sent too much is refused before a large body is read', async () => {
    const large = { body: JSON.stringify({ much: 'x'.repeat(1024 * 1024) }) };
    expect((await send('github', { ...large, ...strange })).statusCode).toBe(401);
    for (let tries = 0; tries < 3; tries += 1) await send('github', strange);
    expect((await send('github', { ...large, ...strange })).statusCode).toBe(429);
    expect((await send('github', large)).statusCode).toBe(429);
  });

  test('goes by the address that a trusted proxy names', async () => {
    await door[Symbol.asyncDispose]();
    door = await openDoor({
      PATCHWRIGHT_STRANGERS_PER_MINUTE: '1',
      PATCHWRIGHT_TRUST_PROXY: '127.0.0.1',
    });
    const as = (address: string) =>
      send('github', { ...strange, headers: { 'x-forwarded-for': address } });
    expect((await as('192.0.2.1')).statusCode).toBe(401);
    expect((await as('192.0.2.1')).statusCode).toBe(429);
    expect((await as('192.0.2.2')).statusCode).toBe(401);
  });
});

test('the log has neither bodies nor signatures nor secrets', async () => {
  await send('github', strange);
  await send('slack', { at: Date.now() - 3_600_000 });
  door.storing = 'refused';
  await send('jira');
  expect(door.warnings).toHaveLength(3);
  const said = JSON.stringify(door.warnings);
  expect(said).not.toMatch(/The cart is negative|U0MARIA|[0-9a-f]{64}/);
  for (const secret of Object.values(secretOf)) expect(said).not.toContain(secret);
});

describe('with a list of addresses', () => {
  test('a webhook from elsewhere is refused, however it is signed', async () => {
    await door[Symbol.asyncDispose]();
    door = await openDoor({ JIRA_WEBHOOK_ALLOW: '185.166.143.240/28' });
    expect((await send('jira', { from: '185.166.143.241' })).statusCode).toBe(202);
    expect((await send('jira', { from: '::ffff:185.166.143.242' })).statusCode).toBe(202);
    expect((await send('jira', { from: '192.0.2.1' })).statusCode).toBe(403);
    const claimed = { 'x-forwarded-for': '185.166.143.241' };
    expect((await send('jira', { from: '192.0.2.1', headers: claimed })).statusCode).toBe(403);
    expect((await send('github', { from: '192.0.2.1' })).statusCode).toBe(202);
    expect(door.stored).toHaveLength(3);
  });
});

describe('the clock', () => {
  test('of Slack may be five minutes off; beyond, the log says by how much', async () => {
    expect((await send('slack', { at: Date.now() - 295_000 })).statusCode).toBe(200);
    const late = await send('slack', { at: Date.now() - 360_000 });
    expect(late.statusCode).toBe(401);
    expect(late.json()).toMatchObject({ title: expect.stringContaining('too old') });
    const [detail, message] = door.warnings[0] ?? [];
    expect(detail).toMatchObject({ source: 'slack', skew_s: expect.closeTo(360, -1) });
    expect(message).toContain('clock skew');
  });
});

describe('senders are not kept waiting', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test.each([
    ['sentry', 1000],
    ['slack', 3000],
  ] as const)(
    '%s has its answer within %i ms, though the log does not answer',
    async (source, ms) => {
      door.storing = 'never';
      const pending = send(source);
      await vi.advanceTimersByTimeAsync(ms - 50);
      expect((await pending).statusCode).toBe(503);
    },
  );
});

describe('a body', () => {
  test.each([
    ['no JSON', 'application/json', 400],
    ['no JSON', 'text/plain', 400],
    ['no JSON', 'application/xml', 415],
    ['<xml/>', 'application/octet-stream', 415],
    ['', 'application/json', 400],
    ['[]', 'application/json', 400],
    ['"text"', 'application/json', 400],
    ['null', 'application/json', 400],
    [BODIES.github, 'application/xml', 202],
  ])('%j as %s is answered with %4$i', async (body, type, status) => {
    const response = await send('github', { body, headers: { 'content-type': type } });
    expect(response.statusCode).toBe(status);
    if (status !== 202)
      expect(response.json()).toMatchObject({ title: expect.any(String), status });
  });

  test.each([
    '🛒',
    '\u001B[31m',
    'é and e\u0301',
    '\u{1F469}\u{200D}\u{1F4BB}',
    '\u0000',
    '\u202E',
  ])('with %j is read as it was signed', async (text) => {
    const payload = JSON.parse(BODIES.github) as { issue: { title: string } };
    payload.issue.title = text;
    const response = await send('github', { body: JSON.stringify(payload) });
    expect(response.statusCode).toBe(202);
    expect(door.stored).toHaveLength(1);
  });
});

describe('a program of somebody’s own', () => {
  test('is known by the name in its address, and each has its own secret', async () => {
    const other = await send('custom', { path: '/webhooks/custom/deploys' });
    expect(other.statusCode).toBe(503);
    for (const name of ['__proto__', 'constructor', 'alerts%2f..', 'github']) {
      const response = await send('custom', { path: `/webhooks/custom/${name}` });
      expect(response.statusCode, name).toBe(503);
    }
    expect((await send('custom')).statusCode).toBe(202);
    expect(door.stored[0]).toMatchObject({ source: 'custom', kind: 'alerts', deliveryId: 'msg_1' });
  });

  test('is answered, and nothing stored, for events that mean nothing here', async () => {
    const response = await send('custom', { body: JSON.stringify({ type: 'user.created' }) });
    expect(response.statusCode).toBe(202);
    expect(door.stored).toEqual([]);
  });

  test('is told which field of its request does not fit', async () => {
    const body = JSON.stringify({ type: 'task.requested', data: { title: '', priority: 'high' } });
    const response = await send('custom', { body });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ detail: expect.stringContaining('data.title') });
  });
});
