/** Lines that one of several packages printed, or those between that belong to none. */
export interface PackageLines {
  /** What stood before each line: the package, and mostly its script. */
  readonly name?: string;
  /** Without what stood before them; the first may tell the script's command. */
  readonly lines: readonly string[];
}

/**
 * What runs the scripts of several packages puts their names before each line: `packages/a test: ` by pnpm, `@shop/a:test: ` by
 * turbo, `[@shop/a]: ` by yarn from its version 2 on.
 */
const PREFIXED = /^([@\w./-]+[ :][\w:.-]+?|\[[@\w./-]+\]):(?: (.*))?$/;
/** pnpm tells a script's command before anything that it prints: `packages/a test$ node --test`. */
const COMMAND = /^([@\w./-]+ [\w:.-]+)\$ \S/;
/** turbo tells first where a script's output comes from, and its package manager the command: `@shop/a:test: > node --test`. */
const DECLARED = /^[^ ]+:[A-Za-z][\w.-]*: (?:cache (?:hit|miss|bypass)\b|> \S)/;

/**
 * The lines of each package by themselves, since packages run side by side; where its first one stood. Lines that only look as if
 * they had a package's name before them stay as they are. What fits `mark` may stand before the name, and stays with its line.
 */
export function byPackage(lines: readonly string[], mark?: RegExp): readonly PackageLines[] {
  const read = lines.map((line) => readLine(line, mark?.exec(line)?.[0] ?? ''));
  const packages = packagesIn(read);
  const groups: { name?: string; lines: string[] }[] = [];
  const known = new Map<string, { name?: string; lines: string[] }>();
  let between: { lines: string[] } | undefined;
  for (const { line, name, rest } of read) {
    if (name === undefined || !packages.has(name)) {
      if (between === undefined || groups.at(-1) !== between) {
        between = { lines: [] };
        groups.push(between);
      }
      between.lines.push(line);
      continue;
    }
    let group = known.get(name);
    if (group === undefined) {
      group = { name, lines: [] };
      known.set(name, group);
      groups.push(group);
    }
    group.lines.push(rest);
  }
  return groups;
}

interface ReadLine {
  readonly line: string;
  readonly name: string | undefined;
  readonly rest: string;
  /** Whether the line alone shows that what stands before it is a package's name. */
  readonly declares: boolean;
}

function readLine(line: string, mark: string): ReadLine {
  const bare = line.slice(mark.length);
  const command = COMMAND.exec(bare)?.[1];
  if (command !== undefined) return { line, name: command, rest: line, declares: true };
  const [, name, rest = ''] = PREFIXED.exec(bare) ?? [];
  return { line, name, rest: mark + rest, declares: DECLARED.test(bare) };
}

/** Names that are those of packages: what has been declared, and what stands in brackets before more lines than one. */
function packagesIn(read: readonly ReadLine[]): ReadonlySet<string> {
  const found = new Set<string>();
  const bracketed = new Set<string>();
  for (const { name, declares } of read) {
    if (name === undefined) continue;
    if (declares || bracketed.has(name)) found.add(name);
    if (name.startsWith('[')) bracketed.add(name);
  }
  return found;
}
