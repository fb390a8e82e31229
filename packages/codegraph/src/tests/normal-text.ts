import type { Node } from 'web-tree-sitter';

/**
 * A piece of code as its tokens, one space between them: comments, line breaks and what formatters add or take (quotes' kind,
 * semicolons, trailing commas) make no difference, anything else does. Nodes that `leaveOut` names are left out.
 */
export function normalText(node: Node, leaveOut: (node: Node) => boolean = () => false): string {
  const tokens: string[] = [];
  collect(node);
  return tokens
    .filter((token, index) => token !== ';' && !(token === ',' && closes(tokens[index + 1])))
    .join(' ');

  function collect(here: Node): void {
    if (here.type.includes('comment') || leaveOut(here)) return;
    if (here.childCount === 0) {
      const text = here.text.trim();
      if (text !== '') tokens.push(text === "'" ? '"' : text);
      return;
    }
    for (const child of here.children) collect(child);
  }
}

function closes(token: string | undefined): boolean {
  return token === ')' || token === ']' || token === '}';
}
