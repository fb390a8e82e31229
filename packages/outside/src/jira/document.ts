/** A node of the Atlassian document format. */
export type Node = Readonly<Record<string, unknown>>;

const BLOCK = /\{(?:code|noformat)(?::[^}\n]*)?\}\n?([\s\S]*?)\n?\{(?:code|noformat)\}/g;
const BULLET = /^\s*[*-]\s+/;

/** The nodes of a section: heading, body, signature. Of wiki markup the body knows code blocks and bullet lists; the rest is plain text. */
export function documentOf(title: string, body: string, signature: string): readonly Node[] {
  return [
    { type: 'heading', attrs: { level: 3 }, content: [text(title)] },
    ...blocksOf(body),
    { type: 'paragraph', content: [text(signature, [{ type: 'em' }])] },
  ];
}

function blocksOf(body: string): readonly Node[] {
  const nodes: Node[] = [];
  let from = 0;
  for (const match of body.matchAll(BLOCK)) {
    nodes.push(...prose(body.slice(from, match.index)), codeBlock(match[1] ?? ''));
    from = match.index + match[0].length;
  }
  return [...nodes, ...prose(body.slice(from))];
}

function prose(body: string): readonly Node[] {
  return body
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.split('\n').filter((line) => line.trim() !== ''))
    .filter((lines) => lines.length > 0)
    .map((lines) => (lines.every((line) => BULLET.test(line)) ? list(lines) : paragraph(lines)));
}

function paragraph(lines: readonly string[]): Node {
  const content = lines.flatMap((line, index) =>
    index === 0 ? [text(line)] : [{ type: 'hardBreak' }, text(line)],
  );
  return { type: 'paragraph', content };
}

function list(lines: readonly string[]): Node {
  const items = lines.map((line) => ({
    type: 'listItem',
    content: [paragraph([line.replace(BULLET, '')])],
  }));
  return { type: 'bulletList', content: items };
}

/** The format knows no empty text. */
function codeBlock(code: string): Node {
  return { type: 'codeBlock', content: code === '' ? [] : [text(code)] };
}

function text(value: string, marks: readonly Node[] = []): Node {
  return { type: 'text', text: value || ' ', ...(marks.length === 0 ? {} : { marks }) };
}
