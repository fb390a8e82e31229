import { importGraph } from './import-graph.ts';
import { type Outline, outlineOf } from './outline/outline.ts';
import { pathMatch } from './path-match.ts';
import { type FileRole, roleOf, subjectOf } from './roles.ts';
import type { SourceFile } from './source-file.ts';
import { searchText } from './text-search.ts';

/** What is looked for. */
export interface FileQuery {
  readonly keywords: readonly string[];
  /** Files named by a trace or a person, as they name them. */
  readonly paths: readonly string[];
  /** Functions and types named by a trace or a person; `Cart.total` names both. */
  readonly symbols: readonly string[];
  /** The question in its own words. */
  readonly text: string;
}

/** A file with what it is for and how likely it has to do with the question, 0 to 1. */
export interface RankedFile {
  readonly path: string;
  readonly type: FileRole;
  readonly relevance: number;
}

/** How much each sign can say at most; they are joined as independent ones. */
const WEIGHT = { path: 0.9, symbol: 0.55, text: 0.6 };
const ROLE_WEIGHT: Readonly<Record<FileRole, number>> = {
  source: 1,
  test: 0.75,
  config: 0.5,
  doc: 0.5,
};
/** What a neighbour gets of a file's relevance, by the number of imports between them. */
const NEIGHBOUR = [0, 0.4, 0.15];
const TEST_OF = 0.5;
const LEAST = 0.05;
/** Parsing all of a large repository takes longer than it tells: the likeliest are parsed. */
const MOST_PARSED = 600;
const LONGEST_PARSED = 150_000;

function joined(...signs: readonly number[]): number {
  return 1 - signs.reduce((rest, sign) => rest * (1 - sign), 1);
}

function symbolScore(outline: Outline | undefined, symbols: readonly string[]): number {
  if (outline === undefined || symbols.length === 0) return 0;
  const defined = new Set(outline.definitions);
  const scores = symbols.map((symbol) => {
    const parts = symbol.split(/[^\w$]+/).filter((part) => part !== '');
    const hits = parts.filter((part) => defined.has(part)).length;
    return parts.length === 0 ? 0 : hits / parts.length;
  });
  return Math.max(...scores);
}

function testedBy(path: string, source: string): boolean {
  const subject = subjectOf(path);
  const name = (source.split('/').at(-1) ?? '').replace(/\.[a-z]+$/i, '').toLowerCase();
  return subject !== undefined && subject === name;
}

function spread(
  own: ReadonlyMap<string, number>,
  graph: ReturnType<typeof importGraph>,
): ReadonlyMap<string, number> {
  const reached = new Map<string, number>();
  for (const [seed, relevance] of own) {
    let edge = [seed];
    const seen = new Set(edge);
    for (const share of NEIGHBOUR.slice(1)) {
      const next = edge
        .flatMap((path) => [...(graph.get(path) ?? [])])
        .filter((path) => !seen.has(path));
      for (const path of next) {
        seen.add(path);
        reached.set(path, Math.max(reached.get(path) ?? 0, relevance * share));
      }
      edge = [...new Set(next)];
    }
  }
  return reached;
}

/**
 * Ranks a repository's files for a question: by the paths that a trace names, by text (BM25), by the symbols that they
 * define, by how near they are to likely files through imports, and as tests of them. The same input gives the same
 * ranking; files that have nothing to do with it are left out.
 */
export function rankFiles(input: {
  readonly files: readonly SourceFile[];
  readonly query: FileQuery;
}): RankedFile[] {
  const { query } = input;
  const files = [...input.files].sort((one, other) => (one.path < other.path ? -1 : 1));
  const texts = searchText(files, query);
  const first = new Map(
    files.map(({ path }) => {
      const named = Math.max(0, ...query.paths.map((name) => pathMatch(path, name)));
      const text = texts.get(path) ?? { bm25: 0, coverage: 0 };
      const inWords = text.bm25 * Math.min(1, 0.25 + text.coverage) * ROLE_WEIGHT[roleOf(path)];
      return [path, joined(named * WEIGHT.path, inWords * WEIGHT.text)] as const;
    }),
  );
  const outlines = new Map(
    [...files]
      .filter(({ text }) => text.length <= LONGEST_PARSED)
      .sort((one, other) => (first.get(other.path) ?? 0) - (first.get(one.path) ?? 0))
      .slice(0, MOST_PARSED)
      .map(({ path, text }) => [path, outlineOf(path, text)] as const),
  );
  const symbols = [...query.symbols, ...query.keywords.filter((word) => /^[\w$.]+$/.test(word))];
  const own = new Map(
    [...first].map(([path, relevance]) => {
      const symbol = symbolScore(outlines.get(path), symbols) * ROLE_WEIGHT[roleOf(path)];
      return [path, joined(relevance, symbol * WEIGHT.symbol)] as const;
    }),
  );
  const paths = files.map(({ path }) => path);
  const near = spread(own, importGraph(paths, outlines));
  const sources = paths.filter((path) => roleOf(path) === 'source');
  return paths
    .map((path): RankedFile => {
      const type = roleOf(path);
      const tested = type === 'test' ? sources.filter((source) => testedBy(path, source)) : [];
      const asTest = Math.max(0, ...tested.map((source) => (own.get(source) ?? 0) * TEST_OF));
      const relevance = joined(own.get(path) ?? 0, Math.max(asTest, near.get(path) ?? 0));
      return { path, type, relevance: Math.round(relevance * 1_000) / 1_000 };
    })
    .filter(({ relevance }) => relevance >= LEAST)
    .sort((one, other) => other.relevance - one.relevance || (one.path < other.path ? -1 : 1));
}
