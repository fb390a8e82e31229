import { isFault, messageOf, NeedsHuman, Retryable } from '@patchwright/faults';

/** Characters of an answer. What a model reads beyond them costs more than it tells. */
export const LONGEST_ANSWER = 60_000;

/**
 * What a tool came to, as text: texts as they are, lists one item a line, everything else as JSON.
 * Never longer than `LONGEST_ANSWER`; what is left out is said.
 */
export function answerText(value: unknown): string {
  if (typeof value === 'string') return clipped(value);
  if (Array.isArray(value)) return listed(value);
  return clipped(JSON.stringify(value, null, 1) ?? 'null');
}

function listed(items: readonly unknown[]): string {
  if (items.length === 0) return 'nothing found';
  const lines: string[] = [];
  let length = 0;
  for (const item of items) {
    const line = typeof item === 'string' ? item : JSON.stringify(item);
    length += line.length + 1;
    if (length > LONGEST_ANSWER) break;
    lines.push(line);
  }
  if (lines.length === 0) return clipped(JSON.stringify(items[0]));
  const rest = items.length - lines.length;
  return rest === 0 ? lines.join('\n') : `${lines.join('\n')}\n… (${rest} more are left out)`;
}

function clipped(text: string): string {
  if (text.length <= LONGEST_ANSWER) return text;
  const rest = text.length - LONGEST_ANSWER;
  return `${text.slice(0, LONGEST_ANSWER)}\n… (${rest} more characters are left out)`;
}

/** The lines `from` to `from + count - 1` of a text, counted from 1, with a note of what else there is. */
export function linesOf(text: string, from: number, count: number): string {
  const lines = text.split('\n');
  const shown = lines.slice(from - 1, from - 1 + count);
  const whole = from === 1 && shown.length === lines.length;
  if (whole) return text;
  const to = from - 1 + shown.length;
  return `${shown.join('\n')}\n… (lines ${from} to ${to} of ${lines.length})`;
}

/** Why a tool did not do what it was asked to, and what may be done about it. */
export function refusalText(thrown: unknown): string {
  const said = messageOf(thrown).replace(/[.\s]*$/, '.');
  if (thrown instanceof NeedsHuman) {
    const diagnosis = thrown.diagnosis.replace(/[.\s]*$/, '.');
    return `${diagnosis} A person has to mend this; trying again does not help.`;
  }
  if (thrown instanceof Retryable) {
    const when =
      thrown.afterMs === undefined ? 'after a while' : `in ${Math.ceil(thrown.afterMs / 1000)} s`;
    return `${said} This may pass: try again ${when}.`;
  }
  return isFault(thrown) ? `${said} The same call would fail again.` : said;
}
