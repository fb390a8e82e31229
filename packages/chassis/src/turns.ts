/** Lets pieces of work that go by the same name happen one after the other, in the order in which they came. */
export type Turns = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Turns within this process. */
export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return async (name, work) => {
    const before = last.get(name) ?? Promise.resolve();
    const mine = before.then(work, work);
    last.set(name, mine);
    try {
      return await mine;
    } finally {
      if (last.get(name) === mine) last.delete(name);
    }
  };
}
