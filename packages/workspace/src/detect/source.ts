import type { Toolchain } from '../workspace.ts';

/** One check of a toolchain. */
export type Check = Toolchain['checks'][number];

/** A repository's files, as detection reads them. */
export interface RepositoryFiles {
  readonly paths: readonly string[];
  /** The text of a file, `null` when there is none. */
  read(path: string): Promise<string | null>;
}

/** What one ecosystem finds of itself in a repository. */
export interface Finding {
  /** The languages whose share decides which ecosystem's tests stand for the repository. */
  readonly languages: readonly string[];
  readonly runner: string | null;
  readonly testCommand: string | null;
  readonly checks: readonly Check[];
}

/** Looks for one ecosystem; `undefined` when the repository has nothing of it. `workflows` is the text of its CI definitions. */
export type Detector = (files: RepositoryFiles, workflows: string) => Promise<Finding | undefined>;

/** Whether the repository has a file at its root with one of these names; a name may end in `*`. */
export function hasRootFile(files: RepositoryFiles, names: readonly string[]): boolean {
  return files.paths.some((path) =>
    names.some((name) =>
      name.endsWith('*')
        ? path.startsWith(name.slice(0, -1)) && !path.includes('/')
        : path === name,
    ),
  );
}

/** A check with its fix, where a tool has one. */
export function check(
  kind: Check['kind'],
  tool: string,
  command: string,
  fix: string | null,
): Check {
  return { kind, tool, command, fix };
}
