import { codeValue, quotedValue, survivesMarkdown } from '@patchwright/task';
import type { PhrasingContent } from 'mdast';
import { toString as textOf } from 'mdast-util-to-string';

/** A value as running text; what Markdown would not give back as it was stands as a JSON string in code. */
export function prose(text: string): PhrasingContent {
  return survivesMarkdown(text)
    ? { type: 'text', value: text }
    : { type: 'inlineCode', value: quotedValue(text) };
}

/** A value as code, for paths and commands. */
export function code(text: string): PhrasingContent {
  return { type: 'inlineCode', value: codeValue(text) };
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

function unquote(value: string): string {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'string' ? parsed : value;
  } catch {
    return value;
  }
}
