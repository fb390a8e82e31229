import type { Explanation } from '@patchwright/task';
import type { Io } from '../io.ts';
import { plain } from './plain.ts';
import { look } from './style.ts';
import { storyLines } from './task-lines.ts';
import { ago } from './when.ts';

/** Why a task stands where it stands. */
export function explanationLines(
  io: Pick<Io, 'color'>,
  { standing, because, waitsFor, lately, next }: Explanation,
): readonly string[] {
  return [
    look(io, 'bold', plain(standing)),
    ...because.map((line) => `  - ${plain(line)}`),
    ...(waitsFor === undefined
      ? []
      : [`It has waited for ${ago(waitsFor.since)} for ${plain(waitsFor.what)}.`]),
    '',
    ...storyLines(io, lately),
    '',
    `What can be done: ${next.join(', ')}`,
  ];
}
