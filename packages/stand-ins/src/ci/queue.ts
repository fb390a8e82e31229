/** A line in which one piece of work is done at a time, in the order of arrival. */
export interface WorkQueue extends AsyncDisposable {
  /** Adds work. A failure of it is handed to `onError`, and the line goes on. */
  add(work: (signal: AbortSignal) => Promise<void>): void;
  /** Resolves when the line is empty. */
  idle(): Promise<void>;
}

/** Makes an empty line. Disposing aborts the work at hand and drops what waits. */
export function createWorkQueue(onError: (error: unknown) => void): WorkQueue {
  const closing = new AbortController();
  let tail: Promise<void> = Promise.resolve();
  return {
    add(work) {
      tail = tail.then(async () => {
        if (closing.signal.aborted) return;
        try {
          await work(closing.signal);
        } catch (error) {
          onError(error);
        }
      });
    },
    async idle() {
      let seen: Promise<void> | undefined;
      while (seen !== tail) {
        seen = tail;
        await seen;
      }
    },
    async [Symbol.asyncDispose]() {
      closing.abort(new Error('The stand-in is closing'));
      await tail;
    },
  };
}
