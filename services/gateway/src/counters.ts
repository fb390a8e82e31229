const counts = new Map<string, Map<string, number>>();

/** Counts something that leaves no other trace, for as long as this process lives. */
export function count(family: string, name: string): void {
  const group = counts.get(family) ?? new Map<string, number>();
  counts.set(family, group);
  group.set(name, (group.get(name) ?? 0) + 1);
}

/** All counts since this process started, by family and name. */
export function counted(): Readonly<Record<string, Readonly<Record<string, number>>>> {
  return Object.fromEntries(
    [...counts].map(([family, group]) => [family, Object.fromEntries([...group].sort())]),
  );
}
