import type { Model, ModelAnswer, ModelRequest } from '../model.ts';

/** One answer of the model: the tools that it calls. */
export type Turn = readonly { readonly name: string; readonly input: unknown }[];

/** A model that gives these answers, one after the other, and keeps what it was asked. Throws once it has none left. */
export function scriptedModel(
  turns: readonly Turn[],
): Model & { readonly asked: readonly ModelRequest[] } {
  const asked: ModelRequest[] = [];
  return {
    asked,
    async complete(request): Promise<ModelAnswer> {
      asked.push(structuredClone(request));
      const turn = turns[asked.length - 1];
      if (turn === undefined) throw new Error(`the model was asked ${asked.length} times`);
      return {
        content: turn.map((call, index) => ({
          type: 'tool_use',
          id: `call-${asked.length}-${index}`,
          ...call,
        })),
        stopReason: 'tool_use',
        model: 'scripted',
        usage: { inputTokens: 90, outputTokens: 10, costUsd: 0.01 },
      };
    },
  };
}

/** What the first message of a request says. */
export function promptOf(request: ModelRequest | undefined): string {
  const [block] = request?.messages[0]?.content ?? [];
  return block?.type === 'text' ? block.text : '';
}
