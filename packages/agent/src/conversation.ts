import { z } from 'zod';

/** A model call as the record has it. Long texts of the input may be cut there. */
export interface RecordedCall {
  readonly input: unknown;
  readonly answer: unknown;
}

const Block = z.union([
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('tool_use'), name: z.string(), input: z.unknown() }),
  z.object({ type: z.literal('tool_result'), content: z.string(), isError: z.boolean() }),
  z.object({ type: z.enum(['thinking', 'redacted_thinking']) }),
]);
type Block = z.infer<typeof Block>;

const Said = z.object({ role: z.enum(['user', 'assistant']), content: z.array(z.unknown()) });
const Input = z.object({
  role: z.string().catch('agent'),
  messages: z.array(z.unknown()).catch([]),
});
const Answer = z.object({
  content: z.array(z.unknown()),
  stopReason: z.string().catch(''),
  model: z.string().catch('a model'),
  provider: z.string().optional().catch(undefined),
  passedOver: z
    .array(z.object({ provider: z.string(), model: z.string(), why: z.string() }))
    .optional()
    .catch(undefined),
  began: z.string().optional().catch(undefined),
  ended: z.string().optional().catch(undefined),
  usage: z
    .object({ inputTokens: z.number(), outputTokens: z.number(), costUsd: z.number() })
    .optional()
    .catch(undefined),
});

/**
 * Recorded model calls of a run as a conversation that people can read, in Markdown. Each call shows what was new to
 * the model, and what it answered. What the record no longer holds is named as such, never guessed.
 */
export function renderConversation(calls: readonly RecordedCall[]): string {
  return calls.map((call, index) => renderCall(call, index + 1)).join('\n\n');
}

function renderCall(call: RecordedCall, number: number): string {
  const input = Input.safeParse(call.input).data;
  const answer = Answer.safeParse(call.answer).data;
  const role = input?.role ?? 'agent';
  const opens = !input?.messages.some((one) => Said.safeParse(one).data?.role === 'assistant');
  const heading = opens ? `## ${role} begins (call ${number})` : `### ${role}, call ${number}`;
  const news = Said.safeParse(input?.messages.at(-1)).data;
  return [
    heading,
    news === undefined
      ? '_What was asked is no longer in the record._'
      : rendered('Asked', news.content),
    answer === undefined ? '_The answer is not in the record._' : renderAnswer(answer),
  ].join('\n\n');
}

function renderAnswer(answer: z.infer<typeof Answer>): string {
  const { usage, provider, passedOver = [] } = answer;
  const by = provider === undefined ? '' : ` by ${provider}`;
  const bill =
    usage === undefined
      ? ''
      : `, ${usage.inputTokens} tokens in, ${usage.outputTokens} out, $${usage.costUsd.toFixed(4)}`;
  const ending = answer.stopReason === '' ? '' : `, ended with ${answer.stopReason}`;
  const refused = passedOver.map(
    (one) => `_${one.model} by ${one.provider} was asked before: ${one.why}_`,
  );
  return [
    ...refused,
    rendered(`Answered (${answer.model}${by}${tookOf(answer)}${bill}${ending})`, answer.content),
  ].join('\n\n');
}

/** How long a call took, waits for its turn included. */
function tookOf({ began, ended }: z.infer<typeof Answer>): string {
  const ms = Date.parse(ended ?? '') - Date.parse(began ?? '');
  return Number.isNaN(ms) ? '' : `, ${(ms / 1000).toFixed(1)} s`;
}

function rendered(title: string, content: readonly unknown[]): string {
  const blocks = content.map((block) => renderBlock(Block.safeParse(block).data));
  return [`**${title}**`, ...blocks].join('\n\n');
}

function renderBlock(block: Block | undefined): string {
  switch (block?.type) {
    case 'text':
      return block.text.trim() === '' ? '_(no words)_' : quoted(block.text);
    case 'tool_use':
      return `Calls \`${block.name}\`:\n\n${fenced(JSON.stringify(block.input, undefined, 2) ?? '', 'json')}`;
    case 'tool_result':
      return `${block.isError ? 'The tool failed:' : 'The tool answered:'}\n\n${fenced(block.content, 'text')}`;
    case 'thinking':
    case 'redacted_thinking':
      return '_(thinking, not shown)_';
    default:
      return '_(cut from the record)_';
  }
}

function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
}

/** A fence longer than any in the text. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
