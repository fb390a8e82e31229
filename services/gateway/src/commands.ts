import type { Role } from '@patchwright/task';
import type { Order } from './intent.ts';

/** One word that people can say to us. */
export interface CommandWord {
  readonly name: Order['word'] | 'run' | 'help';
  readonly aliases: readonly string[];
  /** What follows the word; `<task>` may be left out where the place tells it. */
  readonly usage: string;
  readonly means: string;
  readonly role: Role;
}

/** Every word, in the order in which help shows them. */
export const commandWords: readonly CommandWord[] = [
  word('approve', ['lgtm'], '<task>', 'let the plan be carried out', 'approver'),
  word('reject', ['decline'], '<task> [reason]', 'end the task', 'approver'),
  word('revise', ['change', 'changes'], '<task> <feedback>', 'ask for another plan', 'operator'),
  word('status', ['show'], '<task>', 'tell where it stands', 'viewer'),
  word('pause', ['hold'], '<task>', 'stop until it is resumed', 'operator'),
  word('resume', ['continue'], '<task>', 'let it go on', 'operator'),
  word('retry', ['again'], '<task>', 'try once more', 'operator'),
  word('cancel', ['abort'], '<task> [reason]', 'end it for good', 'operator'),
  word('run', ['start'], '<description> [--repo owner/name]', 'start a task', 'operator'),
  word('help', ['?', 'commands'], '', 'show this', 'viewer'),
];

/** What somebody said to us. */
export type Said =
  | { readonly kind: 'order'; readonly order: Order; readonly rest: string }
  | { readonly kind: 'run'; readonly rest: string }
  | { readonly kind: 'help' }
  | { readonly kind: 'unknown'; readonly word: string; readonly nearest: string | undefined };

/** Reads what follows our name: a word or one of its aliases, and the rest. No words at all ask for help. */
export function readCommand(text: string): Said {
  const trimmed = text.trim();
  const spoken = /^\S+/.exec(trimmed)?.[0] ?? '';
  const rest = trimmed.slice(spoken.length).trim();
  const wanted = spoken.toLowerCase().replace(/[,:.!]+$/, '');
  if (wanted === '') return { kind: 'help' };
  const name = commandWords.find(
    (known) => known.name === wanted || known.aliases.includes(wanted),
  )?.name;
  switch (name) {
    case undefined:
      return { kind: 'unknown', word: spoken.slice(0, 40), nearest: nearestTo(wanted) };
    case 'help':
      return { kind: 'help' };
    case 'run':
      return { kind: 'run', rest };
    case 'reject':
    case 'revise':
    case 'cancel':
      return { kind: 'order', order: { word: name, text: rest }, rest };
    default:
      return { kind: 'order', order: { word: name }, rest };
  }
}

/** All words with what they mean, one a line, each after `prefix`. */
export function helpText(prefix: string): string {
  return commandWords
    .map(({ name, usage, means }) => `- ${`${prefix} ${name} ${usage}`.trim()}: ${means}`)
    .join('\n');
}

/** What to answer to words that are no command. */
export function unknownText(word: string, nearest: string | undefined, prefix: string): string {
  const hint = nearest === undefined ? `Try ${prefix} help.` : `Did you mean ${prefix} ${nearest}?`;
  return `"${word}" is no command. ${hint}`;
}

/**
 * What is said to us in a longer text: what follows `@agent` at the start of a line, with the lines after it.
 * Quoted lines, code and hidden comments are not said to us. `undefined` when nothing is.
 */
export function addressedTo(mention: string, text: string): string | undefined {
  const spoken = text
    .replace(/<!--[\s\S]*?(-->|$)/g, '')
    .replace(/^(```|~~~)[\s\S]*?(^\1|$(?![\s\S]))/gm, '')
    .split(/\r?\n/)
    .filter((line) => !/^\s*>/.test(line));
  const at = spoken.findIndex((line) => startsWithMention(line, mention));
  if (at < 0) return undefined;
  const [first = '', ...more] = spoken.slice(at);
  return [first.trimStart().slice(mention.length), ...more].join('\n').trim();
}

function startsWithMention(line: string, mention: string): boolean {
  const start = line.trimStart().toLowerCase();
  return start.startsWith(mention.toLowerCase()) && !/^[\w-]/.test(start.slice(mention.length));
}

function nearestTo(wanted: string): string | undefined {
  const all = commandWords.flatMap(({ name, aliases }) => [name, ...aliases]);
  const scored = all
    .map((name) => ({ name, distance: editDistance(wanted, name) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = scored;
  if (best === undefined || best.distance > Math.max(1, Math.floor(best.name.length / 3))) {
    return undefined;
  }
  return commandWords.find(({ name, aliases }) => name === best.name || aliases.includes(best.name))
    ?.name;
}

/** How many letters must be put in, left out or exchanged. Both words are short. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one.slice(0, 40)].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= other.length; column += 1) {
      const exchange = (row[column - 1] ?? 0) + (other[column - 1] === letter ? 0 : 1);
      next.push(Math.min((row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1, exchange));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

function word(
  name: CommandWord['name'],
  aliases: readonly string[],
  usage: string,
  means: string,
  role: Role,
): CommandWord {
  return { name, aliases, usage, means, role };
}
