import { emailTrailIn } from './email-trail.ts';
import { isReadable, type Span, spokenSpans } from './spoken-spans.ts';
import { wikiSpans } from './wiki-spans.ts';

/** How a text is written: GitHub's Markdown, or Jira's wiki markup, whose authors use Markdown's signs all the same. */
export type Markup = 'markdown' | 'wiki';

/**
 * What is said to us in a longer text: what follows `mention` at the start of a line, to the text's end; `undefined` when nothing is.
 * Quotes, code, hidden comments, and the trail that a mail program leaves under an answer are not said to us. Pure, total; linear in time.
 */
export function addressedTo(
  mention: string,
  text: string,
  markup: Markup = 'markdown',
): string | undefined {
  const starts = startingWith(mention);
  // Most texts never name us: reading the markup of all of them would be the dearest part of receiving a webhook.
  if (!starts.test(text)) return undefined;
  const plain = text.replace(/\r\n?/g, '\n');
  const end = emailTrailIn(plain);
  const first = firstWords(mention, plain);
  if (first !== undefined) return withoutQuotes(plain.slice(first, end)).trim();
  const hidden = markup === 'wiki' ? wikiSpans(plain) : [];
  for (const span of spokenSpans(plain)) {
    for (const at of lineStarts(plain, span)) {
      if (at >= end) return undefined;
      if (hidden.some((one) => one.from <= at && at < one.to)) continue;
      const start = at + (/^[ \t]*/.exec(plain.slice(at, span.to))?.[0].length ?? 0);
      if (!isMention(plain.slice(start, start + mention.length + 1), mention)) continue;
      return withoutQuotes(plain.slice(start + mention.length, end)).trim();
    }
  }
  return undefined;
}

/** Finds our name where a line begins, indented or not, whatever the markup makes of that line. */
function startingWith(mention: string): RegExp {
  const literally = mention.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(String.raw`^[ \t]*${literally}(?![\w-])`, 'im');
}

/** Where the words to us begin in a text whose very first line speaks to us, which no markup can make a quote of. */
function firstWords(mention: string, text: string): number | undefined {
  const indent = /^ {0,3}/.exec(text)?.[0].length ?? 0;
  const start = text.slice(indent, indent + mention.length + 1);
  return isMention(start, mention) && isReadable(text) ? indent + mention.length : undefined;
}

/** Positions within a span at which a line of the text begins. */
function lineStarts(text: string, { from, to }: Span): readonly number[] {
  const starts: number[] = [];
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  if (/^[ \t]*$/.test(text.slice(lineStart, from))) starts.push(from);
  for (let at = text.indexOf('\n', from); at >= 0 && at + 1 < to; at = text.indexOf('\n', at + 1)) {
    starts.push(at + 1);
  }
  return starts;
}

/** `start` is one character longer than the mention: `@agents` is somebody else. */
function isMention(start: string, mention: string): boolean {
  return (
    start.slice(0, mention.length).toLowerCase() === mention.toLowerCase() &&
    !/^[\w-]/.test(start.slice(mention.length))
  );
}

/** Feedback may hold code, but neither what others said nor what people cannot see. */
function withoutQuotes(text: string): string {
  return text
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .split('\n')
    .filter((line) => !/^[ \t]{0,3}>/.test(line))
    .join('\n');
}
