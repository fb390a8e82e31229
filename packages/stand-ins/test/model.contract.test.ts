import Anthropic, { APIError } from '@anthropic-ai/sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ModelStandIn, parseModelScript, startModel } from '../src/model/index.ts';

const SCRIPT = `
conversations:
  - role: planner
    about: SHOP-42
    turns:
      - text: "I will look at the cart first: äöü 🛒."
        calls:
          - { tool: read_file, input: { path: src/cart.ts } }
        expect: ["applyCoupon"]
        usage: { input: 1800, output: 240, cacheRead: 12 }
      - calls:
          - { tool: submit_plan, input: { title: "Round once", steps: ["red", "green"] } }
      - text: done
  - role: executor
    about: SHOP-42
    step: red
    turns: [{ text: "red" }]
  - role: executor
    about: SHOP-42
    turns: [{ text: "any step" }]
  - role: reviser
    about: SHOP-42
    turns: [{ text: "first plan" }]
  - role: reviser
    about: SHOP-42
    turns: [{ text: "second plan" }]
  - role: fixer
    about: anything
    again: true
    turns: [{ text: "again" }]
`;

const SYSTEM = "You are Patchwright's planner.\n\nMake a plan.";
const TOOLS: Anthropic.Tool[] = ['read_file', 'submit_plan'].map((name) => ({
  name,
  description: name,
  input_schema: { type: 'object' },
}));

let model: ModelStandIn;
let client: Anthropic;

beforeEach(async () => {
  model = await startModel({ apiKey: 'key', scripts: [parseModelScript(SCRIPT, 'model.yaml')] });
  client = new Anthropic({ apiKey: 'key', baseURL: model.url, maxRetries: 0 });
});
afterEach(() => model[Symbol.asyncDispose]());

function ask(messages: Anthropic.MessageParam[], system = SYSTEM): Anthropic.MessageCreateParams {
  return { model: 'claude-sonnet-5-5', max_tokens: 1000, system, tools: TOOLS, messages };
}

function opening(text: string): Anthropic.MessageParam[] {
  return [{ role: 'user', content: [{ type: 'text', text }] }];
}

async function plays(messages: Anthropic.MessageParam[], system = SYSTEM) {
  const answer = await client.messages.create({ ...ask(messages, system), stream: false });
  return { answer, text: answer.content.map((b) => (b.type === 'text' ? b.text : b.type)).join() };
}

async function refusal(work: Promise<unknown>): Promise<APIError> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(APIError);
  return thrown as APIError;
}

function answered(first: Anthropic.Message, result: string): Anthropic.MessageParam[] {
  const use = first.content.find((block) => block.type === 'tool_use');
  return [
    ...opening('Ticket SHOP-42: totals are wrong'),
    { role: 'assistant', content: first.content },
    {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: use?.id ?? '', content: result }],
    },
  ];
}

