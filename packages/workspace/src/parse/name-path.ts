/** The suites around a test as an indented report shows them, and which of them already have a failure below. */
export interface NamePath {
  /** A suite, or a test with tests in it, begins. */
  open(indent: number, name: string): void;
  /**
   * Something at this depth failed: its whole name, or `undefined` when it is only the suite around a failure
   * that was already named.
   */
  fail(indent: number, name: string): string | undefined;
}

interface Level {
  readonly indent: number;
  readonly name: string;
  failedBelow: boolean;
}

/** Follows a report from its beginning. */
export function namePath(): NamePath {
  let levels: Level[] = [];
  return {
    open(indent, name) {
      levels = levels.filter((level) => level.indent < indent);
      levels.push({ indent, name, failedBelow: false });
    },
    fail(indent, name) {
      const own = levels.find((level) => level.indent === indent && level.name === name);
      const around = levels.filter((level) => level.indent < indent);
      for (const level of around) level.failedBelow = true;
      if (own?.failedBelow === true) return undefined;
      return [...around.map((level) => level.name), name].join(' > ');
    },
  };
}
