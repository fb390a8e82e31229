import { isStopWord, stem } from './identifiers.ts';
import { parseStackTrace } from './stack-trace/parse-stack-trace.ts';

const MOST_KEYWORDS = 30;
const MOST_WORDS = 12;
const LONGEST_PHRASE = 80;

const CODE_SPAN = /`([^`\n]{2,80})`/g;
const ERROR_TYPE = /\b(?:[A-Za-z_][\w.]*\.)?([A-Z]\w*(?:Error|Exception|Fault|Warning|Panic))\b/g;
const ERROR_MESSAGE = /\b[A-Z]\w*(?:Error|Exception|Fault)(?: \[\w+\])?: ([^\n]{4,200})/g;
const IDENTIFIER =
  /\b(?:[a-z]+\d*(?:[A-Z][a-z\d]*)+|(?:[A-Z][a-z\d]+){2,}|[A-Za-z]\w*_\w+|[A-Z][A-Z\d]+(?:_[A-Z\d]+)+)\b/g;
const CALL = /\b([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\(/g;
const MEMBER = /\b([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)\b/g;
const PATH =
  /(?:[\w@.-]+\/)+[\w@.-]+\.[A-Za-z]\w{0,5}\b|\b[\w-]+\.(?:tsx?|jsx?|mjs|cjs|py|go|java|kt|rb|cs|php|rs|vue|json|ya?ml|toml|sql|html|css)\b/g;
const SCOPED_PACKAGE = /(?<![\w/])@[a-z\d][\w.-]*\/[\w.-]+/g;
const NAMED_PACKAGE =
  /(?:No module named|Cannot find (?:module|package)|from|require\(|import|package) ['"]([\w@./-]+)['"]/g;
const QUOTED = /(?<![\w])["“']([^"“”'\n]{3,60})["”'](?![\w])/g;
const WORD = /\b[A-Za-z][a-z]{3,}\b/g;

function captures(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[0]);
}

function words(text: string): readonly string[] {
  const counts = new Map<string, { word: string; count: number }>();
  for (const [found] of text.matchAll(WORD)) {
    const word = found.toLowerCase();
    if (isStopWord(word)) continue;
    const entry = counts.get(stem(word)) ?? { word, count: 0 };
    entry.count += 1;
    if (word.length < entry.word.length) entry.word = word;
    counts.set(stem(word), entry);
  }
  return [...counts.values()]
    .sort((one, other) => other.count - one.count)
    .slice(0, MOST_WORDS)
    .map(({ word }) => word);
}

/**
 * What to look for, out of a request in plain words, a log or a stack trace: symbols, error types and messages, paths,
 * packages, quoted phrases, then the commonest other words. The telling ones come first; at most 30, each once.
 */
export function keywordsOf(text: string): string[] {
  const frames = parseStackTrace(text).filter((frame) => frame.inApp);
  const prose = text
    .split('\n')
    .filter((line) => parseStackTrace(line).length === 0)
    .join('\n');
  const paths = captures(prose, PATH);
  const found = [
    ...captures(prose, CODE_SPAN),
    ...frames.map((frame) => frame.function.split(/[.:>-]+/).at(-1) ?? ''),
    ...captures(prose, CALL),
    ...captures(prose, IDENTIFIER),
    ...captures(prose, ERROR_TYPE),
    ...captures(prose, ERROR_MESSAGE).map((message) => message.trim().slice(0, LONGEST_PHRASE)),
    ...frames.map((frame) => frame.file),
    ...paths,
    ...captures(prose, SCOPED_PACKAGE),
    ...captures(prose, NAMED_PACKAGE),
    ...captures(prose, MEMBER).filter((member) => !paths.some((path) => path.endsWith(member))),
    ...captures(prose, QUOTED),
    ...words(prose.replace(PATH, ' ').replace(SCOPED_PACKAGE, ' ')),
  ];
  const keywords = new Map<string, string>();
  for (const keyword of found) {
    const plain = keyword.trim().replace(/\(\)$/, '');
    const key = plain.toLowerCase();
    const telling = plain.length >= 3 && !isStopWord(key) && !/^[<{]/.test(plain);
    if (telling && !keywords.has(key)) keywords.set(key, plain);
  }
  return [...keywords.values()].slice(0, MOST_KEYWORDS);
}
