import type { Io } from '../io.ts';

/** Something shown that is shown anew whenever it changes. */
export interface Screen {
  /** Shows these lines soon; changes in quick succession are shown once. */
  readonly show: (lines: () => readonly string[]) => void;
  /** Shows at once what is still to be shown. */
  readonly flush: () => void;
}

const SOON_MS = 100;
// Home, then each line with what stood behind it cleared, then all below it: no flicker.
const HOME = '\u001b[H';
const CLEAR = '\u001b[2J';
const REST_OF_LINE = '\u001b[K';
const REST_OF_SCREEN = '\u001b[J';

/** On a terminal the lines take the place of those before; off one they follow after an empty line. */
export function openScreen(io: Pick<Io, 'stdout' | 'isTerminal'>): Screen {
  let next: (() => readonly string[]) | undefined;
  let timer: NodeJS.Timeout | undefined;
  let shown = 0;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (next === undefined) return;
    const lines = next();
    next = undefined;
    const first = shown === 0;
    shown += 1;
    if (io.isTerminal) {
      const text = lines.map((line) => `${line}${REST_OF_LINE}\n`).join('');
      io.stdout.write(`${first ? CLEAR : ''}${HOME}${text}${REST_OF_SCREEN}`);
    } else {
      io.stdout.write(`${first ? '' : '\n'}${lines.map((line) => `${line}\n`).join('')}`);
    }
  }

  return {
    show(lines) {
      next = lines;
      timer ??= setTimeout(flush, SOON_MS);
    },
    flush,
  };
}
