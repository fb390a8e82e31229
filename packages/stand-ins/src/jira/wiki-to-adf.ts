import type { AdfDocument, AdfNode } from './rich-text.ts';

/** ADF that reads like a text in wiki markup: headings, lists, code, quotes, panels, tables, rules, paragraphs. */
export function wikiToAdf(wiki: string): AdfDocument {
  return { type: 'doc', version: 1, content: blocksOf(wiki.replaceAll('\r\n', '\n').split('\n')) };
}

const FENCE = /^\s*\{(code|noformat|quote|panel)(?::([^}]*))?\}\s*$/;
const LIST_ITEM = /^\s*([*#]+|-)\s+(.*)$/;

function blocksOf(lines: readonly string[]): readonly AdfNode[] {
  const blocks: AdfNode[] = [];
  let paragraph: string[] = [];
  const flush = () => {
    if (paragraph.length > 0) blocks.push({ type: 'paragraph', content: brokenLines(paragraph) });
    paragraph = [];
  };
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const fence = FENCE.exec(line);
    if (fence !== null) {
      const end = lines.findIndex((other, index) => index > at && closes(other, fence[1]));
      const last = end < 0 ? lines.length : end;
      flush();
      blocks.push(fenced(fence[1] ?? '', fence[2], lines.slice(at + 1, last)));
      at = last;
      continue;
    }
    if (LIST_ITEM.test(line) || /^\s*\|/.test(line)) {
      const shape = LIST_ITEM.test(line) ? LIST_ITEM : /^\s*\|/;
      const run = runOf(lines, at, shape);
      flush();
      blocks.push(...(shape === LIST_ITEM ? lists(run) : [table(run)]));
      at += run.length - 1;
      continue;
    }
    const single = singleLine(line);
    if (single !== undefined || line.trim() === '') {
      flush();
      if (single !== undefined) blocks.push(single);
      continue;
    }
    paragraph.push(line);
  }
  flush();
  return blocks;
}

function closes(line: string, name: string | undefined): boolean {
  return line.trim() === `{${name}}`;
}

function runOf(lines: readonly string[], from: number, shape: RegExp): readonly string[] {
  const end = lines.findIndex((line, index) => index > from && !shape.test(line));
  return lines.slice(from, end < 0 ? lines.length : end);
}

function singleLine(line: string): AdfNode | undefined {
  const heading = /^\s*h([1-6])\.\s+(.*)$/.exec(line);
  if (heading !== null) {
    const level = Number(heading[1]);
    return { type: 'heading', attrs: { level }, content: inlineOf(heading[2] ?? '') };
  }
  const quote = /^\s*bq\.\s+(.*)$/.exec(line);
  if (quote !== null) {
    const content = [{ type: 'paragraph', content: inlineOf(quote[1] ?? '') }];
    return { type: 'blockquote', content };
  }
  return /^\s*-{4,}\s*$/.test(line) ? { type: 'rule' } : undefined;
}

function fenced(name: string, options: string | undefined, lines: readonly string[]): AdfNode {
  if (name === 'quote') return { type: 'blockquote', content: blocksOf(lines) };
  if (name === 'panel') {
    return { type: 'panel', attrs: { panelType: 'info' }, content: blocksOf(lines) };
  }
  const text = lines.join('\n');
  const language = options?.split('|').find((option) => !option.includes('='));
  return {
    type: 'codeBlock',
    ...(language === undefined || language === '' ? {} : { attrs: { language } }),
    content: text === '' ? [] : [{ type: 'text', text }],
  };
}

interface Item {
  readonly bullets: string;
  readonly text: string;
}

function lists(lines: readonly string[]): readonly AdfNode[] {
  const items = lines.map((line): Item => {
    const match = LIST_ITEM.exec(line);
    return { bullets: (match?.[1] ?? '*').replace('-', '*'), text: match?.[2] ?? '' };
  });
  return nested(items, 1);
}

function nested(items: readonly Item[], depth: number): readonly AdfNode[] {
  const result: { type: string; content: AdfNode[] }[] = [];
  let deeper: Item[] = [];
  const flush = () => {
    if (deeper.length === 0) return;
    const inner = nested(deeper, depth + 1);
    const host = result.at(-1)?.content.at(-1);
    if (host === undefined) result.push(...(inner as typeof result));
    else (host.content as AdfNode[]).push(...inner);
    deeper = [];
  };
  for (const item of items) {
    if (item.bullets.length > depth) {
      deeper.push(item);
      continue;
    }
    flush();
    const type = item.bullets.endsWith('#') ? 'orderedList' : 'bulletList';
    if (result.at(-1)?.type !== type) result.push({ type, content: [] });
    const content: AdfNode[] = [{ type: 'paragraph', content: inlineOf(item.text) }];
    result.at(-1)?.content.push({ type: 'listItem', content });
  }
  flush();
  return result;
}

function table(lines: readonly string[]): AdfNode {
  const content = lines.map((line) => {
    const header = line.trim().startsWith('||');
    const cells = line
      .trim()
      .split(header ? '||' : '|')
      .slice(1)
      .filter((cell, index, all) => index < all.length - 1 || cell.trim() !== '');
    return {
      type: 'tableRow',
      content: cells.map((cell) => ({
        type: header ? 'tableHeader' : 'tableCell',
        content: [{ type: 'paragraph', content: inlineOf(cell.trim()) }],
      })),
    };
  });
  return { type: 'table', content };
}

function brokenLines(lines: readonly string[]): readonly AdfNode[] {
  return lines.flatMap((line, index) =>
    index === 0 ? inlineOf(line) : [{ type: 'hardBreak' }, ...inlineOf(line)],
  );
}

const INLINE =
  /\{\{(?<code>.+?)\}\}|\[(?<label>[^|\]\n]+)\|(?<href>[^\]\n]+)\]|\[(?<bare>https?:[^\]\s]+)\]|(?<url>https?:\/\/[^\s|\]})]+)|(?<![\w*])\*(?<strong>\S(?:[^*\n]*\S)?)\*(?![\w*])|(?<![\w_])_(?<em>\S(?:[^_\n]*\S)?)_(?![\w_])/g;

function inlineOf(text: string): readonly AdfNode[] {
  const nodes: AdfNode[] = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > at) nodes.push({ type: 'text', text: text.slice(at, match.index) });
    nodes.push(markedText(match.groups ?? {}));
    at = match.index + match[0].length;
  }
  if (at < text.length) nodes.push({ type: 'text', text: text.slice(at) });
  return nodes;
}

function markedText(groups: Readonly<Record<string, string | undefined>>): AdfNode {
  const { code, label, href, bare, url, strong, em } = groups;
  const link = href ?? bare ?? url;
  if (link !== undefined) {
    const marks = [{ type: 'link', attrs: { href: link } }];
    return { type: 'text', text: label ?? link, marks };
  }
  if (code !== undefined) return { type: 'text', text: code, marks: [{ type: 'code' }] };
  if (strong !== undefined) return { type: 'text', text: strong, marks: [{ type: 'strong' }] };
  return { type: 'text', text: em ?? '', marks: [{ type: 'em' }] };
}
