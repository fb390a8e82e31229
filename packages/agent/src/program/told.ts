import { digestOf } from '../digest.ts';
import type { Message, ModelRequest } from '../model.ts';

/** A conversation cut where a program has to go on. */
export interface Told {
  /** Messages up to the newest that the model said; empty before its first. */
  readonly past: readonly Message[];
  /** What was said to it since. */
  readonly news: Message | undefined;
}

/** Cuts a conversation behind what the model said last. */
export function toldOf({ messages }: Pick<ModelRequest, 'messages'>): Told {
  const at = messages.findLastIndex(({ role }) => role === 'assistant');
  return { past: messages.slice(0, at + 1), news: messages[at + 1] };
}

/** Names a conversation as far as it has come. Told from others by how it opened and what it asked tools for. */
export function placeOf(
  request: Pick<ModelRequest, 'role' | 'system'>,
  past: readonly Message[],
): string {
  const calls = past.map(({ content }) =>
    content.flatMap((block) => (block.type === 'tool_use' ? [block.id] : [])),
  );
  const opening = past.slice(0, 1).map(({ content }) => content);
  return digestOf([request.role, request.system, opening, calls]).slice(0, 32);
}

/** The words of a message to a model. */
export function wordsOf(message: Message | undefined): string {
  return (message?.content ?? [])
    .flatMap((block) => (block.type === 'text' ? [block.text] : []))
    .join('\n\n');
}

/** What a program is told whose process was lost: its conversation it has itself, but not what came of its last calls. */
export function resumption(news: Message | undefined): string {
  return [
    'You were interrupted. Go on with the task where you were.',
    renderMessage(news, new Map()),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** A whole conversation as one text, for a program that does not have it. */
export function retelling({ messages }: Pick<ModelRequest, 'messages'>): string {
  const names = new Map(
    messages.flatMap(({ content }) =>
      content.flatMap((block) =>
        block.type === 'tool_use' ? [[block.id, block.name] as const] : [],
      ),
    ),
  );
  const [opening, ...rest] = messages;
  if (rest.length === 0) return wordsOf(opening);
  return [
    wordsOf(opening),
    'You have worked on this before and were interrupted. What happened so far:',
    ...rest.map((message) => renderMessage(message, names)),
    'Go on from here.',
  ].join('\n\n');
}

function renderMessage(message: Message | undefined, names: ReadonlyMap<string, string>): string {
  return (message?.content ?? [])
    .flatMap((block) => {
      switch (block.type) {
        case 'text':
          return [block.text];
        case 'tool_use':
          return [`You called ${block.name} with ${JSON.stringify(block.input)}.`];
        case 'tool_result': {
          const name = names.get(block.toolUseId) ?? 'a tool that you called';
          return [`${block.isError ? 'The error' : 'The answer'} of ${name}:\n${block.content}`];
        }
        default:
          return [];
      }
    })
    .join('\n\n');
}
