import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Parser, Query, Language as TreeLanguage } from 'web-tree-sitter';
import { type Language, languageOf } from '../languages.ts';
import { GRAMMARS } from './queries.ts';

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
  await Parser.init();
  const locate = createRequire(import.meta.url).resolve;
  const readers = new Map<Language, Reader>();
  for (const [language, grammar] of Object.entries(GRAMMARS)) {
    const code = await readFile(locate(`@vscode/tree-sitter-wasm/wasm/${grammar.file}`));
    const loaded = await TreeLanguage.load(code);
    const parser = new Parser().setLanguage(loaded);
    readers.set(language as Language, { parser, query: new Query(loaded, grammar.query) });
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
