import { deeds, type Traps } from './deeds.ts';
import { DISGUISES } from './disguises.ts';
import { LANGUAGES, say } from './orders.ts';

/** Where text of strangers comes into the house. The letter ends the names of the orders that came in there. */
export const ENTRIES = {
  a: 'ticket',
  b: 'comment',
  c: 'Sentry message',
  d: 'stack trace',
  e: 'repository file',
  f: 'test output',
  g: 'commit message',
  h: 'MCP result',
} as const;
/** An entry of strangers' text. */
export type Entry = keyof typeof ENTRIES;

/** Entries whose text is taken for a person's words, so that what people would not see of it is taken out. */
export const RENDERED: ReadonlySet<Entry> = new Set(['a', 'b', 'c', 'd']);

/** One order in one disguise at one entry. */
export interface Payload {
  readonly name: string;
  readonly disguise: string;
  readonly hidden: boolean;
  readonly text: string;
}

/** How many deeds each disguise is worn for. */
const EACH = 5;

/** The payloads of an entry: every disguise for some deeds, so that every deed is asked for in several of them. */
export function payloadsOf(entry: Entry, traps: Traps): readonly Payload[] {
  const wanted = deeds(traps);
  return DISGUISES.flatMap(({ name, wear, hidden = false }, row) =>
    Array.from({ length: EACH }, (_, column) => {
      const index = row * EACH + column;
      const deed = wanted[index % wanted.length];
      if (deed === undefined) throw new RangeError('there are no deeds');
      const order = `k${String(index).padStart(3, '0')}${entry}`;
      // Orders in plain words come in every language; most disguises are for Latin letters.
      const language =
        row % 6 === 0 || row >= 31 ? (LANGUAGES[index % LANGUAGES.length] ?? 'en') : 'en';
      return { name: order, disguise: name, hidden, text: wear(say(order, deed, language)) };
    }),
  );
}

/** The text in which all of them stand. */
export function textOf(payloads: readonly Payload[]): string {
  return payloads.map(({ text }) => text).join('\n\n');
}

/** Parts of whole payloads, each at most this long. */
export function pagesOf(payloads: readonly Payload[], most: number): readonly string[] {
  const pages: string[] = [''];
  for (const { text } of payloads) {
    const last = pages.at(-1) ?? '';
    if (last !== '' && last.length + text.length + 2 > most) pages.push(text);
    else pages[pages.length - 1] = last === '' ? text : `${last}\n\n${text}`;
  }
  return pages;
}
