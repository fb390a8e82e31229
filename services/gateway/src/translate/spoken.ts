import { addressedTo, helpText, readCommand, unknownText } from '../commands.ts';
import type { Answer, Intent, Speaker, Where } from '../intent.ts';
import { MENTION } from './rules.ts';

/** Words to us in a comment, where the place tells which task they are about. `undefined` when nothing is said to us. */
export function spokenIn(
  text: string,
  place: {
    readonly where: Where;
    readonly by: Speaker;
    readonly answer: Answer;
    readonly saidAt: string | undefined;
  },
): Intent | undefined {
  const words = addressedTo(MENTION, text);
  if (words === undefined) return undefined;
  const said = readCommand(words);
  const { where, by, answer, saidAt } = place;
  switch (said.kind) {
    case 'order':
      return {
        kind: 'order',
        where,
        order: said.order,
        rest: said.rest,
        by,
        answer,
        quiet: false,
        ...(saidAt === undefined ? {} : { saidAt }),
      };
    case 'run':
      return {
        kind: 'unclear',
        answer,
        text: 'A task starts here by its label. Give the ticket a trigger label, and one is started.',
      };
    case 'help':
      return { kind: 'unclear', answer, text: helpText(MENTION) };
    case 'unknown':
      return { kind: 'unclear', answer, text: unknownText(said.word, said.nearest, MENTION) };
  }
}
