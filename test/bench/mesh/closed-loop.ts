/** Many things that are begun and end elsewhere, a bounded number of them at once. */
export interface ClosedLoop {
  /** Says that one has ended. */
  readonly end: (id: string) => void;
  /** Begins all of them, `atOnce` at a time, and resolves with the seconds until the last has ended. Rejects when nothing ends for a while. */
  readonly run: (
    ids: readonly string[],
    atOnce: number,
    begin: (id: string, index: number) => Promise<unknown>,
  ) => Promise<number>;
}

const SILENCE_MS = 30_000;

/** One run after the other. */
export function openClosedLoop(): ClosedLoop {
  const running = new Map<string, () => void>();
  return {
    end: (id) => running.get(id)?.(),
    async run(ids, atOnce, begin) {
      const began = performance.now();
      let next = 0;
      let ended = 0;
      const silence = Promise.withResolvers<never>();
      const timer = setTimeout(
        () => silence.reject(new Error(`${ended} of ${ids.length} ended, and then no more`)),
        SILENCE_MS,
      );

      async function lane(): Promise<void> {
        for (let index = next++; index < ids.length; index = next++) {
          const id = ids[index] ?? '';
          const done = new Promise<void>((resolve) => {
            running.set(id, resolve);
          });
          await begin(id, index);
          await done;
          running.delete(id);
          ended += 1;
          timer.refresh();
        }
      }

      try {
        const lanes = Array.from({ length: atOnce }, lane);
        await Promise.race([Promise.all(lanes), silence.promise]);
        return (performance.now() - began) / 1000;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
