import { createHash } from 'node:crypto';
import { z } from 'zod';

const Block = z.looseObject({ type: z.string() });
const Content = z.union([z.string(), z.array(Block)]);

/** What is read of a Messages API request; the rest is taken as it is. */
export const MessagesRequest = z.looseObject({
  model: z.string().min(1),
  max_tokens: z.int().positive(),
  messages: z
    .array(z.looseObject({ role: z.enum(['user', 'assistant', 'system']), content: Content }))
    .min(1, 'at least one message is required'),
  system: Content.optional(),
  tools: z.array(z.looseObject({ name: z.string() })).default([]),
  stream: z.boolean().default(false),
});

/** A validated request, see the schema of the same name. */
export type MessagesRequest = z.infer<typeof MessagesRequest>;

type Message = MessagesRequest['messages'][number];

/** The text of a content: of a string itself, of blocks their texts, one a line. */
export function textOf(content: z.infer<typeof Content> | undefined): string {
  if (content === undefined) return '';
  if (typeof content === 'string') return content;
  return content
    .filter((block) => block.type === 'text')
    .map((block) => String(block.text ?? ''))
    .join('\n');
}

/** The text of every tool result in a message, one a line. */
export function toolResultsOf(message: Message | undefined): string {
  return blocksOf(message, 'tool_result')
    .map((block) => (block.content === undefined ? '' : textOf(block.content as never)))
    .join('\n');
}

/** The words after "You are Patchwright's" in the first such line of the system prompt, up to the dot; agent programs put lines of their own before it. */
export function roleOf(request: MessagesRequest): string | undefined {
  const said = /^\s*You are Patchwright['’]s ([^.\n]+)\./m.exec(textOf(request.system));
  return said?.[1]?.trim();
}

/** The text of the first user message. */
export function openingOf(request: MessagesRequest): string {
  return textOf(request.messages.find((message) => message.role === 'user')?.content);
}

/** How many assistant messages were said before: the number of the turn that is asked for. */
export function turnOf(request: MessagesRequest): number {
  return request.messages.filter((message) => message.role === 'assistant').length;
}

/** Why the Messages API itself would refuse this order of messages, or nothing. */
export function disorderOf(request: MessagesRequest): string | undefined {
  const messages = request.messages.filter(({ role }) => role !== 'system');
  if (messages[0]?.role !== 'user') return 'messages: first message must use the "user" role';
  for (const [index, message] of messages.entries()) {
    if (message.role !== 'assistant') continue;
    const asked = blocksOf(message, 'tool_use').map((block) => String(block.id));
    const next = messages[index + 1];
    const answered = new Set(
      blocksOf(next?.role === 'user' ? next : undefined, 'tool_result').map((block) =>
        String(block.tool_use_id),
      ),
    );
    const missing = asked.filter((id) => !answered.has(id));
    if (missing.length > 0) {
      return `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing.join(', ')}`;
    }
  }
  return undefined;
}

/** SHA-256 (hex) of what is asked; streamed or not, it is the same question. */
export function requestDigest(request: MessagesRequest): string {
  return digestOf({ ...request, stream: undefined });
}

/** SHA-256 (hex) of any JSON value, the same for every order of its keys. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function blocksOf(message: Message | undefined, type: string) {
  if (message === undefined || typeof message.content === 'string') return [];
  return message.content.filter((block) => block.type === type);
}
