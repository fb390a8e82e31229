import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type ModelStandIn, startModel } from '@patchwright/stand-ins';
import { expect, test } from 'vitest';
import { demonstrate, TICKET } from './demo-command.ts';

/** As long as the story itself may take; alone on a machine each takes half a minute. */
const WITHIN_MS = 300_000;
const KEY = 'sk-ant-made-up-for-this-test';

/** The same for every model: names of figures, and those of them that the story itself settles. */
const figures = {
  name: 'a-ticket',
  task: 'shop-42',
  status: 'completed',
  pullRequest: expect.stringContaining('/acme/shop/pull/1'),
  red: true,
  green: true,
  ciRounds: 2,
  repeatedModelCalls: 0,
  modelCalls: expect.any(Number),
  events: expect.any(Number),
  durationMs: expect.any(Number),
};

test.each(['openai', 'claude-code'])(
  'the ticket becomes a finished pull request with the model by way of %s',
  async (model) => {
    const { exit, stories, told } = await demonstrate(['--model', model]);

    // What it told says why a program could not be fetched, and how it is come by.
    expect(exit, told).toBe(0);
    expect(stories).toEqual([{ ...figures, model }]);
    expect(stories[0]?.modelCalls).toBeGreaterThan(5);
  },
  WITHIN_MS,
);

/** A request as the other side of the wire has it. */
interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/** Stands where Anthropic's API would: keeps each request, and has the story's script answer it. */
async function listener(script: ModelStandIn, open: AsyncDisposableStack) {
  const seen: Seen[] = [];
  const server = createServer(async (incoming, outgoing) => {
    let text = '';
    for await (const piece of incoming) text += String(piece);
    const { method = '', url = '', headers } = incoming;
    seen.push({ method, path: url, headers, body: JSON.parse(text) });
    const passed = new Headers();
    for (const name of ['authorization', 'anthropic-version', 'content-type']) {
      passed.set(name, String(headers[name]));
    }
    const answer = await fetch(`${script.url}${url}`, { method, headers: passed, body: text });
    const type = answer.headers.get('content-type') ?? '';
    outgoing.writeHead(answer.status, { 'content-type': type });
    outgoing.end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test(
  'with a key of Anthropic the same command asks Claude, with that key and nothing else of the environment',
  async () => {
    await using open = new AsyncDisposableStack();
    const script = open.use(
      await startModel({ apiKey: KEY, scripts: [join(TICKET, 'model.yaml')] }),
    );
    const { seen, url } = await listener(script, open);
    const { exit, stories, told } = await demonstrate(['--model', 'anthropic'], {
      ANTHROPIC_API_KEY: KEY,
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_AUTH_TOKEN: 'canary-token',
      ANTHROPIC_CUSTOM_HEADERS: 'x-canary: canary-header',
      OPENAI_API_KEY: 'canary-openai',
      AWS_SECRET_ACCESS_KEY: 'canary-aws',
      PATCHWRIGHT_MODEL: 'openai:canary-model',
    });

    expect(exit, told).toBe(0);
    expect(stories).toEqual([{ ...figures, model: 'anthropic', modelCalls: seen.length }]);
    expect(told).toContain('Claude thinks, which costs money');
    expect(told).not.toContain(KEY);
    for (const { method, path, headers } of seen) {
      expect(`${method} ${path}`).toBe('POST /v1/messages');
      expect(headers).toMatchObject({
        authorization: `Bearer ${KEY}`,
        'anthropic-version': expect.stringMatching(/^20\d\d-\d\d-\d\d$/),
        'content-type': 'application/json',
      });
    }
    expect(JSON.stringify(seen)).not.toContain('canary');

    const [planning] = seen.filter(({ body }) =>
      JSON.stringify(body.system).includes('s planner.'),
    );
    const cached = { cache_control: { type: 'ephemeral' } };
    expect(planning?.body).toMatchObject({
      model: 'claude-sonnet-5-5',
      stream: true,
      max_tokens: expect.any(Number),
      system: [
        { type: 'text', text: expect.stringContaining("Patchwright's planner."), ...cached },
      ],
      messages: [{ role: 'user', content: [{ type: 'text', ...cached }] }],
    });
    const tools = planning?.body.tools as readonly Record<string, unknown>[];
    expect(tools.map(({ name }) => name)).toContain('submit_plan');
    expect(tools.at(-1)).toMatchObject({ input_schema: { type: 'object' }, ...cached });
  },
  WITHIN_MS,
);

test('without a key nothing is started, and it is said how one is given', async () => {
  const { exit, told } = await demonstrate(['--model', 'anthropic'], { OPENAI_API_KEY: 'other' });

  expect(exit).toBe(2);
  expect(told).toContain('ANTHROPIC_API_KEY');
  expect(told).toContain('--env-file');
});
