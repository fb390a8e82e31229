import { z } from 'zod';
import type { MessageAnswer } from './answer.ts';
import type { MessagesRequest } from './request.ts';

const Part = z.looseObject({ type: z.string(), text: z.string().optional() });
const Words = z.union([z.string(), z.array(Part)]).nullish();

/** What is read of a chat completions request; the rest is taken as it is. */
export const ChatRequest = z.looseObject({
  model: z.string().min(1),
  messages: z
    .array(
      z.looseObject({
        role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
        content: Words,
        tool_call_id: z.string().optional(),
        tool_calls: z
          .array(
            z.looseObject({
              id: z.string(),
              function: z.object({ name: z.string(), arguments: z.string() }),
            }),
          )
          .optional(),
      }),
    )
    .min(1),
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string() }) })).default([]),
  max_tokens: z.int().positive().optional(),
  max_completion_tokens: z.int().positive().optional(),
  stream: z.boolean().default(false),
  stream_options: z.looseObject({ include_usage: z.boolean().default(false) }).nullish(),
});

/** A validated request, see the schema of the same name. */
export type ChatRequest = z.infer<typeof ChatRequest>;

type Said = ChatRequest['messages'][number];
type Block = Record<string, unknown> & { readonly type: string };

const MOST_TOKENS = 4_096;
const STOP_REASONS = { end_turn: 'stop', tool_use: 'tool_calls', max_tokens: 'length' } as const;

/** The same question as the Messages API would be asked it, so that one script answers both. */
export function messagesOf(chat: ChatRequest): MessagesRequest {
  const isSystem = ({ role }: Said) => role === 'system' || role === 'developer';
  const messages: { role: 'user' | 'assistant'; content: Block[] }[] = [];
  for (const said of chat.messages.filter((one) => !isSystem(one))) {
    const role = said.role === 'assistant' ? 'assistant' : 'user';
    const last = messages.at(-1);
    const blocks = blocksOf(said);
    // The results of one turn are messages of their own here, and one message there.
    if (said.role === 'tool' && last?.role === 'user') last.content.push(...blocks);
    else messages.push({ role, content: blocks });
  }
  return {
    model: chat.model,
    max_tokens: chat.max_completion_tokens ?? chat.max_tokens ?? MOST_TOKENS,
    messages,
    system: chat.messages.filter(isSystem).map(wordsOf).join('\n'),
    tools: chat.tools.map(({ function: { name } }) => ({ name })),
    stream: chat.stream,
  };
}

/** An answer as chat completions give it. */
export function completionOf(answer: MessageAnswer) {
  return {
    ...headOf(answer),
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: spokenOf(answer), tool_calls: callsOf(answer) },
        finish_reason: STOP_REASONS[answer.stop_reason],
      },
    ],
    usage: usageOf(answer),
  };
}

/** An answer as the server-sent events of a streamed completion, ready to be written. */
export function* completionStreamOf(
  answer: MessageAnswer,
  { stream_options }: ChatRequest,
): Generator<string> {
  const head = { ...headOf(answer), object: 'chat.completion.chunk' };
  const piece = (delta: object, finish_reason: string | null = null) =>
    frame({ ...head, choices: [{ index: 0, delta, finish_reason }] });
  yield piece({ role: 'assistant', content: '' });
  const text = spokenOf(answer);
  if (text !== null) yield piece({ content: text });
  for (const [index, call] of (callsOf(answer) ?? []).entries()) {
    const { name, arguments: written } = call.function;
    yield piece({ tool_calls: [{ ...call, index, function: { name, arguments: '' } }] });
    // In two pieces, as it comes over the wire.
    const middle = Math.floor(written.length / 2);
    for (const part of [written.slice(0, middle), written.slice(middle)]) {
      yield piece({ tool_calls: [{ index, function: { arguments: part } }] });
    }
  }
  yield piece({}, STOP_REASONS[answer.stop_reason]);
  if (stream_options?.include_usage === true) {
    yield frame({ ...head, choices: [], usage: usageOf(answer) });
  }
  yield 'data: [DONE]\n\n';
}

function blocksOf(said: Said): Block[] {
  if (said.role === 'tool') {
    return [{ type: 'tool_result', tool_use_id: said.tool_call_id ?? '', content: wordsOf(said) }];
  }
  const text = wordsOf(said);
  const calls = (said.tool_calls ?? []).map(({ id, function: { name, arguments: written } }) => ({
    type: 'tool_use',
    id,
    name,
    input: JSON.parse(written) as unknown,
  }));
  return [...(text === '' ? [] : [{ type: 'text', text }]), ...calls];
}

function wordsOf({ content }: Said): string {
  if (content === null || content === undefined) return '';
  return typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join('\n');
}

function headOf({ id, model }: MessageAnswer) {
  return { id: `chatcmpl-${id}`, created: 1_767_225_600, model };
}

function spokenOf({ content }: MessageAnswer): string | null {
  const words = content.flatMap((block) => (block.type === 'text' ? [block.text] : []));
  return words.length === 0 ? null : words.join('\n');
}

function callsOf({ content }: MessageAnswer) {
  const calls = content.flatMap((block) =>
    block.type === 'tool_use'
      ? [
          {
            id: block.id,
            type: 'function',
            function: { name: block.name, arguments: JSON.stringify(block.input) },
          },
        ]
      : [],
  );
  return calls.length === 0 ? undefined : calls;
}

function usageOf({ usage }: MessageAnswer) {
  const cached = usage.cache_read_input_tokens;
  const prompt = usage.input_tokens + cached + usage.cache_creation_input_tokens;
  return {
    prompt_tokens: prompt,
    completion_tokens: usage.output_tokens,
    total_tokens: prompt + usage.output_tokens,
    prompt_tokens_details: { cached_tokens: cached },
  };
}

function frame(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
