import type OpenAI from 'openai';
import type { AssistantBlock, Message, ModelRequest, TextBlock, ToolSpec } from '../model.ts';
import type { ModelChoice } from '../providers/provider.ts';
import { argumentsText } from './arguments.ts';

type Sent = OpenAI.ChatCompletionCreateParamsStreaming;
type SentMessage = OpenAI.ChatCompletionMessageParam;

/** By which name an endpoint is told how long an answer may be: newer ones have a name of their own for it. */
export type TokensField = 'max_tokens' | 'max_completion_tokens';

/**
 * A request as an OpenAI-compatible endpoint takes it. Thinking is left out: nobody but its own vendor can read it.
 * What is asked for goes beyond no endpoint: text, tools, usage.
 */
export function chatRequestOf(
  request: ModelRequest,
  { model, effort }: ModelChoice,
  tokensField: TokensField,
): Sent {
  return {
    model,
    messages: [
      { role: 'system', content: request.system },
      ...request.messages.flatMap(messagesOf),
    ],
    ...(request.tools.length === 0 ? {} : { tools: request.tools.map(toolOf) }),
    ...(effort === undefined ? {} : { reasoning_effort: effort === 'max' ? 'xhigh' : effort }),
    [tokensField]: request.maxTokens,
    stream: true,
    stream_options: { include_usage: true },
  };
}

function toolOf({ name, description, inputSchema }: ToolSpec): OpenAI.ChatCompletionTool {
  return { type: 'function', function: { name, description, parameters: { ...inputSchema } } };
}

function messagesOf(message: Message): readonly SentMessage[] {
  return message.role === 'assistant' ? [said(message.content)] : told(message.content);
}

function said(content: readonly AssistantBlock[]): SentMessage {
  const text = wordsOf(content.filter((block) => block.type === 'text'));
  const calls = content.filter((block) => block.type === 'tool_use');
  if (calls.length === 0) return { role: 'assistant', content: text === '' ? '…' : text };
  return {
    role: 'assistant',
    content: text === '' ? null : text,
    tool_calls: calls.map(({ id, name, input }) => ({
      id,
      type: 'function',
      function: { name, arguments: argumentsText(input) },
    })),
  };
}

/** Each tool's result is a message of its own; what else is said comes after them. */
function told(content: Extract<Message, { role: 'user' }>['content']): readonly SentMessage[] {
  const results = content
    .filter((block) => block.type === 'tool_result')
    .map(({ toolUseId, content: result, isError }) => ({
      role: 'tool' as const,
      tool_call_id: toolUseId,
      content: isError ? `Error: ${result}` : result,
    }));
  const text = wordsOf(content.filter((block) => block.type === 'text'));
  return text === '' ? results : [...results, { role: 'user', content: text }];
}

function wordsOf(blocks: readonly TextBlock[]): string {
  return blocks
    .map(({ text }) => text)
    .filter((text) => text.trim() !== '')
    .join('\n\n');
}
