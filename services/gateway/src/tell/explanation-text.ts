import type { Explanation } from '@patchwright/task';
import { moment, shorten, who } from './shorten.ts';

/** Why a task stands where it stands, and what can be said to it now. */
export function explanationText(explained: Explanation): string {
  const { task, standing, because, waitsFor, next, lately } = explained;
  return shorten(
    [
      standing,
      ...because.map((line) => `- ${line}`),
      waitsFor === undefined
        ? ''
        : `It waits for ${waitsFor.what}, since ${moment(waitsFor.since)}.`,
      ...lately.map(({ at, actor, summary }) => `${moment(at)} ${who(actor)}: ${summary}`),
      next.length === 0 ? '' : `What you can say now: ${next.join(', ')}`,
    ],
    `patchwright explain ${task}`,
  );
}
