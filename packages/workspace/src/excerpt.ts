import { stripVTControlCharacters } from 'node:util';

/** The longest excerpt, in characters. */
export const LONGEST_EXCERPT = 4_000;

const LONGEST_LINE = 600;
const TELLING =
  /^\s*not ok \d|\bFAIL(?:ED|URES?|URE)?\b|^\s*--- FAIL|[✖✗×✘●]|\bpanick?ed\b|^panic:|\b[A-Z]\w*(?:Error|Exception)\b|\berror(?:\[\w+\]|\s+TS\d+)?:|\berror\b.*\bTS\d+|^E {3}|^Traceback|\bfatal\b|^\s*\d+:\d+\s+error\b|\bwould reformat\b|\[warn\]|command not found|No such file|Cannot find/;
const BEFORE = 2;
const AFTER = 14;

function clean(output: string): readonly string[] {
  return (
    stripVTControlCharacters(output)
      .split('\n')
      // A line that was drawn over keeps its last state.
      .map((line) => line.replace(/\r$/, '').split('\r').at(-1) ?? '')
      .map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line))
      .map((line) => line.trimEnd())
  );
}

function tailWithin(lines: readonly string[], budget: number): readonly string[] {
  let size = 0;
  let first = lines.length;
  while (first > 0) {
    size += (lines[first - 1] ?? '').length + 1;
    if (size > budget) break;
    first -= 1;
  }
  return lines.slice(first);
}

function tellingPart(lines: readonly string[], budget: number): readonly string[] {
  const part: string[] = [];
  let size = 0;
  let next = 0;
  for (const [position, line] of lines.entries()) {
    if (position < next || !TELLING.test(line)) continue;
    const from = Math.max(next, position - BEFORE);
    const gap = from > next && part.length > 0 ? ['…'] : [];
    for (const shown of [...gap, ...lines.slice(from, position + AFTER)]) {
      size += shown.length + 1;
      if (size > budget) return part;
      part.push(shown);
    }
    next = position + AFTER;
  }
  return part;
}

/**
 * The telling part of an output in at most 4,000 characters, without colours: all of it when it is short; else, after
 * a failure, the places that failed and then the end; after success the end.
 */
export function excerptOf(output: string, succeeded: boolean): string {
  const lines = clean(output);
  const whole = lines.join('\n').trim();
  if (whole.length <= LONGEST_EXCERPT) return whole;
  const ellipsis = '\n…\n';
  const telling = succeeded ? '' : tellingPart(lines, 2_900).join('\n').trimEnd();
  if (telling === '') {
    const head = lines.join('\n').slice(0, 600);
    const tail = tailWithin(lines, LONGEST_EXCERPT - 600 - ellipsis.length).join('\n');
    return `${head}${ellipsis}${tail}`.trim();
  }
  const tail = tailWithin(lines, LONGEST_EXCERPT - telling.length - ellipsis.length).join('\n');
  return `${telling}${ellipsis}${tail}`.trim().slice(0, LONGEST_EXCERPT);
}
