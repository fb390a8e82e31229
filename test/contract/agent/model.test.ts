import { anthropicModel, type ModelRequest, runAgent } from '@patchwright/agent';
import { NeedsHuman, type Port, Retryable, Terminal } from '@patchwright/faults';
import { createFaultBox, type ModelStandIn, startModel } from '@patchwright/stand-ins';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { context, thrownBy } from '../outside/calls.ts';

const KEY = 'sk-ant-0123456789abcdef';
let faults = createFaultBox();
let stand: ModelStandIn;
let port: ReturnType<typeof modelWith>;

beforeEach(async () => {
  faults = createFaultBox();
  stand = await startModel({
    apiKey: KEY,
    faults,
    scripts: [
      {
        conversations: [
          {
            role: 'planner',
            about: 'SHOP-42',
            again: false,
            turns: [
              {
                text: 'I will look.',
                calls: [{ tool: 'read_file', input: { path: 'src/cart.ts' } }],
                expect: ['export const total'],
                usage: { input: 1_000, output: 100, cacheRead: 500, cacheWrite: 200 },
              },
              { calls: [{ tool: 'submit_plan', input: { summary: 'Mend it' } }], expect: [] },
            ],
          },
        ],
      },
    ],
  });
  port = modelWith({});
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await stand[Symbol.asyncDispose]();
});

function modelWith(more: { apiKey?: string; retries?: number; timeoutMs?: number }) {
  const models = { default: 'claude-sonnet-5-5', reviewer: 'claude-opus-5-5' };
  return anthropicModel({ apiKey: KEY, baseUrl: stand.url, models, retries: 0, ...more });
}

/** The port as a handler sees it. */
function model(definition = port): Port<typeof port> {
  const { complete, release } = definition.reads;
  return {
    complete: (input: ModelRequest) => complete(input, context()),
    release: (input: { readonly session: string }) => release(input),
  };
}

function assignment(content: string) {
  return {
    role: 'planner',
    instructions: 'Write a plan.',
    prompt: 'Task: t-1\nTicket: SHOP-42',
    tools: [
      {
        name: 'read_file',
        description: 'Reads a file.',
        input: z.object({ path: z.string() }),
        run: async () => content,
      },
    ],
    submit: {
      name: 'submit_plan',
      description: 'Hands in the plan.',
      schema: z.object({ summary: z.string() }),
    },
    budget: { turns: 5, tokens: 100_000, costUsd: 1 },
  };
}

const opening: ModelRequest = {
  role: 'planner',
  system: "You are Patchwright's planner.",
  messages: [{ role: 'user', content: [{ type: 'text', text: 'SHOP-42' }] }],
  tools: [{ name: 'read_file', description: 'Reads.', inputSchema: { type: 'object' } }],
  maxTokens: 1_000,
};

describe('a model over the Messages API', () => {
  test('plays an assignment to its result, tools and all', async () => {
    const outcome = await runAgent(model(), assignment('export const total = 1;'));

    expect(outcome).toMatchObject({
      kind: 'submitted',
      result: { summary: 'Mend it' },
      turns: 2,
    });
    expect(stand.calls()).toMatchObject({ repeated: 0 });
    expect(stand.calls().calls.map((call) => call.turn)).toEqual([0, 1]);
  });

  test('tells what a call used and what it cost, with what the cache gave and took', async () => {
    const answer = await model().complete(opening);

    expect(answer).toMatchObject({
      content: [
        { type: 'text', text: 'I will look.' },
        { type: 'tool_use', name: 'read_file', input: { path: 'src/cart.ts' } },
      ],
      stopReason: 'tool_use',
      model: 'claude-sonnet-5-5',
      usage: { inputTokens: 1_700, outputTokens: 100 },
    });
    const dollars = 1_000 * 2 + 100 * 10 + 500 * 0.1 + 200 * 2.5;
    expect(answer.usage.costUsd).toBeCloseTo(dollars / 1e6, 10);
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
  });

  test('is chosen by the role', async () => {
    const { complete } = model();
    await complete(opening);
    await complete({ ...opening, role: 'reviewer' });

    expect(stand.calls().calls.map((call) => call.model)).toEqual([
      'claude-sonnet-5-5',
      'claude-opus-5-5',
    ]);
  });

  test('says that it moves forward while its answer comes in', async () => {
    const progress = vi.fn();
    await port.reads.complete(opening, { signal: new AbortController().signal, progress });

    expect(progress.mock.calls.length).toBeGreaterThan(3);
  });

  test('takes nothing from the environment', async () => {
    vi.stubEnv('ANTHROPIC_API_KEY', 'sk-ant-of-somebody-else');
    vi.stubEnv('ANTHROPIC_AUTH_TOKEN', 'of-somebody-else');
    vi.stubEnv('ANTHROPIC_BASE_URL', 'http://127.0.0.1:9');
    vi.stubEnv('ANTHROPIC_CUSTOM_HEADERS', 'authorization: Bearer wrong\nx-stray: yes');
    const headers: Record<string, string>[] = [];
    const real = globalThis.fetch;
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
      headers.push(Object.fromEntries(new Headers(init.headers)));
      return real(url, init);
    });
    await model(modelWith({})).complete(opening);
    vi.unstubAllGlobals();

    expect(headers).toHaveLength(1);
    expect(headers[0]?.authorization).toBe(`Bearer ${KEY}`);
    expect(headers[0]).not.toHaveProperty('x-stray');
  });
});

