import { describe, expect, test } from 'vitest';
import type { ModelRequest } from '../src/index.ts';
import { argumentsText, readArguments } from '../src/openai/arguments.ts';
import { gather } from '../src/openai/gather.ts';
import { chatRequestOf } from '../src/openai/wire.ts';

type Pieces = Parameters<typeof gather>[0];

/** Pieces of a streamed answer as endpoints were seen to send them; whatever they leave out is left out here. */
async function* streamed(...deltas: readonly object[]): Pieces {
  for (const delta of deltas) {
    yield { choices: [{ index: 0, delta, finish_reason: null }] } as never;
  }
}

async function* then(pieces: Pieces, ...last: readonly object[]): Pieces {
  yield* pieces;
  for (const piece of last) yield piece as never;
}

const call = (index: number, id: string | undefined, name?: string, args?: string) => ({
  tool_calls: [{ index, id, function: { name, arguments: args } }],
});

function gathered(pieces: Pieces) {
  return gather(pieces, 'seed', () => undefined);
}

describe('arguments of a tool call', () => {
  test.each([
    ['as they should be', '{"path":"a"}', { path: 'a' }],
    ['none', '', {}],
    ['null', 'null', {}],
    ['in a fence', '```json\n{"path":"a"}\n```', { path: 'a' }],
    ['JSON within JSON', '"{\\"path\\":\\"a\\"}"', { path: 'a' }],
    ['a comma too many', '{"path":"a","of":[1,2,],}', { path: 'a', of: [1, 2] }],
    ['cut off', '{"path":"a","of":[{"x":"y', { path: 'a', of: [{ x: 'y' }] }],
    ['a line end within a text', '{"text":"a\nb"}', { text: 'a\nb' }],
    ['a comma within a text', '{"text":"a,}","n":1,}', { text: 'a,}', n: 1 }],
  ])('are read: %s', (_, text, value) => {
    expect(readArguments(text)).toEqual(value);
  });

  test('that nobody can read stay a text, which no tool takes, and are sent back as JSON', () => {
    expect(readArguments('please read a.ts')).toBe('please read a.ts');
    expect(argumentsText('please read a.ts')).toBe('{"unreadable":"please read a.ts"}');
  });
});

describe('a streamed answer', () => {
  test('is put together from its pieces', async () => {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 20,
      prompt_tokens_details: { cached_tokens: 60 },
    };
    const answer = await gathered(
      then(
        streamed(
          { content: 'I will ' },
          { content: 'look.' },
          call(0, 'c1', 'read_file', '{"pa'),
          call(0, undefined, undefined, 'th":"a"}'),
          call(1, 'c2', 'read_file', '{"path":"b"}'),
        ),
        { choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }], model: 'm-1' },
        { choices: [], usage },
      ),
    );

    expect(answer).toEqual({
      content: [
        { type: 'text', text: 'I will look.' },
        { type: 'tool_use', id: 'c1', name: 'read_file', input: { path: 'a' } },
        { type: 'tool_use', id: 'c2', name: 'read_file', input: { path: 'b' } },
      ],
      stopReason: 'tool_use',
      model: 'm-1',
      usage: { input: 100, output: 20, cached: 60 },
    });
  });

  test('with all calls under one index has all of them', async () => {
    const { content } = await gathered(
      streamed(
        call(0, 'c1', 'read_file', '{"path":"a"}'),
        call(0, 'c2', 'read_file', '{"path":"b"}'),
      ),
    );

    expect(content).toMatchObject([{ id: 'c1' }, { id: 'c2', input: { path: 'b' } }]);
  });

  test('whose calls have no names is given some, always the same', async () => {
    const pieces = () => streamed(call(0, undefined, 'read_file', '{}'));
    const [first, second] = [await gathered(pieces()), await gathered(pieces())];

    expect(first.content).toMatchObject([{ id: expect.stringMatching(/^call_[0-9a-f]{24}$/) }]);
    expect(second).toEqual(first);
  });

  test('that says "stop" although it calls tools, calls tools', async () => {
    const answer = await gathered(
      then(streamed(call(0, 'c1', 'read_file', '{}')), {
        choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
      }),
    );

    expect(answer.stopReason).toBe('tool_use');
  });

  test.each([
    ['length', 'max_tokens'],
    ['content_filter', 'refusal'],
    ['stop', 'end_turn'],
    [null, 'other'],
  ])('that ended with %s ended with %s', async (finish_reason, stopReason) => {
    const answer = await gathered(
      then(streamed({ content: 'So' }), { choices: [{ index: 0, delta: {}, finish_reason }] }),
    );

    expect(answer).toMatchObject({ stopReason, usage: undefined });
  });
});

test('a conversation is told as chat completions know it, thinking left out', () => {
  const request: ModelRequest = {
    role: 'planner',
    system: 'Plan.',
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'Well?' }] },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'hm', signature: 's' },
          { type: 'text', text: 'I will look.' },
          { type: 'tool_use', id: 'c1', name: 'read_file', input: { path: 'a' } },
          { type: 'tool_use', id: 'c2', name: 'read_file', input: { path: 'b' } },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', toolUseId: 'c1', content: 'A', isError: false },
          { type: 'tool_result', toolUseId: 'c2', content: 'no file b', isError: true },
          { type: 'text', text: 'Go on.' },
        ],
      },
    ],
    tools: [{ name: 'read_file', description: 'Reads.', inputSchema: { type: 'object' } }],
    maxTokens: 100,
  };
  const choice = { provider: 'openai', model: 'm', effort: 'low' } as const;

  expect(chatRequestOf(request, choice, 'max_completion_tokens')).toEqual({
    model: 'm',
    messages: [
      { role: 'system', content: 'Plan.' },
      { role: 'user', content: 'Well?' },
      {
        role: 'assistant',
        content: 'I will look.',
        tool_calls: ['a', 'b'].map((path, index) => ({
          id: `c${index + 1}`,
          type: 'function',
          function: { name: 'read_file', arguments: `{"path":"${path}"}` },
        })),
      },
      { role: 'tool', tool_call_id: 'c1', content: 'A' },
      { role: 'tool', tool_call_id: 'c2', content: 'Error: no file b' },
      { role: 'user', content: 'Go on.' },
    ],
    tools: [
      {
        type: 'function',
        function: { name: 'read_file', description: 'Reads.', parameters: { type: 'object' } },
      },
    ],
    reasoning_effort: 'low',
    max_completion_tokens: 100,
    stream: true,
    stream_options: { include_usage: true },
  });
});
