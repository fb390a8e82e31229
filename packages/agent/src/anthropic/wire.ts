import type Anthropic from '@anthropic-ai/sdk';
import type { AssistantBlock, Message, ModelAnswer, ModelRequest, ToolSpec } from '../model.ts';
import type { BilledTokens } from '../prices.ts';
import type { ModelChoice } from '../providers/provider.ts';

type Sent = Anthropic.MessageStreamParams;
type SentBlock = Anthropic.ContentBlockParam;

const CACHED = { type: 'ephemeral' } as const;

/**
 * A request as the Messages API takes it. What comes again in every turn is cached: the tools, the system prompt,
 * and the conversation up to its newest message.
 */
export function requestOf(request: ModelRequest, choice: ModelChoice): Sent {
  const { model, effort, thinkingTokens } = choice;
  return {
    model,
    max_tokens: request.maxTokens + (thinkingTokens ?? 0),
    ...(thinkingTokens === undefined
      ? {}
      : { thinking: { type: 'enabled', budget_tokens: thinkingTokens } }),
    ...(effort === undefined ? {} : { output_config: { effort } }),
    system: [{ type: 'text', text: request.system, cache_control: CACHED }],
    tools: request.tools.map((tool, index) => toolOf(tool, index === request.tools.length - 1)),
    messages: request.messages.map((message, index) =>
      messageOf(message, index === request.messages.length - 1),
    ),
  };
}

/** What a model said, block by block; blocks of a kind that we never ask for are left out. */
export function contentOf(message: Pick<Anthropic.Message, 'content'>): readonly AssistantBlock[] {
  return message.content.flatMap((block): AssistantBlock[] => {
    switch (block.type) {
      case 'text':
        return [{ type: 'text', text: block.text }];
      case 'tool_use':
        return [{ type: 'tool_use', id: block.id, name: block.name, input: block.input }];
      case 'thinking':
        return [{ type: 'thinking', thinking: block.thinking, signature: block.signature }];
      case 'redacted_thinking':
        return [{ type: 'redacted_thinking', data: block.data }];
      default:
        return [];
    }
  });
}

/** Why a model stopped, in our words. */
export function stopReasonOf(reason: Anthropic.StopReason | null): ModelAnswer['stopReason'] {
  switch (reason) {
    case 'end_turn':
    case 'tool_use':
    case 'max_tokens':
    case 'refusal':
      return reason;
    default:
      return 'other';
  }
}

/** The tokens of a call, each counted once. */
export function tokensOf(usage: Anthropic.Usage): BilledTokens {
  const written = usage.cache_creation_input_tokens ?? 0;
  const hour = usage.cache_creation?.ephemeral_1h_input_tokens ?? 0;
  return {
    input: usage.input_tokens,
    output: usage.output_tokens,
    cacheRead: usage.cache_read_input_tokens ?? 0,
    cacheWrite: Math.max(0, written - hour),
    cacheWriteHour: hour,
  };
}

function toolOf(tool: ToolSpec, last: boolean): Anthropic.Tool {
  return {
    name: tool.name,
    description: tool.description,
    input_schema: { ...tool.inputSchema, type: 'object' },
    ...(last ? { cache_control: CACHED } : {}),
  };
}

function messageOf(message: Message, newest: boolean): Anthropic.MessageParam {
  const blocks = message.content.flatMap((block) => blockOf(block));
  const content = blocks.length > 0 ? blocks : [{ type: 'text' as const, text: '…' }];
  return { role: message.role, content: newest ? withCache(content) : content };
}

function blockOf(block: Message['content'][number]): readonly SentBlock[] {
  switch (block.type) {
    case 'text':
      // The API refuses empty text.
      return block.text.trim() === '' ? [] : [{ type: 'text', text: block.text }];
    case 'tool_use':
      return [{ type: 'tool_use', id: block.id, name: block.name, input: block.input }];
    case 'tool_result':
      return [
        {
          type: 'tool_result',
          tool_use_id: block.toolUseId,
          content: block.content,
          is_error: block.isError,
        },
      ];
    case 'thinking':
      return [{ type: 'thinking', thinking: block.thinking, signature: block.signature }];
    case 'redacted_thinking':
      return [{ type: 'redacted_thinking', data: block.data }];
  }
}

function withCache(blocks: readonly SentBlock[]): SentBlock[] {
  return blocks.map((block, index) =>
    index === blocks.length - 1 && (block.type === 'text' || block.type === 'tool_result')
      ? { ...block, cache_control: CACHED }
      : block,
  );
}
