import { expect, test } from 'vitest';
import { renderConversation } from '../src/index.ts';

const usage = { inputTokens: 1800, outputTokens: 240, costUsd: 0.0123 };
const opening = { role: 'user', content: [{ type: 'text', text: 'Task: t-1\nWhat is it?' }] };
const asks = [
  { type: 'thinking', thinking: 'secret thoughts', signature: 's' },
  { type: 'text', text: 'I will look.' },
  { type: 'tool_use', id: '1', name: 'read_file', input: { path: 'a.ts' } },
];
const told = { type: 'tool_result', toolUseId: '1', content: 'a ```` fence', isError: false };

test('recorded calls read as a conversation', () => {
  const text = renderConversation([
    {
      input: { role: 'planner', messages: [opening] },
      answer: { content: asks, stopReason: 'tool_use', model: 'm', usage },
    },
    {
      input: {
        role: 'planner',
        messages: [
          opening,
          { role: 'assistant', content: asks },
          { role: 'user', content: [told] },
        ],
      },
      answer: {
        content: [{ type: 'text', text: 'Done.' }],
        stopReason: 'end_turn',
        model: 'm',
        usage,
      },
    },
  ]);

  expect(text).toMatchInlineSnapshot(`
    "## planner begins (call 1)

    **Asked**

    > Task: t-1
    > What is it?

    **Answered (m, 1800 tokens in, 240 out, $0.0123, ended with tool_use)**

    _(thinking, not shown)_

    > I will look.

    Calls \`read_file\`:

    \`\`\`json
    {
      "path": "a.ts"
    }
    \`\`\`

    ### planner, call 2

    **Asked**

    The tool answered:

    \`\`\`\`\`text
    a \`\`\`\` fence
    \`\`\`\`\`

    **Answered (m, 1800 tokens in, 240 out, $0.0123, ended with end_turn)**

    > Done."
  `);
});

test('each call says who answered, how long it took, and who was asked before', () => {
  const text = renderConversation([
    {
      input: { role: 'planner', messages: [opening] },
      answer: {
        content: [{ type: 'text', text: 'Done.' }],
        stopReason: 'end_turn',
        model: 'qwen3',
        provider: 'openai',
        passedOver: [{ provider: 'anthropic', model: 'claude-opus-5-5', why: 'Overloaded' }],
        began: '2026-11-21T10:00:00.000Z',
        ended: '2026-11-21T10:00:02.345Z',
        usage,
      },
    },
  ]);

  expect(text).toContain(
    '**Answered (qwen3 by openai, 2.3 s, 1800 tokens in, 240 out, $0.0123, ended with end_turn)**',
  );
  expect(text).toContain('_claude-opus-5-5 by anthropic was asked before: Overloaded_');
});

test('what the record no longer holds is named as such', () => {
  const text = renderConversation([
    { input: { cut: 'sha256:…' }, answer: { content: [{ type: 'tool_use' }] } },
    { input: null, answer: undefined },
  ]);

  expect(text).toContain('_What was asked is no longer in the record._');
  expect(text).toContain('_(cut from the record)_');
  expect(text).toContain('_The answer is not in the record._');
});
