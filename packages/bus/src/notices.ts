import type { BusOptions } from './bus.ts';

/** Says one thing to whoever keeps the log of the process. */
export type Say = (level: 'info' | 'warn', message: string, detail?: string) => void;

const SILENCE_MS = 1000;

/**
 * Passes notices on, at most one a second: a broker that comes and goes would otherwise fill the log.
 * What was held back is counted in the next one.
 */
export function rateLimited(onNotice: BusOptions['onNotice'], now: () => number = Date.now): Say {
  let lastAt = Number.NEGATIVE_INFINITY;
  let held = 0;
  return (level, message, detail) => {
    if (onNotice === undefined) return;
    const at = now();
    if (at - lastAt < SILENCE_MS) {
      held += 1;
      return;
    }
    lastAt = at;
    const more = held === 0 ? message : `${message} (${held} further notices were held back)`;
    held = 0;
    onNotice({ level, message: more, ...(detail === undefined ? {} : { detail }) });
  };
}
