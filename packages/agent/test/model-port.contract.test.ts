import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CallContext, NeedsHuman, Retryable, Terminal } from '@patchwright/faults';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ModelRequest, type ModelSettings, modelPort } from '../src/index.ts';

type Reply = { readonly status: number; readonly body: unknown; readonly wait?: string };

const request: ModelRequest = {
  role: 'planner',
  system: 'Plan.',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Well?' }] }],
  tools: [],
  maxTokens: 8_192,
};
const overloaded: Reply = { status: 529, body: { error: { message: 'Overloaded' } } };
const noCredit: Reply = {
  status: 429,
  body: { error: { message: 'You exceeded your current quota', code: 'insufficient_quota' } },
};
const wrong: Reply = { status: 400, body: { error: { message: 'max_tokens is too large' } } };

/** A chat endpoint that gives each of its names these replies, one after the other, and then words. */
let replies: Record<string, Reply[]>;
let asked: { readonly model: string; readonly max_tokens: number; readonly path: string }[];
let close: () => void;
let address: string;
let signal: AbortController;

beforeEach(async () => {
  replies = {};
  asked = [];
  signal = new AbortController();
  const server = createServer(async (incoming, response) => {
    let text = '';
    for await (const piece of incoming) text += String(piece);
    const body = JSON.parse(text) as (typeof asked)[number];
    asked.push({ ...body, path: incoming.url ?? '' });
    const reply = replies[body.model]?.shift();
    if (reply !== undefined) {
      response.writeHead(reply.status, {
        'content-type': 'application/json',
        ...(reply.wait === undefined ? {} : { 'retry-after': reply.wait }),
      });
      response.end(JSON.stringify(reply.body));
      return;
    }
    const piece = {
      model: body.model,
      choices: [{ index: 0, delta: { content: 'Fine.' }, finish_reason: 'stop' }],
    };
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(`data: ${JSON.stringify(piece)}\n\ndata: [DONE]\n\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  close = () => {
    server.closeAllConnections();
    server.close();
  };
});
afterEach(() => close());

function portWith(
  chain: ModelSettings['roles']['default'],
  more: { readonly retries?: number; readonly held?: () => Promise<string | undefined> } = {},
) {
  const providers = Object.fromEntries(
    chain.map(({ provider }) => [provider, { kind: 'openai' as const, baseUrl: address }]),
  );
  const { retries = 0, held } = more;
  const settings = { providers, roles: { default: chain }, prices: {}, retries };
  const port = modelPort(settings, held === undefined ? {} : { held });
  return (input: ModelRequest = request) => port.reads.complete(input, context());
}

function context(): CallContext {
  return { signal: signal.signal, progress() {} };
}

const chain = ['one', 'two', 'three'].map((name) => ({ provider: name, model: name }));

describe('a chain of providers', () => {
  test('is asked in its order, and the answer says who was passed over and why', async () => {
    replies = { one: [overloaded], two: [noCredit] };
    const answer = await portWith(chain)();

    expect(answer).toMatchObject({ provider: 'three', model: 'three' });
    expect(answer.passedOver).toEqual([
      { provider: 'one', model: 'one', why: expect.stringContaining('Overloaded') },
      { provider: 'two', model: 'two', why: expect.stringContaining('quota') },
    ]);
  });

  test('leaves out for a while who said no', async () => {
    replies = { one: [overloaded] };
    const complete = portWith(chain);
    await complete();
    const answer = await complete();

    expect(answer.provider).toBe('two');
    expect(asked.map(({ model }) => model)).toEqual(['one', 'two', 'two']);
  });

  test('asks again for who said when it will be back', async () => {
    replies = { one: [{ ...overloaded, wait: '0' }] };
    const complete = portWith(chain);
    await complete();

    expect((await complete()).provider).toBe('one');
  });

  test('is not gone along with a request that nobody would take', async () => {
    replies = { one: [wrong] };

    await expect(portWith(chain)()).rejects.toBeInstanceOf(Terminal);
    expect(asked).toHaveLength(1);
  });

  test('of which all say no fails by what passes soonest', async () => {
    replies = {
      one: [{ ...overloaded, wait: '40' }],
      two: [noCredit],
      three: [{ ...overloaded, wait: '20' }],
    };
    const fault = await portWith(chain)().catch((thrown: unknown) => thrown);

    expect(fault).toBeInstanceOf(Retryable);
    expect((fault as Retryable).afterMs).toBe(20_000);
  });

  test('of which all need a person says so', async () => {
    replies = { one: [noCredit] };

    await expect(portWith(chain.slice(0, 1))()).rejects.toBeInstanceOf(NeedsHuman);
  });
});

test('an answer has the length that its role is given, and twice that once it was cut off', async () => {
  const complete = portWith([{ provider: 'one', model: 'one', maxTokens: 20_000 }]);
  await complete();
  await complete({ ...request, maxTokens: 2 * 8_192 });

  expect(asked.map((one) => one.max_tokens)).toEqual([20_000, 40_000]);
});

describe('while all agents are stopped', () => {
  test('a call waits, and is made once they may go on', async () => {
    let looks = 0;
    const complete = portWith(chain, {
      held: async () => {
        looks += 1;
        return looks < 2 ? 'ines stopped all agents' : undefined;
      },
    });
    const answer = await complete();

    expect(answer.provider).toBe('one');
    expect(looks).toBe(2);
    expect(asked).toHaveLength(1);
  });

  test('a call ends with its run', async () => {
    const complete = portWith(chain, { held: async () => 'ines stopped all agents' });
    const reason = new Error('the process is leaving');
    const call = complete();
    signal.abort(reason);

    await expect(call).rejects.toBe(reason);
    expect(asked).toEqual([]);
  });
});
