import type { Played } from './player.ts';
import { digestOf, type MessagesRequest, requestDigest } from './request.ts';

/** A block of an answer of the Messages API. */
export type AnswerBlock =
  | { readonly type: 'text'; readonly text: string; readonly citations: null }
  | {
      readonly type: 'tool_use';
      readonly id: string;
      readonly name: string;
      readonly input: Readonly<Record<string, unknown>>;
      readonly caller: { readonly type: 'direct' };
    };

/** An answer of the Messages API, as JSON. */
export interface MessageAnswer {
  readonly id: string;
  readonly type: 'message';
  readonly role: 'assistant';
  readonly model: string;
  readonly content: readonly AnswerBlock[];
  readonly stop_reason: 'end_turn' | 'tool_use' | 'max_tokens';
  readonly stop_sequence: null;
  readonly usage: {
    readonly input_tokens: number;
    readonly output_tokens: number;
    readonly cache_creation_input_tokens: number;
    readonly cache_read_input_tokens: number;
  };
}

/** Tokens of a text, by the rule of thumb of four characters each. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/**
 * The answer of a played turn. Its identifiers come from the request, so the same request has the same answer.
 * A truncated one stops in the middle of its text, or of its first tool call, with `max_tokens`.
 */
export function answerOf(
  request: MessagesRequest,
  played: Played,
  options: { readonly truncated?: boolean } = {},
): MessageAnswer {
  const seed = requestDigest(request);
  const whole: AnswerBlock[] = [];
  if (played.turn.text !== undefined) {
    whole.push({ type: 'text', text: played.turn.text, citations: null });
  }
  for (const [index, call] of played.turn.calls.entries()) {
    const id = `toolu_${digestOf([seed, index]).slice(0, 24)}`;
    whole.push({
      type: 'tool_use',
      id,
      name: call.tool,
      input: call.input,
      caller: { type: 'direct' },
    });
  }
  const content = options.truncated === true ? cut(whole) : whole;
  const said = played.turn.usage;
  const asksForTools = played.turn.calls.length > 0;
  return {
    id: `msg_${seed.slice(0, 24)}`,
    type: 'message',
    role: 'assistant',
    model: request.model,
    content,
    stop_reason: options.truncated === true ? 'max_tokens' : asksForTools ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: {
      input_tokens: said?.input ?? estimateTokens(JSON.stringify(request)),
      output_tokens:
        options.truncated === true
          ? request.max_tokens
          : (said?.output ?? estimateTokens(JSON.stringify(content))),
      cache_creation_input_tokens: said?.cacheWrite ?? 0,
      cache_read_input_tokens: said?.cacheRead ?? 0,
    },
  };
}

function cut(blocks: readonly AnswerBlock[]): readonly AnswerBlock[] {
  const first = blocks[0];
  if (first?.type === 'text') {
    return [{ ...first, text: first.text.slice(0, Math.floor(first.text.length / 2)) }];
  }
  return first === undefined ? [] : [{ ...first, input: {} }];
}
