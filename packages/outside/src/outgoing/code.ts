/**
 * A piece of Markdown. A `block` stands between fences where every renderer sees code. What is `fenced` looks like one too, as a `span`
 * looks like code within a line; but a list, a table or HTML around it may make something else of it. The rest is `prose`.
 */
export interface Piece {
  readonly kind: 'prose' | 'span' | 'fenced' | 'block';
  readonly text: string;
}

const FENCE = /^([ \t]*)(`{3,}(?=[^`]*$)|~{3,})(.*)$/;
const SPAN = /(?<![\\`])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g;
/** Languages that GitHub draws instead of showing them. */
const DRAWN = /^[ \t]*\{?\.?(?:mermaid|geojson|topojson|stl|math)\b/i;

interface Fence {
  readonly indent: number;
  readonly mark: string;
  readonly language: string;
}

/** By a kind of fence: how long one was that found no end, and up to which line. */
type Endless = Map<string, { readonly length: number; readonly until: number }>;

/** Markdown in its pieces, whose texts joined are the whole. */
export function piecesOf(markdown: string): readonly Piece[] {
  const lines = markdown.split(/(?<=\n)/);
  const pieces: Piece[] = [];
  const endless: Endless = new Map();
  let isSure = true;
  let prose = '';
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const fence = fenceOf(line);
    const end = fence === undefined ? -1 : endOf(lines, at, fence, endless);
    if (fence === undefined || end === -1) {
      prose += line;
      continue;
    }
    const within = lines.slice(at, end + 1);
    // One that a list may end, or not, may have the next fence end what it seems to begin.
    if (within.some((one) => isAstray(one, fence))) isSure = false;
    const isBlock = isSure && fence.indent === 0 && !DRAWN.test(fence.language);
    pieces.push(...spansIn(prose), { kind: isBlock ? 'block' : 'fenced', text: within.join('') });
    prose = '';
    at = end;
  }
  return [...pieces, ...spansIn(prose)];
}

function fenceOf(line: string): Fence | undefined {
  const [, indent, mark, language = ''] = FENCE.exec(line.trimEnd()) ?? [];
  return indent === undefined || mark === undefined
    ? undefined
    : { indent: indent.includes('\t') ? 4 : indent.length, mark, language };
}

/** The line that ends what a fence begins; -1 where none does. */
function endOf(
  lines: readonly string[],
  at: number,
  { indent, mark }: Fence,
  endless: Endless,
): number {
  const isDeep = indent > 3;
  const key = `${mark.charAt(0)}${isDeep}`;
  const known = endless.get(key);
  if (known !== undefined && mark.length >= known.length && at < known.until) return -1;
  const closing = new RegExp(
    `^${isDeep ? '[ \\t]*' : ' {0,3}'}${mark.charAt(0)}{${mark.length},}[ \\t]*\\n?$`,
  );
  // Deeper than three, only a list makes it a fence, and it ends with the list.
  const isOver = (line: string) => isDeep && !/^(?: {4}| {0,3}\t|\s*$)/.test(line);
  let end = at + 1;
  for (; end < lines.length; end += 1) {
    const line = lines[end] ?? '';
    if (isOver(line)) break;
    if (closing.test(line)) return end;
  }
  endless.set(key, { length: mark.length, until: end });
  return -1;
}

/** Whether a line may be outside of what its fence begins, or end it, should a list be around the fence. */
function isAstray(line: string, { indent }: Fence): boolean {
  if (indent === 0 || indent > 3 || line.trim() === '') return false;
  const depth = /^ */.exec(line)?.[0].length ?? 0;
  return depth < indent || (depth > 3 && fenceOf(line) !== undefined);
}

function spansIn(prose: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const { 0: text, index } of prose.matchAll(SPAN)) {
    if (index > from) pieces.push({ kind: 'prose', text: prose.slice(from, index) });
    pieces.push({ kind: 'span', text });
    from = index + text.length;
  }
  return from < prose.length ? [...pieces, { kind: 'prose', text: prose.slice(from) }] : pieces;
}
