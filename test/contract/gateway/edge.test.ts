import { once } from 'node:events';
import { connect } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deliver, fromGitHub } from './deliver.ts';
import { type House, startHouse, until } from './house.ts';

const secret = `whsec_${Buffer.from('a key of some thirty-two bytes..').toString('base64')}`;
let house: House;
beforeAll(async () => {
  house = await startHouse({
    environment: {
      CUSTOM_WEBHOOK_SECRETS: `alerts=${secret}`,
      PATCHWRIGHT_API_PER_MINUTE: '200',
      PATCHWRIGHT_TRUST_PROXY: '127.0.0.1',
    },
  });
});
afterAll(() => house[Symbol.asyncDispose]());

async function metric(line: string): Promise<number> {
  const text = await (await house.api('/metrics')).text();
  const found = text.split('\n').find((one) => one.startsWith(`${line} `));
  return Number(found?.slice(line.length) ?? 0);
}

describe('every answer', () => {
  test.each(['/readyz', '/healthz', '/nothing', '/v1/tasks', '/webhooks/github'])(
    'of %s tells browsers to be careful, and has an id',
    async (path) => {
      const { headers } = await fetch(`${house.url}${path}`);
      expect(headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  test('has the id that its caller gave, if that can be one', async () => {
    const idFor = async (id: string) => {
      const { headers } = await fetch(`${house.url}/readyz`, { headers: { 'x-request-id': id } });
      return headers.get('x-request-id');
    };
    expect(await idFor('from-the-proxy.1')).toBe('from-the-proxy.1');
    expect(await idFor('two words')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await idFor('x'.repeat(101))).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('the metrics', () => {
  test('are not for everybody', async () => {
    expect((await fetch(`${house.url}/metrics`)).status).toBe(401);
  });

  test('count webhooks by source, outcome and the secret that verified them', async () => {
    const accepted = 'ai_agent_webhooks_total{source="github",outcome="of no interest"}';
    const verified = 'ai_agent_webhook_verifications_total{source="github",secret="1"}';
    const before = [await metric(accepted), await metric(verified)] as const;
    const ping = fromGitHub('ping', { zen: 'Keep it logically awesome.' }, 'ping-1');
    expect((await deliver(house.url, ping)).status).toBe(202);
    expect(await metric(accepted)).toBe(before[0] + 1);
    expect(await metric(verified)).toBe(before[1] + 1);
    expect(await metric('ai_agent_log_reachable')).toBe(1);
  });
});

describe('a program of somebody’s own', () => {
  function ask({ url }: House, data: object, id: string): Promise<Response> {
    const body = JSON.stringify({ type: 'task.requested', data });
    const at = new Date();
    return fetch(`${url}/webhooks/custom/alerts`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': `${Math.floor(at.getTime() / 1000)}`,
        'webhook-signature': new Webhook(secret).sign(id, at, body),
      },
    });
  }

  test('starts a task when the policy knows it, signed by the library of Standard Webhooks', async () => {
    await using known = await startHouse({
      environment: { CUSTOM_WEBHOOK_SECRETS: `alerts=${secret}` },
      people: '  - { name: alerts, cli: "custom:alerts", roles: [operator] }',
    });
    const data = { title: 'The cart is negative', repository: 'acme/shop', key: 'A-1' };
    expect((await ask(known, data, 'msg_1')).status).toBe(202);
    expect(await (await ask(known, data, 'msg_1')).json()).toMatchObject({ duplicate: true });
    const [fact] = await until('the task is there', async () => {
      const facts = await known.factsOf('custom-alerts-a-1');
      return facts.length > 0 && facts;
    });
    expect(fact).toMatchObject({
      type: 'task_requested',
      actor: 'human:alerts',
      data: { title: 'The cart is negative', repository: 'acme/shop', priority: 'normal' },
    });
  });

  test('starts nothing when the policy does not know it', async () => {
    expect((await ask(house, { title: 'The cart is negative', key: 'B-1' }, 'msg_2')).status).toBe(
      202,
    );
    await until('it was refused', async () => {
      const refused = await metric('ai_agent_intents_total{what="request: refuse"}');
      return refused > 0;
    });
    expect(await house.factsOf('custom-alerts-b-1')).toEqual([]);
  });
});

test('who asks the API too often is told to wait, by the address that the proxy names', async () => {
  const as = (address: string) =>
    house.api('/v1/tasks', { headers: { 'x-forwarded-for': address } });
  let last = await as('192.0.2.1');
  for (let tries = 0; tries < 210 && last.ok; tries += 1) last = await as('192.0.2.1');
  expect(last.status).toBe(429);
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(last.headers.get('content-type')).toContain('application/problem+json');
  expect((await as('192.0.2.2')).ok).toBe(true);
});

test('a caller that never finishes what it says is cut off', { timeout: 60_000 }, async () => {
  const { hostname, port } = new URL(house.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write('POST /webhooks/github HTTP/1.1\r\nhost: x\r\nx-slow: ');
  const said: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => said.push(chunk));
  await once(socket, 'close');
  expect(Buffer.concat(said).toString()).toContain('408');
});
