import { type Child, startChild } from '../processes/start-child.ts';

/** Processes of one kind, as many as a measurement wants. */
export interface Crew extends AsyncDisposable {
  /** Starts or ends some; resolves once so many are ready. */
  readonly resize: (count: number) => Promise<void>;
  /** Processor time of those that run, in microseconds; `undefined` where the system does not tell. */
  readonly cpuUs: () => Promise<number | undefined>;
}

/** Begins with none. */
export function openCrew(file: string, environment: Readonly<Record<string, string>>): Crew {
  const children: Child[] = [];

  async function resize(count: number): Promise<void> {
    const surplus = children.splice(count);
    await Promise.all(surplus.map((child) => child[Symbol.asyncDispose]()));
    const wanted = Array.from({ length: count - children.length }, () =>
      startChild(file, environment),
    );
    children.push(...(await Promise.all(wanted)));
  }

  return {
    resize,
    cpuUs: async () => sum(await Promise.all(children.map((child) => child.cpuUs()))),
    [Symbol.asyncDispose]: () => resize(0),
  };
}

/** The sum, if all are known. */
export function sum(amounts: readonly (number | undefined)[]): number | undefined {
  let total = 0;
  for (const amount of amounts) {
    if (amount === undefined) return undefined;
    total += amount;
  }
  return total;
}
