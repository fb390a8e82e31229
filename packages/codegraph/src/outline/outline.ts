import { type Parser, Query } from 'web-tree-sitter';
import { grammarOf } from '../grammar.ts';
import { type Language, languageOf } from '../languages.ts';
import { QUERIES } from './queries.ts';

/** What a file defines and what it names of others, as written: `./cart.ts`, `shop.cart`, `com.acme.Cart`. */
export interface Outline {
  readonly definitions: readonly string[];
  readonly imports: readonly string[];
}

interface Reader {
  readonly parser: Parser;
  readonly query: Query;
}

async function loadReaders(): Promise<ReadonlyMap<Language, Reader>> {
  const readers = new Map<Language, Reader>();
  for (const [name, query] of Object.entries(QUERIES)) {
    const { parser, language } = await grammarOf(name as Language);
    readers.set(name as Language, { parser, query: new Query(language, query) });
  }
  return readers;
}

// Loaded with the module (some 100 ms), so that whoever ranks files need not wait for each of them.
const readers = await loadReaders();

const EMPTY: Outline = { definitions: [], imports: [] };

/** Reads a file by its language's parser; empty for other languages. Text with errors in it is read as far as it goes. */
export function outlineOf(path: string, text: string): Outline {
  const language = languageOf(path);
  const reader = language === undefined ? undefined : readers.get(language);
  if (reader === undefined) return EMPTY;
  const tree = reader.parser.parse(text);
  if (tree === null) return EMPTY;
  try {
    const definitions = new Set<string>();
    const imports = new Set<string>();
    for (const { captures } of reader.query.matches(tree.rootNode)) {
      let module: string | undefined;
      for (const { name, node } of captures) {
        if (name === 'definition') definitions.add(node.text);
        if (name === 'import') imports.add(node.text.replace(/^"|"$/g, ''));
        if (name === 'module') module = node.text;
        if (name === 'member' && module !== undefined) {
          imports.add(module.endsWith('.') ? `${module}${node.text}` : `${module}.${node.text}`);
        }
      }
    }
    return { definitions: [...definitions], imports: [...imports] };
  } finally {
    tree.delete();
  }
}
