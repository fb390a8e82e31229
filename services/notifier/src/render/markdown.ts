import { clip, oneLine } from './text.ts';

/**
 * Text of others as one line of Markdown that shows exactly it: no formatting, no HTML, no image, no link with another name, and nobody
 * is notified by it.
 */
export function prose(text: string, max = 1000): string {
  return clip(oneLine(text), max)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]|~#!]/g, '\\$&')
    .replaceAll('@', '@&#8203;')
    .replace(/^([-+=]|\d+[.)])/, '\\$1');
}

/** Text of others as paragraphs of `prose`. */
export function paragraphs(text: string, max = 4000): string {
  return clip(text, max)
    .split(/\n\s*\n/)
    .map((part) => prose(part, max))
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Text of others as code within a line. */
export function code(text: string, max = 300): string {
  const line = clip(oneLine(text), max) || ' ';
  const fence = '`'.repeat(longestRun(line) + 1);
  const padding = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${padding}${line}${padding}${fence}`;
}

/** Output of others as a block of code; its fence is longer than any inside. The newest lines are kept. */
export function block(text: string, max = 4000, language = 'text'): string {
  const whole = text.toWellFormed().replace(/\r\n?/g, '\n').trimEnd();
  const kept = whole.length <= max ? whole : `…\n${whole.slice(whole.length - max)}`.toWellFormed();
  const fence = '`'.repeat(Math.max(3, longestRun(kept) + 1));
  return `${fence}${language}\n${kept}\n${fence}`;
}

/** Something to fold out. `summary` is Markdown-free text of ours or of others. */
export function details(summary: string, body: string): string {
  return `<details><summary>${html(summary)}</summary>\n\n${body}\n\n</details>`;
}

/** A link; an address that is no plain web address is only shown. */
export function link(text: string, url: string): string {
  return /^https?:\/\/[^\s<>()[\]"'`\\]+$/.test(url) ? `[${prose(text)}](${url})` : prose(text);
}

/** A table; cells are Markdown. */
export function table(rows: readonly (readonly string[])[], head: readonly string[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function html(text: string): string {
  return oneLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '@&#8203;');
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
