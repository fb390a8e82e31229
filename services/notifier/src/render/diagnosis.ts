import { clip } from './text.ts';
import type { Writer } from './ticket-comment.ts';

const FENCE = /^(`{3,})\w*$/;
const SPAN = /(\*\*[^*\n]+\*\*|(?<!!)\[[^\]\n]+\]\([^()\s]+\)|`[^`\n]+`)/;
const ITEM = /^(?:([-*])|(\d+)\.) +/;

/** Output and words by turns; output is what stands between two fences. */
interface Part {
  readonly kind: 'output' | 'words';
  readonly lines: readonly string[];
}

/**
 * A diagnosis as it was meant: paragraphs, lists, words in bold, links, and output as output. Each piece is written by `write`, so that
 * nothing in it becomes anything else, however it was made.
 */
export function diagnosis(said: string, write: Writer, max = 3000): string {
  const shown = partsOf(clip(said, max)).map(({ kind, lines }) => {
    if (kind === 'output') return write.block(lines.join('\n'));
    return lines
      .join('\n')
      .split(/\n\s*\n/)
      .map((paragraph) => paragraphOf(paragraph, write))
      .filter((text) => text !== '')
      .join('\n\n');
  });
  return shown.filter((text) => text !== '').join('\n\n');
}

function partsOf(said: string): readonly Part[] {
  const parts: Part[] = [];
  let words: string[] = [];
  const lines = said.split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const fence = FENCE.exec(line)?.[1];
    if (fence === undefined) {
      words.push(line);
      continue;
    }
    const found = lines.indexOf(fence, at + 1);
    // One that was cut off ends where the text does.
    const end = found < 0 ? lines.length : found;
    parts.push(
      { kind: 'words', lines: words },
      { kind: 'output', lines: lines.slice(at + 1, end) },
    );
    words = [];
    at = end;
  }
  return [...parts, { kind: 'words', lines: words }];
}

function paragraphOf(paragraph: string, write: Writer): string {
  const lines = paragraph.split('\n').filter((line) => line.trim() !== '');
  const isList = lines.length > 0 && lines.every((line) => ITEM.test(line));
  if (!isList) return spans(lines.join(' '), write);
  return lines
    .map((line) => {
      const [mark = '', , number] = ITEM.exec(line) ?? [];
      const text = spans(line.slice(mark.length), write);
      return number === undefined ? `${write.bullet} ${text}` : `${number}. ${text}`;
    })
    .join('\n');
}

function spans(text: string, write: Writer): string {
  return (
    text
      .split(SPAN)
      // What the pattern captured stands at the odd places.
      .map((span, at) => {
        if (at % 2 === 0) return edged(span, write);
        if (span.startsWith('**')) return write.bold(span.slice(2, -2));
        if (span.startsWith('`')) return write.words(span.slice(1, -1));
        const [, name = '', url = ''] = /^\[(.+)\]\((.+)\)$/.exec(span) ?? [];
        return write.link(name, url);
      })
      .join('')
  );
}

/** Writers trim what they are given; the space between two pieces belongs to the line. */
function edged(span: string, write: Writer): string {
  if (span.trim() === '') return span === '' ? '' : ' ';
  return `${/^\s/.test(span) ? ' ' : ''}${write.text(span)}${/\s$/.test(span) ? ' ' : ''}`;
}
