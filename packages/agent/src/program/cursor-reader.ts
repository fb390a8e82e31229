import { z } from 'zod';
import { digestOf } from '../digest.ts';
import type { AssistantBlock } from '../model.ts';
import type { Heard, TurnReader } from './turn.ts';

const Line = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('system'),
    subtype: z.string(),
    session_id: z.string().optional(),
    model: z.string().optional(),
  }),
  z.object({
    type: z.literal('assistant'),
    message: z.object({
      content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
    }),
  }),
  z.object({
    type: z.literal('result'),
    subtype: z.string(),
    is_error: z.boolean().default(false),
    result: z.string().optional(),
  }),
]);

/**
 * Reads the stream of Cursor's command line (`--output-format stream-json`). It tells neither when a turn is whole nor what it used,
 * so each call of a tool is a turn, with what was said before it.
 */
export function cursorReader(): TurnReader {
  let said = '';
  let model: string | undefined;
  let calls = 0;

  function turn(block: readonly AssistantBlock[], stopReason: 'tool_use' | 'end_turn'): Heard {
    const words: AssistantBlock[] = said.trim() === '' ? [] : [{ type: 'text', text: said }];
    said = '';
    return {
      kind: 'turn',
      turn: { content: [...words, ...block], stopReason, model, tokens: undefined },
    };
  }

  return {
    line(event) {
      const { data } = Line.safeParse(event);
      switch (data?.type) {
        case 'system':
          model = data.model ?? model;
          return data.session_id === undefined ? [] : [{ kind: 'session', id: data.session_id }];
        case 'assistant':
          said += data.message.content.map(({ text }) => text ?? '').join('');
          return [];
        case 'result':
          if (!data.is_error) return [turn([], 'end_turn')];
          return [
            {
              kind: 'failed',
              status: undefined,
              type: data.subtype,
              message: data.result ?? data.subtype,
            },
          ];
        default:
          return [];
      }
    },
    call({ name, input }) {
      calls += 1;
      const id = `call_${digestOf([calls, name, input]).slice(0, 24)}`;
      return [turn([{ type: 'tool_use', id, name, input }], 'tool_use')];
    },
  };
}
