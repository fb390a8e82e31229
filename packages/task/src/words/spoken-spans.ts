import { fromMarkdown } from 'mdast-util-from-markdown';

/** A piece of a text, by its positions in it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

// Only what quotes, codes or hides matters here; what links and emphasises costs time that grows with its square, and a signature's
// dashes would make a heading of the line above them.
const READING = {
  disable: {
    null: [
      'attention',
      'autolink',
      'characterEscape',
      'characterReference',
      'definition',
      'labelEnd',
      'labelStartImage',
      'labelStartLink',
      'setextUnderline',
    ],
  },
};
/** Of a longer text only so much is read for words to us, up to the end of a paragraph. */
const MOST_READ = 16_000;
/** Quotes and lists within one another in one line, deeper than anybody writes, cost time that grows with their square. */
const TOO_DEEP = /^(?:[ \t]*(?:>|[-+*]|\d{1,9}[.)])){33}/m;
/** Elements whose text is somebody else's, code, or hidden. */
const QUOTING =
  /<(?<end>\/?)(?:blockquote|pre|code|samp|kbd|q|del|s|details|template|script|style|textarea)\b[^>]*>/gi;

/** Whether a text is short and flat enough to be read as a whole. */
export function isReadable(text: string): boolean {
  return text.length <= MOST_READ && !TOO_DEEP.test(text);
}

/**
 * The pieces of a Markdown text that its author says: the text of its paragraphs, without quotes, lists, code and HTML that quotes or
 * hides. Of a text nested deeper than people write, nothing. Pure, total.
 */
export function spokenSpans(text: string): readonly Span[] {
  const read = text.length <= MOST_READ ? text : text.slice(0, lastParagraphEnd(text));
  if (TOO_DEEP.test(read)) return [];
  const spans: Span[] = [];
  let quoted = 0;
  for (const block of fromMarkdown(read, { extensions: [READING] }).children) {
    if (block.type === 'html') quoted = Math.max(0, quoted + opened(block.value));
    if (block.type !== 'paragraph') continue;
    for (const piece of block.children) {
      if (piece.type === 'html') quoted = Math.max(0, quoted + opened(piece.value));
      if (piece.type !== 'text' || quoted > 0) continue;
      const { start, end } = piece.position ?? {};
      if (start?.offset === undefined || end?.offset === undefined) continue;
      spans.push({ from: start.offset, to: end.offset });
    }
  }
  return spans;
}

/** How many more elements that quote are opened than closed. */
function opened(html: string): number {
  return [...html.matchAll(QUOTING)].reduce(
    (open, tag) => open + (tag.groups?.end === '/' ? -1 : 1),
    0,
  );
}

function lastParagraphEnd(text: string): number {
  return Math.max(0, text.slice(0, MOST_READ).lastIndexOf('\n\n'));
}
