/** What tells the counts of one family apart. */
export type Labels = Readonly<Record<string, string>>;

/** One count. */
export interface Count {
  readonly family: string;
  readonly labels: Labels;
  readonly value: number;
}

const counts = new Map<string, Count>();

/** Counts something that leaves no other trace, for as long as this process lives. A plain name is the label `what`. */
export function count(family: string, what: string | Labels): void {
  const labels = typeof what === 'string' ? { what } : what;
  const key = JSON.stringify([family, ...Object.entries(labels).sort()]);
  counts.set(key, { family, labels, value: (counts.get(key)?.value ?? 0) + 1 });
}

/** All counts since this process started. */
export function countsSoFar(): readonly Count[] {
  return [...counts.values()];
}

/** The same for people, by family and name; a name is its labels in their order. */
export function counted(): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const families = Map.groupBy(counts.values(), ({ family }) => family);
  return Object.fromEntries(
    [...families].map(([family, group]) => {
      const named = group.map(
        ({ labels, value }) => [Object.values(labels).join(' '), value] as const,
      );
      return [family, Object.fromEntries(named.sort())];
    }),
  );
}
