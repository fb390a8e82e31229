import { digestOf } from '@patchwright/events';
import { addressedTo, type Markup, readWords, unknownText } from '@patchwright/task';
import type { Answer, Intent, Speaker, TicketHere, Where } from '../intent.ts';
import { MENTION } from './rules.ts';

/** Where words were said, by whom, and where they are answered. */
export interface Place {
  /** The place, where it may belong to a task. */
  readonly where?: Where;
  /** What a task can be started for here. */
  readonly ticket?: TicketHere;
  readonly by: Speaker;
  readonly answer: Answer;
  readonly saidAt: string | undefined;
  /** How the text is written; Markdown without it. */
  readonly markup?: Markup;
}

/** Words to us in a comment. `undefined` when nothing is said to us. */
export function spokenIn(text: string, place: Place): Intent | undefined {
  const words = addressedTo(MENTION, text, place.markup);
  return words === undefined ? undefined : meaningOf(words, place, MENTION);
}

/** What follows our name, as an intent. `prefix` is how we are addressed there. */
export function meaningOf(words: string, place: Place, prefix: string): Intent {
  const { where, ticket, by, answer, saidAt } = place;
  const said = readWords(words.replace(/^[,:;]\s*/, ''));
  if (said.kind === 'unknown') {
    const text = unknownText(said.word, said.nearest, prefix);
    if (where === undefined) return { kind: 'unclear', answer, text };
    return { kind: 'unclear', answer, text, said: { where, words, by } };
  }
  return {
    kind: 'words',
    word: said.word,
    rest: said.rest,
    by,
    answer,
    prefix,
    key: digestOf([by.names, answer, saidAt ?? '', words]),
    ...(where === undefined ? {} : { where }),
    ...(ticket === undefined ? {} : { ticket }),
    ...(saidAt === undefined ? {} : { saidAt }),
  };
}
