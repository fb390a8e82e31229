import type { PhrasingContent } from 'mdast';
import { toString as textOf } from 'mdast-util-to-string';

/** Text that Markdown gives back as it was: one line, no space at its ends, nothing invisible in it. */
const PLAIN = /^[^\s\p{C}](?:[^\p{C}\n\r\u2028\u2029\t]*[^\s\p{C}])?$/u;

/** A value as running text; what Markdown would not give back as it was stands as a JSON string in code. */
export function prose(text: string): PhrasingContent {
  return survives(text) ? { type: 'text', value: text } : quoted(text);
}

/** A value as code, for paths and commands. */
export function code(text: string): PhrasingContent {
  return survives(text) && !text.includes('`') && !text.startsWith('"')
    ? { type: 'inlineCode', value: text }
    : quoted(text);
}

/** The value that a person or `prose` or `code` wrote. */
export function readText(nodes: readonly PhrasingContent[]): string {
  const only = nodes.length === 1 ? nodes[0] : undefined;
  if (only?.type === 'inlineCode' && only.value.startsWith('"')) return unquote(only.value);
  return nodes
    .map((node) => (node.type === 'break' ? '\n' : textOf(node)))
    .join('')
    .trim();
}

function survives(text: string): boolean {
  return PLAIN.test(text) && !/ {2}|[<>&\\\u00a0]/.test(text);
}

function quoted(text: string): PhrasingContent {
  const json = JSON.stringify(text).replace(
    /[\u007f-\uffff`|]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return { type: 'inlineCode', value: json };
}

function unquote(value: string): string {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'string' ? parsed : value;
  } catch {
    return value;
  }
}
