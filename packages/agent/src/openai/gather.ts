import { createHash } from 'node:crypto';
import type OpenAI from 'openai';
import type { AssistantBlock, ModelAnswer } from '../model.ts';
import { readArguments } from './arguments.ts';

/** A streamed answer, put together. */
export interface Gathered {
  readonly content: readonly AssistantBlock[];
  readonly stopReason: ModelAnswer['stopReason'];
  readonly model: string | undefined;
  /** Missing where the endpoint does not count. */
  readonly usage:
    | { readonly input: number; readonly output: number; readonly cached: number }
    | undefined;
}

interface Call {
  id: string;
  name: string;
  text: string;
}

/**
 * Puts the pieces of an answer together. Endpoints differ: calls without an identifier, all of one index, or with the whole
 * call in each piece; usage in the last piece, in one of its own, or nowhere. `seed` names calls that have no name.
 */
export async function gather(
  pieces: AsyncIterable<OpenAI.ChatCompletionChunk>,
  seed: string,
  onPiece: () => void,
): Promise<Gathered> {
  const calls: Call[] = [];
  const byIndex = new Map<number, Call>();
  let text = '';
  let finish: string | null = null;
  let model: string | undefined;
  let usage: Gathered['usage'];
  for await (const piece of pieces) {
    onPiece();
    model ??= piece.model || undefined;
    if (piece.usage) {
      usage = {
        input: piece.usage.prompt_tokens ?? 0,
        output: piece.usage.completion_tokens ?? 0,
        cached: piece.usage.prompt_tokens_details?.cached_tokens ?? 0,
      };
    }
    const choice = piece.choices?.[0];
    finish = choice?.finish_reason ?? finish;
    text += choice?.delta?.content ?? '';
    for (const part of choice?.delta?.tool_calls ?? []) take(part);
  }

  function take(part: OpenAI.ChatCompletionChunk.Choice.Delta.ToolCall): void {
    const known = byIndex.get(part.index);
    const isOther =
      known !== undefined && Boolean(part.id) && known.id !== '' && part.id !== known.id;
    const call = known === undefined || isOther ? { id: '', name: '', text: '' } : known;
    if (call !== known) {
      calls.push(call);
      byIndex.set(part.index, call);
    }
    call.id ||= part.id ?? '';
    call.name ||= part.function?.name ?? '';
    call.text += part.function?.arguments ?? '';
  }

  const named = calls.filter(({ name }) => name !== '');
  const content: AssistantBlock[] = [
    ...(text === '' ? [] : [{ type: 'text' as const, text }]),
    ...named.map(({ id, name, text: written }, index) => ({
      type: 'tool_use' as const,
      id: id === '' ? `call_${digest(`${seed} ${index}`)}` : id,
      name,
      input: readArguments(written),
    })),
  ];
  return { content, stopReason: stopOf(finish, named.length > 0), model, usage };
}

function stopOf(finish: string | null, hasCalls: boolean): ModelAnswer['stopReason'] {
  if (finish === 'length') return 'max_tokens';
  if (finish === 'content_filter') return 'refusal';
  // Some say "stop" although they call tools.
  if (hasCalls) return 'tool_use';
  return finish === 'stop' || finish === 'tool_calls' ? 'end_turn' : 'other';
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}
