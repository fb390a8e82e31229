import { isIssueEvent, isMonitorEvent, isTaskEvent } from '@patchwright/events';
import type { Happening } from '@patchwright/local';
import { summarise } from '@patchwright/task';
import type { Io, Writer } from '../io.ts';
import { plain } from '../show/plain.ts';
import { type Look, look } from '../show/style.ts';
import { markOf } from './mark.ts';

/** Tells several stories as they happen, one line each: when, which story, what. */
export interface Timeline {
  readonly happened: (story: string, happening: Happening) => void;
  /** Something about the mesh as a whole. */
  readonly noticed: (text: string) => void;
}

const STORY_LOOKS: readonly Look[] = ['blueBright', 'magentaBright', 'cyanBright', 'yellowBright'];

/** Opens a timeline of these stories; times count from now. Lines are cut to the terminal's width, and whole elsewhere. */
export function openTimeline(io: Io, to: Writer, stories: readonly string[]): Timeline {
  const began = performance.now();
  const width = Math.max(...stories.map((name) => name.length), 4);

  function line(story: string, storyLook: Look, sign: string, signLook: Look, text: string): void {
    const time = `${((performance.now() - began) / 1000).toFixed(1)} s`.padStart(7);
    const name = story.padEnd(width);
    const room = io.columns === undefined ? undefined : io.columns - time.length - width - 7;
    const shown = cut(plain(text), room);
    const strong = sign === '✔' || sign === '✘' || sign === '★' || sign === '⚡' || sign === '☞';
    const parts = [
      look(io, 'dim', time),
      look(io, storyLook, name),
      look(io, signLook, sign),
      strong ? look(io, signLook, shown) : shown,
    ];
    to.write(`${parts.join('  ').trimEnd()}\n`);
  }

  return {
    happened(story, happening) {
      const { sign, look: signLook } = markOf(happening);
      const storyLook = STORY_LOOKS[stories.indexOf(story) % STORY_LOOKS.length] ?? 'blueBright';
      line(story, storyLook, sign, signLook, sentenceOf(happening));
    },
    noticed: (text) => line('mesh', 'dim', '·', 'dim', text),
  };
}

/** What a happening says in a sentence. */
function sentenceOf(happening: Happening): string {
  if (happening.kind === 'act') return happening.text;
  const { event } = happening;
  return isTaskEvent(event) || isIssueEvent(event) || isMonitorEvent(event)
    ? summarise(event)
    : event.type;
}

function cut(text: string, room: number | undefined): string {
  if (room === undefined || text.length <= room) return text;
  return `${text.slice(0, Math.max(20, room - 1))}…`;
}
