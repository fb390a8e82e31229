import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { silentLog } from '@patchwright/chassis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AnswerPorts, reply } from '../src/reply.ts';

/** What was posted to the address that Slack gave for the answer. */
let posted: Readonly<Record<string, unknown>>[];
let responseUrl: string;
let server: ReturnType<typeof createServer>;

beforeEach(async () => {
  posted = [];
  server = createServer(async (request, response) => {
    const parts = await request.toArray();
    posted.push(JSON.parse(Buffer.concat(parts).toString()));
    response.end('ok');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  responseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/commands/1`;
});
afterEach(() => {
  server.close();
});

function answer(text: string, ports: AnswerPorts = {}): Promise<void> {
  const told = { answer: { kind: 'slack', responseUrl }, key: 'shop-42/said/1' } as const;
  return reply(ports, { ...told, mood: 'said', text }, silentLog);
}

test('an answer that only one person sees passes the gate, as all that leaves the house', async () => {
  await answer(
    'Why: <!channel> see https://evil.example/x?a=secret, https://house.example/tasks/1 and @here \u{e0041}',
    { linkHosts: ['house.example'] },
  );
  const [first] = posted;
  const text = String(first?.text);
  expect(first).toMatchObject({ response_type: 'ephemeral', replace_original: false });
  expect(text).not.toContain('evil.example');
  expect(text).not.toContain('<!channel>');
  expect(text).not.toContain('@here');
  expect(text).not.toContain('\u{e0041}');
  expect(text).toContain('https://house.example/tasks/1');
});

test('of two gateways whoever claims such an answer gives it', async () => {
  const holders = [true, false];
  const claim = async () => ({ isMine: holders.shift() ?? false, at: 1 });
  await Promise.all([answer('On it.', { claim }), answer('On it.', { claim })]);
  expect(posted).toHaveLength(1);
});

test('an address that cannot be reached costs the answer and nothing else', async () => {
  server.close();
  responseUrl = 'http://127.0.0.1:1/gone';
  await expect(answer('On it.')).resolves.toBeUndefined();
});
