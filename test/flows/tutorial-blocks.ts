import { fromMarkdown } from 'mdast-util-from-markdown';

/** A piece of a tutorial that is typed, or that one then sees. */
export interface Block {
  readonly kind: 'typed' | 'seen';
  /** Whether it belongs to the terminal in which something goes on all the time. */
  readonly isFirstTerminal: boolean;
  readonly text: string;
  /** The line of the Markdown on which it begins. */
  readonly line: number;
}

const KINDS: Readonly<Record<string, Block['kind']>> = { sh: 'typed', text: 'seen' };

/** The `sh` and `text` blocks of a Markdown page, in their order. */
export function blocksOf(markdown: string): readonly Block[] {
  return fromMarkdown(markdown).children.flatMap((node) => {
    const kind = node.type === 'code' ? KINDS[node.lang ?? ''] : undefined;
    if (node.type !== 'code' || kind === undefined) return [];
    return {
      kind,
      isFirstTerminal: node.meta === 'first-terminal',
      text: node.value,
      line: node.position?.start.line ?? 0,
    };
  });
}

/**
 * The lines of `shown` that do not come in `seen` after those before them; empty when it shows what is seen. A line `…` is a gap of any
 * lines, `…` within a line one of any words, and columns may be wider or narrower. Lines without a gap between follow one another.
 */
export function missingFrom(shown: string, seen: string): readonly string[] {
  const lines = seen.split('\n');
  let at = 0;
  let isGap = true;
  for (const line of shown.split('\n')) {
    if (line.trim() === '…') {
      isGap = true;
      continue;
    }
    const expected = asPattern(line);
    const found = lines.findIndex(
      (one, index) => index >= at && (isGap || index === at) && expected.test(one),
    );
    if (found < 0) return [line];
    at = found + 1;
    isGap = false;
  }
  return [];
}

function asPattern(line: string): RegExp {
  const words = line.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^\\s*${words.replace(/\s+/g, '\\s+').replace(/…/g, '.*')}\\s*$`);
}
