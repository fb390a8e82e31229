/** A search as people and programs write one: words, quoted phrases, and `key:value` qualifiers. */
export interface SearchQuery {
  readonly words: readonly string[];
  readonly qualifiers: readonly {
    readonly key: string;
    readonly value: string;
    readonly not: boolean;
  }[];
}

const TOKEN = /(-?)(?:([a-z]+):)?("(?:[^"\\]|\\.)*"|\S+)/g;

const KEYS = new Set([
  'repo',
  'org',
  'user',
  'path',
  'filename',
  'extension',
  'language',
  'in',
  'is',
  'type',
  'state',
  'label',
  'author',
  'head',
  'base',
  'draft',
  'assignee',
  'commenter',
  'sort',
]);

/** Takes a search apart. A word before a colon that is no qualifier stays part of the words, as in `std::move`. */
export function parseSearch(text: string): SearchQuery {
  const words: string[] = [];
  const qualifiers: { key: string; value: string; not: boolean }[] = [];
  for (const [all, minus = '', key, raw = ''] of text.matchAll(TOKEN)) {
    const value = raw.startsWith('"') ? raw.slice(1, -1).replace(/\\(.)/g, '$1') : raw;
    if (key !== undefined && KEYS.has(key)) qualifiers.push({ key, value, not: minus === '-' });
    else if (key !== undefined) words.push(all);
    else if (value !== '') words.push(value);
  }
  return { words, qualifiers };
}
