import type { CheckFailure } from '@patchwright/events';
import type { Check } from '@patchwright/outside';

/** How one tool shows itself in a log, and how it is mended. */
interface Sign {
  readonly category: string;
  readonly tool: string;
  readonly pattern: RegExp;
  readonly fix?: string;
}

/**
 * The auto-fix table (spec CI3) and the never-fix table (spec CI4), the harder category first:
 * a log that shows a failing test as well as a format fault is a failing test.
 */
const SIGNS: readonly Sign[] = [
  {
    category: 'permission',
    tool: 'github',
    pattern: /Resource not accessible by integration|Permission denied|403 Forbidden/i,
  },
  {
    category: 'infrastructure',
    tool: 'runner',
    pattern:
      /ECONNRESET|ETIMEDOUT|ENOTFOUND|runner has received a shutdown signal|No space left on device|The operation was canceled/,
  },
  {
    category: 'security',
    tool: 'audit',
    pattern: /\bGHSA-[0-9a-z-]+|\bCVE-\d{4}-\d+|vulnerabilit(y|ies) found/i,
  },
  { category: 'import', tool: 'python', pattern: /\bModuleNotFoundError\b|\bImportError\b/ },
  {
    category: 'import',
    tool: 'node',
    pattern: /\bERR_MODULE_NOT_FOUND\b|Cannot find (module|package)/,
  },
  { category: 'compile', tool: 'python', pattern: /\bSyntaxError\b|\bIndentationError\b/ },
  { category: 'test', tool: 'pytest', pattern: /^(FAILED|ERROR) \S+::|^=+ .*\d+ failed/m },
  { category: 'test', tool: 'node:test', pattern: /^(# fail|ℹ fail) [1-9]|^not ok \d+/m },
  { category: 'test', tool: 'vitest', pattern: /^\s*(Tests|Test Files)\s+\d+ failed/m },
  { category: 'test', tool: 'jest', pattern: /^Tests:\s+\d+ failed/m },
  { category: 'test', tool: 'go test', pattern: /^--- FAIL: /m },
  { category: 'types', tool: 'tsc', pattern: /error TS\d+:/ },
  {
    category: 'types',
    tool: 'mypy',
    pattern: /: error: .*\[[a-z-]+\]$|^Found \d+ errors? in \d+ files?/m,
  },
  {
    category: 'format',
    tool: 'prettier',
    pattern: /Code style issues found|\[warn\] .*\n.*Run Prettier/i,
    fix: 'npx prettier --write .',
  },
  {
    category: 'lint',
    tool: 'biome',
    pattern: /\bbiome\b[\s\S]*(Found \d+ errors?|File content differs from formatting output)/i,
    fix: 'npx biome check --write .',
  },
  {
    category: 'format',
    tool: 'ruff',
    pattern: /^Would reformat: .*\.py$[\s\S]*ruff|ruff format[\s\S]*^Would reformat: /m,
    fix: 'ruff format .',
  },
  {
    category: 'lint',
    tool: 'ruff',
    pattern: /ruff check[\s\S]*^Found \d+ errors?/m,
    fix: 'ruff check --fix .',
  },
  { category: 'format', tool: 'isort', pattern: /Imports are incorrectly sorted/, fix: 'isort .' },
  {
    category: 'format',
    tool: 'black',
    pattern: /^would reformat .*\.py$|\d+ files? would be reformatted/m,
    fix: 'black .',
  },
  { category: 'lint', tool: 'eslint', pattern: /✖ \d+ problems? \(/, fix: 'npx eslint --fix .' },
  { category: 'format', tool: 'gofmt', pattern: /gofmt -[ld]/, fix: 'gofmt -w .' },
  { category: 'format', tool: 'rustfmt', pattern: /cargo fmt[\s\S]*^Diff in /m, fix: 'cargo fmt' },
];

const MAX_EXCERPT = 3_500;

/** What a failing check's log says: category, tool, fix, and the part that tells. */
export function diagnose(check: Check, log: string): CheckFailure {
  const text = plain(log);
  const sign = SIGNS.find((candidate) => candidate.pattern.test(text));
  return {
    name: check.name,
    url: check.url,
    category: sign?.category ?? 'unknown',
    ...(sign === undefined ? {} : { tool: sign.tool }),
    ...(sign?.fix === undefined ? {} : { fix: sign.fix }),
    excerpt: failingPart(text),
  };
}

/** A log without timestamps, colours and group marks. */
export function plain(log: string): string {
  return log
    .split('\n')
    .map((line) => line.replace(/^\uFEFF?\d{4}-\d\d-\d\dT[\d:.]+Z /, ''))
    .map((line) => line.replace(ANSI, ''))
    .filter((line) => !/^##\[(group|endgroup|debug)\]/.test(line) || /^##\[group\]Run /.test(line))
    .join('\n');
}

/** The lines before the first error of the runner: what the failing command printed last. */
function failingPart(text: string): string {
  const end = text.search(/^##\[error\]/m);
  const until = end < 0 ? text.length : text.indexOf('\n', end) + 1 || text.length;
  const start = text.lastIndexOf('##[group]Run ', until);
  const part = text.slice(Math.max(start, 0), until).trim();
  return part.length <= MAX_EXCERPT ? part : `…${part.slice(-MAX_EXCERPT)}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are control characters
const ANSI = /\u001b\[[0-9;?]*[A-Za-z]/g;
