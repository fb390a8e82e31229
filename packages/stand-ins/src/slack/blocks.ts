import type { Json } from './store.ts';

/** What a message may be at most, by Slack's own limits; a modal may have 100 blocks. */
const LIMITS = { text: 40_000, blocks: 50, section: 3000, header: 150, button: 75, value: 2000 };

/** Why Slack would refuse these blocks, in its words, or nothing. */
export function faultOfBlocks(blocks: unknown, most = LIMITS.blocks): string | undefined {
  if (!Array.isArray(blocks)) return 'blocks must be an array';
  if (blocks.length > most) return `no more than ${most} items allowed [json-pointer:/blocks]`;
  const seen = new Set<string>();
  for (const [index, block] of blocks.entries()) {
    const fault = faultOfBlock(block as Json, seen);
    if (fault !== undefined) return `${fault} [json-pointer:/blocks/${index}]`;
  }
  return undefined;
}

/** Whether a text is longer than a message may be. */
export function isTooLong(text: string): boolean {
  return text.length > LIMITS.text;
}

/** The blocks with an id for each block and each interactive element that has none, as Slack gives them. */
export function withIds(blocks: readonly Json[], nextId: () => string): readonly Json[] {
  return blocks.map((block) => ({
    ...(named(block, nextId) as Json),
    block_id: block.block_id ?? nextId(),
  }));
}

/** One interactive element of a message or view, and the block it stands in. */
export interface FoundElement {
  readonly element: Json;
  readonly blockId: string;
}

/** Every interactive element of these blocks, in order. */
export function elementsOf(blocks: readonly Json[]): readonly FoundElement[] {
  return blocks.flatMap((block) =>
    interactive(block).map((element) => ({ element, blockId: String(block.block_id) })),
  );
}

const INTERACTIVE =
  /^(button|checkboxes|datepicker|overflow|radio_buttons|.*_select|.*_input|.*picker)$/;

function isInteractive(value: Json): boolean {
  return typeof value.type === 'string' && INTERACTIVE.test(value.type);
}

function interactive(value: unknown): readonly Json[] {
  if (value === null || typeof value !== 'object') return [];
  if (Array.isArray(value)) return value.flatMap(interactive);
  const object = value as Json;
  const inner = Object.values(object).flatMap(interactive);
  return isInteractive(object) ? [object, ...inner] : inner;
}

function named(value: unknown, nextId: () => string): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((inner) => named(inner, nextId));
  const copy = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, named(inner, nextId)]),
  );
  return isInteractive(copy) ? { ...copy, action_id: copy.action_id ?? nextId() } : copy;
}

function faultOfBlock(block: Json, seen: Set<string>): string | undefined {
  if (typeof block?.type !== 'string') return 'missing required field: type';
  if (typeof block.block_id === 'string') {
    if (seen.has(block.block_id)) return `\`block_id\` already exists: ${block.block_id}`;
    seen.add(block.block_id);
  }
  switch (block.type) {
    case 'header':
      return faultOfText(block.text, 'plain_text', LIMITS.header);
    case 'section':
      if (block.text === undefined && block.fields === undefined) {
        return 'missing required field: text or fields';
      }
      return block.text === undefined ? undefined : faultOfText(block.text, 'any', LIMITS.section);
    case 'actions': {
      const elements = block.elements;
      if (!Array.isArray(elements) || elements.length === 0)
        return 'missing required field: elements';
      if (elements.length > 25) return 'no more than 25 items allowed: elements';
      return elements.map((element) => faultOfElement(element as Json)).find(Boolean);
    }
    case 'context':
      if (!Array.isArray(block.elements) || block.elements.length > 10) {
        return 'no more than 10 items allowed: elements';
      }
      return undefined;
    default:
      return undefined;
  }
}

function faultOfElement(element: Json): string | undefined {
  if (element.type !== 'button') return undefined;
  if (String(element.value ?? '').length > LIMITS.value) {
    return `must be less than ${LIMITS.value + 1} characters: value`;
  }
  if (String(element.action_id ?? '').length > 255) {
    return 'must be less than 256 characters: action_id';
  }
  return faultOfText(element.text, 'plain_text', LIMITS.button);
}

function faultOfText(text: unknown, type: 'plain_text' | 'any', most: number): string | undefined {
  const { type: given, text: words } = (text ?? {}) as { type?: string; text?: string };
  if (typeof words !== 'string' || words === '') return 'missing required field: text';
  if (
    type === 'plain_text' ? given !== 'plain_text' : given !== 'plain_text' && given !== 'mrkdwn'
  ) {
    return `unsupported type: ${given}`;
  }
  return words.length > most ? `must be less than ${most + 1} characters: text` : undefined;
}
