/** Something that several hints wake, and that one sleeper waits on; a hint between two sleeps is not lost. */
export interface Wake {
  readonly ring: () => void;
  /** Resolves at the next ring, at once when one came since the last sleep, or after `ms`. */
  readonly sleep: (ms: number) => Promise<'rung' | 'slept'>;
}

/** Makes one. */
export function createWake(): Wake {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring: () => {
      rung = true;
      wake?.();
    },
    sleep: async (ms) => {
      if (!rung && ms > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = undefined;
      }
      const result = rung ? 'rung' : 'slept';
      rung = false;
      return result;
    },
  };
}
