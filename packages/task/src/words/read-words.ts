import { closest, distance } from 'fastest-levenshtein';
import { commandWords, type WordName } from './command-words.ts';

/** What somebody said to us: one of our words with what follows it, or words that are none of ours. */
export type Said =
  | { readonly kind: 'word'; readonly word: WordName; readonly rest: string }
  | {
      readonly kind: 'unknown';
      /** As it was said, at most forty characters. */
      readonly word: string;
      readonly nearest: WordName | undefined;
    };

const LONGEST_SHOWN = 40;
const names: ReadonlyMap<string, WordName> = new Map(
  commandWords.flatMap(({ name, aliases }) =>
    [name, ...aliases].map((spoken) => [spoken, name] as const),
  ),
);

/** Reads what follows our name: a word or one of its aliases, and the rest. No words at all ask for help. Pure, total. */
export function readWords(text: string): Said {
  const trimmed = text.trim();
  const spoken = /^\S+/.exec(trimmed)?.[0] ?? '';
  const rest = trimmed.slice(spoken.length).trim();
  const wanted = spoken.toLowerCase().replace(/(?<=.)[,:.!;]+$/, '');
  if (wanted === '') return { kind: 'word', word: 'help', rest: '' };
  const word = names.get(wanted);
  if (word !== undefined) return { kind: 'word', word, rest };
  return { kind: 'unknown', word: spoken.slice(0, LONGEST_SHOWN), nearest: nearestTo(wanted) };
}

/** The word that was probably meant; none when every word is far away. */
function nearestTo(wanted: string): WordName | undefined {
  if (wanted.length > LONGEST_SHOWN) return undefined;
  const best = closest(wanted, [...names.keys()]);
  const far = Math.max(1, Math.floor(best.length / 3));
  return distance(wanted, best) > far ? undefined : names.get(best);
}
