import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Parser, Language as TreeLanguage } from 'web-tree-sitter';
import type { Language } from './languages.ts';

/** A language's parser, and the language itself for queries. */
export interface LoadedGrammar {
  readonly parser: Parser;
  readonly language: TreeLanguage;
}

const FILES: Readonly<Record<Language, string>> = {
  typescript: 'typescript',
  tsx: 'tsx',
  javascript: 'javascript',
  python: 'python',
  go: 'go',
  java: 'java',
  ruby: 'ruby',
  csharp: 'c-sharp',
  php: 'php',
  rust: 'rust',
};
const locate = createRequire(import.meta.url).resolve;
const loading = new Map<Language, Promise<LoadedGrammar>>();
let ready: Promise<void> | undefined;

/** The grammar of a language; read once, some 20 ms each. */
export function grammarOf(language: Language): Promise<LoadedGrammar> {
  let grammar = loading.get(language);
  if (grammar === undefined) {
    grammar = load(language);
    loading.set(language, grammar);
  }
  return grammar;
}

async function load(name: Language): Promise<LoadedGrammar> {
  ready ??= Parser.init();
  await ready;
  const file = locate(`@vscode/tree-sitter-wasm/wasm/tree-sitter-${FILES[name]}.wasm`);
  const language = await TreeLanguage.load(await readFile(file));
  return { parser: new Parser().setLanguage(language), language };
}