describe('the scripted model', () => {
  it('plays the turns of a conversation in order', async () => {
    const { answer: first } = await plays(opening('Ticket SHOP-42: totals are wrong'));
    expect(first.stop_reason).toBe('tool_use');
    expect(first.model).toBe('claude-sonnet-5-5');
    expect(first.usage).toMatchObject({
      input_tokens: 1800,
      output_tokens: 240,
      cache_read_input_tokens: 12,
    });
    expect(first.content).toMatchObject([
      { type: 'text', text: 'I will look at the cart first: äöü 🛒.' },
      { type: 'tool_use', name: 'read_file', input: { path: 'src/cart.ts' } },
    ]);

    const { answer: second } = await plays(answered(first, 'function applyCoupon() {}'));
    expect(second.content).toMatchObject([
      { name: 'submit_plan', input: { title: 'Round once', steps: ['red', 'green'] } },
    ]);
    expect(model.calls().calls).toMatchObject([
      { role: 'planner', about: 'SHOP-42', turn: 0, status: 200 },
      { role: 'planner', about: 'SHOP-42', turn: 1, status: 200 },
    ]);
    expect(model.calls().repeated).toBe(0);
  });

  it('streams the same answer as the events of the Messages API', async () => {
    const { answer: whole } = await plays(opening('SHOP-42'));
    const types: string[] = [];
    const stream = client.messages.stream(ask(opening('SHOP-42')));
    stream.on('streamEvent', (event) => types.push(event.type));
    const streamed = await stream.finalMessage();

    expect(streamed.content).toMatchObject(
      JSON.parse(JSON.stringify(whole.content)) as Record<string, unknown>[],
    );
    expect(streamed.usage.output_tokens).toBe(240);
    expect(streamed.stop_reason).toBe('tool_use');
    expect(types.filter((type, index) => type !== types[index - 1])).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
  });

  it('says in a header that it is scripted', async () => {
    const { response } = await client.messages.create(ask(opening('SHOP-42'))).withResponse();
    expect(response.headers.get('x-scripted-model')).toBe('true');
  });

  it('prefers the conversation that names the step', async () => {
    const executor = "You are Patchwright's executor.";
    expect((await plays(opening('SHOP-42\nStep: red'), executor)).text).toBe('red');
    expect((await plays(opening('SHOP-42\nStep: green'), executor)).text).toBe('any step');
  });

  it('does not take SHOP-421 for SHOP-42', async () => {
    const error = await refusal(plays(opening('SHOP-421')));
    expect(error.status).toBe(400);
    expect(error.message).toContain('The conversation left the script: expected for the role');
    expect(error.message).toContain('SHOP-421');
  });

  it('fails clearly when no conversation has the role', async () => {
    const error = await refusal(plays(opening('SHOP-42'), "You are Patchwright's poet."));
    expect(error.message).toContain('expected one of the roles planner, executor, reviser, fixer');
    expect(error.message).toContain('came the role “poet”');
  });

  it('fails clearly when the tool results are not the expected ones', async () => {
    const { answer: first } = await plays(opening('Ticket SHOP-42: totals are wrong'));
    const error = await refusal(plays(answered(first, 'no such file')));
    expect(error.message).toContain('to contain “applyCoupon”');
    expect(error.message).toContain('came “no such file”');
    expect(error.type).toBe('invalid_request_error');
    expect(model.calls().calls.at(-1)).toMatchObject({ status: 400, turn: 1 });
  });

  it('fails clearly when a tool of the turn is not offered', async () => {
    const error = await refusal(
      client.messages.create({ ...ask(opening('SHOP-42')), tools: TOOLS.slice(1) }),
    );
    expect(error.message).toContain('expected the tool read_file to be offered');
  });

  it('fails clearly past the last turn', async () => {
    const executor = "You are Patchwright's executor.";
    const messages: Anthropic.MessageParam[] = [
      ...opening('SHOP-42\nStep: red'),
      { role: 'assistant', content: 'red' },
      { role: 'user', content: 'go on' },
    ];
    const error = await refusal(plays(messages, executor));
    expect(error.message).toContain('to end after 1 turns');
  });

  it('refuses a tool call that was not answered, as the real API does', async () => {
    const { answer: first } = await plays(opening('SHOP-42'));
    const error = await refusal(
      plays([
        ...opening('SHOP-42'),
        { role: 'assistant', content: first.content },
        { role: 'user', content: 'go on' },
      ]),
    );
    expect(error.message).toContain('without `tool_result` blocks');
  });

  it('keeps a conversation for the run that opened it, unless it may be played again', async () => {
    await plays(opening('SHOP-42 first run'));
    await plays(opening('SHOP-42 first run'));
    expect(model.calls().repeated).toBe(1);
    const error = await refusal(plays(opening('SHOP-42 second run')));
    expect(error.message).toContain('again: true');

    const fixer = "You are Patchwright's fixer.";
    expect((await plays(opening('anything, first'), fixer)).text).toBe('again');
    expect((await plays(opening('anything, second'), fixer)).text).toBe('again');
  });

  it('plays equal conversations in the order of the file, one for each run', async () => {
    const reviser = "You are Patchwright's reviser.";
    expect((await plays(opening('SHOP-42'), reviser)).text).toBe('first plan');
    expect((await plays(opening('SHOP-42, sent back'), reviser)).text).toBe('second plan');
    expect((await plays(opening('SHOP-42'), reviser)).text).toBe('first plan');
  });

  it('asks for its key', async () => {
    const stranger = new Anthropic({ apiKey: 'other', baseURL: model.url, maxRetries: 0 });
    const error = await refusal(stranger.messages.create(ask(opening('SHOP-42'))));
    expect(error).toMatchObject({ status: 401, type: 'authentication_error' });
  });

  it('counts tokens and lists models', async () => {
    const { input_tokens } = await client.messages.countTokens({
      model: 'claude-sonnet-5-5',
      messages: opening('SHOP-42'),
    });
    expect(input_tokens).toBeGreaterThan(10);
    const models = await client.models.list();
    expect(models.data[0]?.id).toBe('claude-sonnet-5-5');
  });

  it('fails as ordered, then goes on', async () => {
    model.failNext(['429', '529', '500', 'truncated', { kind: 'slow', ms: 1 }]);
    const rate = await refusal(plays(opening('SHOP-42')));
    expect(rate).toMatchObject({ status: 429, type: 'rate_limit_error' });
    expect(rate.headers?.get('retry-after')).toBe('1');
    expect(await refusal(plays(opening('SHOP-42')))).toMatchObject({ status: 529 });
    expect(await refusal(plays(opening('SHOP-42')))).toMatchObject({ status: 500 });
    const { answer } = await plays(opening('SHOP-42'));
    expect(answer.stop_reason).toBe('max_tokens');
    expect((await plays(opening('SHOP-42'))).answer.stop_reason).toBe('tool_use');
  });
});
