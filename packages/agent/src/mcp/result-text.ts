import type { CallToolResult, ContentBlock } from '@modelcontextprotocol/client';

/** What a tool answered, as text of at most `most` characters. Pictures and sounds are named, not shown. */
export function resultText(result: CallToolResult, most: number): string {
  const { content = [], structuredContent } = result;
  const said = content.map(blockText).join('\n');
  const text =
    said === '' && structuredContent !== undefined ? JSON.stringify(structuredContent) : said;
  return cut(text === '' ? '(no answer)' : text, most);
}

/** The beginning of a text, with a note of what is left out. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most)}\n… (${text.length - most} more characters are left out)`;
}

function blockText(block: ContentBlock): string {
  switch (block.type) {
    case 'text':
      return block.text;
    case 'resource':
      return 'text' in block.resource
        ? block.resource.text
        : `(${block.resource.uri}, ${block.resource.mimeType ?? 'bytes'}, is not shown)`;
    case 'resource_link':
      return `(${block.name}: ${block.uri})`;
    case 'image':
    case 'audio':
      return `(${block.type}, ${block.mimeType}, is not shown)`;
    default:
      return '(an answer of an unknown kind is not shown)';
  }
}
