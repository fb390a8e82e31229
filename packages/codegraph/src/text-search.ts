import MiniSearch from 'minisearch';
import { termsOf } from './identifiers.ts';
import type { SourceFile } from './source-file.ts';

/** How well a file fits a question in words. */
export interface TextScore {
  /** BM25 in relation to the best file, 0 to 1. */
  readonly bm25: number;
  /** The share of the question's keywords that the file has, the rare ones counting more, 0 to 1. */
  readonly coverage: number;
}

/** Beyond this many characters a file adds size to the index, but hardly knowledge. */
const LONGEST_TEXT = 60_000;

/** Ranks files by BM25 over the parts of their identifiers; path and defined names count more than text. */
export function searchText(
  files: readonly SourceFile[],
  question: { readonly keywords: readonly string[]; readonly text: string },
): ReadonlyMap<string, TextScore> {
  const search = new MiniSearch<{ id: number; path: string; text: string }>({
    fields: ['path', 'text'],
    tokenize: (text) => termsOf(text),
    processTerm: (term) => term,
    searchOptions: { boost: { path: 2 }, combineWith: 'OR' },
  });
  search.addAll(
    files.map((file, id) => ({ id, path: file.path, text: file.text.slice(0, LONGEST_TEXT) })),
  );
  const keywordTerms = new Set(question.keywords.flatMap((keyword) => termsOf(keyword)));
  // A keyword found twice in the question weighs more than a word of its prose.
  const query = [...question.keywords, ...question.keywords, question.text]
    .join('\n')
    .slice(0, 20_000);
  const results = search.search([...new Set(termsOf(query))].join(' '), {
    boostTerm: (term) => (keywordTerms.has(term) ? 2 : 1),
  });
  const best = results[0]?.score ?? 0;
  const frequency = new Map<string, number>();
  for (const { queryTerms } of results) {
    for (const term of queryTerms) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  }
  function weight(term: string): number {
    return Math.log(1 + files.length / (1 + (frequency.get(term) ?? 0)));
  }
  const whole = [...keywordTerms].reduce((sum, term) => sum + weight(term), 0);
  const scores = new Map<string, TextScore>();
  for (const result of results) {
    const file = files[result.id as number];
    if (file === undefined) continue;
    const covered = result.queryTerms
      .filter((term) => keywordTerms.has(term))
      .reduce((sum, term) => sum + weight(term), 0);
    scores.set(file.path, {
      bm25: best === 0 ? 0 : result.score / best,
      coverage: whole === 0 ? 0 : covered / whole,
    });
  }
  return scores;
}