describe('what goes wrong says what is to happen', () => {
  test('a conversation that leaves the script needs a person, who reads what was expected', async () => {
    const fault = await thrownBy(runAgent(model(), assignment('another file')));

    expect(fault).toBeInstanceOf(NeedsHuman);
    expect((fault as NeedsHuman).diagnosis).toContain('export const total');
  });

  test('an answer that is cut off is asked for once more with a higher cap', async () => {
    stand.failNext(['truncated']);
    const outcome = await runAgent(model(), assignment('export const total = 1;'));

    expect(outcome).toMatchObject({ kind: 'submitted', turns: 3 });
  });

  test('a limit and an overload say how long to wait', async () => {
    stand.failNext([
      { kind: '429', retryAfter: 7 },
      { kind: '529', retryAfter: 3 },
    ]);
    const limited = await thrownBy(model().complete(opening));
    const overloaded = await thrownBy(model().complete(opening));

    expect(limited).toBeInstanceOf(Retryable);
    expect((limited as Retryable).afterMs).toBe(7_000);
    expect((overloaded as Retryable).afterMs).toBe(3_000);
  });

  test('what passes in a moment is borne by the client itself', async () => {
    stand.failNext([{ kind: '529', retryAfter: 0 }, '500']);
    await model(modelWith({ retries: 2 })).complete(opening);

    expect(stand.calls().calls.map((call) => call.status)).toEqual([529, 500, 200]);
  });

  test('a cut connection may pass, before the answer and within it', async () => {
    for (const kind of ['reset', 'lost-response'] as const) {
      faults.order({ target: 'model', kind });
      expect(await thrownBy(model().complete(opening))).toBeInstanceOf(Retryable);
    }
  });

  test('an answer that takes too long may pass', async () => {
    stand.failNext([{ kind: 'slow', ms: 2_000 }]);
    const fault = await thrownBy(model(modelWith({ timeoutMs: 100 })).complete(opening));

    expect(fault).toBeInstanceOf(Retryable);
  });

  test('a refused key needs a person, and is not in the message', async () => {
    const apiKey = 'sk-ant-wrong-wrong-wrong';
    const fault = await thrownBy(model(modelWith({ apiKey })).complete(opening));

    expect(fault).toBeInstanceOf(NeedsHuman);
    expect(`${fault.message} ${fault.stack}`).not.toContain(apiKey);
  });

  test('a request that the API does not take is terminal', async () => {
    const fault = await thrownBy(model().complete({ ...opening, maxTokens: 0 }));

    expect(fault).toBeInstanceOf(Terminal);
    expect(fault.message).toContain('max_tokens');
  });

  test('a call ends with the run that made it', async () => {
    stand.failNext([{ kind: 'slow', ms: 20_000 }]);
    const run = new AbortController();
    const reason = new Error('the run was overtaken');
    const call = thrownBy(port.reads.complete(opening, { signal: run.signal, progress() {} }));
    run.abort(reason);

    expect(await call).toBe(reason);
  });
});
