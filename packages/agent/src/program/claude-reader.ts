import { z } from 'zod';
import type { AssistantBlock } from '../model.ts';
import type { BilledTokens } from '../prices.ts';
import { type Heard, SERVER, type TurnReader } from './turn.ts';

const Count = z.number().nullish();
const Usage = z.object({
  input_tokens: Count,
  output_tokens: Count,
  cache_read_input_tokens: Count,
  cache_creation_input_tokens: Count,
  cache_creation: z.object({ ephemeral_1h_input_tokens: Count }).nullish(),
});
const Started = z.object({ model: z.string(), usage: Usage });
const Line = z.discriminatedUnion('type', [
  z.object({ type: z.literal('system'), subtype: z.string(), session_id: z.string().optional() }),
  z.object({
    type: z.literal('assistant'),
    parent_tool_use_id: z.string().nullish(),
    message: z.object({ content: z.array(z.looseObject({ type: z.string() })) }),
  }),
  z.object({
    type: z.literal('stream_event'),
    parent_tool_use_id: z.string().nullish(),
    event: z.discriminatedUnion('type', [
      z.object({ type: z.literal('message_start'), message: Started }),
      z.object({
        type: z.literal('message_delta'),
        delta: z.object({ stop_reason: z.string().nullish() }),
        usage: Usage.partial().nullish(),
      }),
      z.object({ type: z.literal('message_stop') }),
    ]),
  }),
  z.object({
    type: z.literal('result'),
    subtype: z.string(),
    is_error: z.boolean(),
    result: z.string().optional(),
    errors: z.array(z.string()).optional(),
    api_error_status: z.number().nullish(),
  }),
]);

const NOTHING: BilledTokens = {
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite: 0,
  cacheWriteHour: 0,
};
const PREFIX = `mcp__${SERVER}__`;

/**
 * Reads the stream of Claude Code (`--output-format stream-json --include-partial-messages`). A turn that asks for tools is whole
 * with its last event; one that ends the conversation with the program's result, which tells whether it ended well.
 */
export function claudeReader(): TurnReader {
  let content: AssistantBlock[] = [];
  let model: string | undefined;
  let tokens = NOTHING;
  let last: BilledTokens = NOTHING;
  let stopReason = '';

  function line(event: unknown): readonly Heard[] {
    const { data } = Line.safeParse(event);
    // What a program adds in a later version is nothing to us.
    if (data === undefined || ('parent_tool_use_id' in data && data.parent_tool_use_id)) return [];
    switch (data.type) {
      case 'system':
        return data.subtype === 'init' && data.session_id !== undefined
          ? [{ kind: 'session', id: data.session_id }]
          : [];
      case 'assistant':
        content = [...content, ...data.message.content.flatMap(blockOf)];
        return [];
      case 'stream_event':
        return streamed(data.event);
      case 'result':
        return data.is_error
          ? [
              {
                kind: 'failed',
                status: data.api_error_status ?? undefined,
                type: data.subtype,
                message: data.result ?? data.errors?.join('; ') ?? data.subtype,
              },
            ]
          : [whole('end_turn')];
    }
  }

  function streamed(
    event: Extract<z.infer<typeof Line>, { type: 'stream_event' }>['event'],
  ): readonly Heard[] {
    switch (event.type) {
      case 'message_start':
        content = [];
        model = event.message.model;
        last = tokensOf(event.message.usage);
        return [];
      case 'message_delta':
        stopReason = event.delta.stop_reason ?? stopReason;
        last = { ...last, output: event.usage?.output_tokens ?? last.output };
        return [];
      case 'message_stop':
        tokens = sum(tokens, last);
        return stopReason === 'tool_use' ? [whole('tool_use')] : [];
    }
  }

  function whole(reason: 'tool_use' | 'end_turn'): Heard {
    const isRefusal = reason === 'end_turn' && stopReason === 'refusal';
    const turn = { content, stopReason: isRefusal ? 'refusal' : reason, model, tokens } as const;
    content = [];
    tokens = NOTHING;
    stopReason = '';
    return { kind: 'turn', turn };
  }

  return { line, call: () => [] };
}

function blockOf(block: {
  readonly type: string;
  readonly [name: string]: unknown;
}): AssistantBlock[] {
  switch (block.type) {
    case 'text':
      return [{ type: 'text', text: String(block.text ?? '') }];
    case 'tool_use': {
      const name = String(block.name);
      const own = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name;
      return [{ type: 'tool_use', id: String(block.id), name: own, input: block.input }];
    }
    case 'thinking': {
      const { thinking, signature } = block;
      return [
        { type: 'thinking', thinking: String(thinking ?? ''), signature: String(signature ?? '') },
      ];
    }
    case 'redacted_thinking':
      return [{ type: 'redacted_thinking', data: String(block.data ?? '') }];
    default:
      return [];
  }
}

function tokensOf(usage: z.infer<typeof Usage>): BilledTokens {
  const written = usage.cache_creation_input_tokens ?? 0;
  const hour = usage.cache_creation?.ephemeral_1h_input_tokens ?? 0;
  return {
    input: usage.input_tokens ?? 0,
    output: usage.output_tokens ?? 0,
    cacheRead: usage.cache_read_input_tokens ?? 0,
    cacheWrite: Math.max(0, written - hour),
    cacheWriteHour: hour,
  };
}

function sum(one: BilledTokens, other: BilledTokens): BilledTokens {
  return {
    input: one.input + other.input,
    output: one.output + other.output,
    cacheRead: one.cacheRead + other.cacheRead,
    cacheWrite: one.cacheWrite + other.cacheWrite,
    cacheWriteHour: one.cacheWriteHour + other.cacheWriteHour,
  };
}
