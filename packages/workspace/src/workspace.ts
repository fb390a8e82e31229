import type { Intent } from '@patchwright/faults';

/** A large output in the object store; structurally the BlobRef of events. */
export interface OutputRef {
  readonly ref: string;
  readonly size: number;
  readonly mediaType: string;
}

/** Counts of a test run, with the names of what failed. */
export interface SuiteCounts {
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failing: readonly string[];
}

/** What a command came to. `excerpt` holds the telling part, at most 4,000 characters; the whole output is behind `output` when it is longer. */
export interface CommandResult {
  readonly command: string;
  readonly exitCode: number;
  readonly timedOut: boolean;
  readonly excerpt: string;
  readonly output?: OutputRef;
  readonly counts?: SuiteCounts;
  readonly durationMs: number /** The tree after the command. */;
  readonly tree: string;
}

/** What came of installing a repository's dependencies. */
export interface Installed {
  /** What is installed now, and for which state of its manifests. */
  readonly packages: readonly { readonly manager: string; readonly digest: string }[];
  /** Why nothing was installed, in words for people, where something would have been. */
  readonly skipped?: string;
  /** The tree that the installation belongs to; it is not changed by it. */
  readonly tree: string;
}

/** What a repository is made of and how it is checked. Commands are `null` where it has none. */
export interface Toolchain {
  readonly languages: readonly string[];
  readonly runner: string | null;
  readonly testCommand: string | null;
  /** What has to be installed first, by each package manager; absent where nothing is. */
  readonly install?: readonly { readonly manager: string; readonly command: string }[];
  /** Folders that are packages of their own for the test runner; absent where the repository is one package. */
  readonly packages?: readonly string[];
  readonly checks: readonly {
    readonly kind: 'lint' | 'types' | 'format';
    readonly tool: string;
    readonly command: string;
    readonly fix: string | null;
  }[];
}

/**
 * Files as values. Every operation takes the git tree that it starts from and answers the tree that it leaves,
 * so a run can go on from any recorded operation, on any machine: whoever holds another tree (or none)
 * materialises the one named, from the mirror or from the checkpoint that went with it.
 */
export interface Workspace {
  // reads: they change nothing outside the house
  /** Fetches the repository and resolves a branch, tag or sha. */
  open(input: {
    readonly repository: string;
    readonly ref: string;
  }): Promise<{ readonly commit: string; readonly tree: string }>;
  /** `null` when the branch does not exist on the remote. */
  remoteHead(input: {
    readonly repository: string;
    readonly branch: string;
  }): Promise<string | null>;
  listFiles(input: {
    readonly repository: string;
    readonly tree: string;
  }): Promise<readonly { readonly path: string; readonly size: number }[]>;
  /** `null` when there is no such file. Binary files are answered as `null` too. */
  readFile(input: {
    readonly repository: string;
    readonly tree: string;
    readonly path: string;
  }): Promise<string | null>;
  /** All text files up to `maxBytes` each and `maxFiles` together, in the order of their paths: one answer for whoever ranks them. */
  readFiles(input: {
    readonly repository: string;
    readonly tree: string;
    readonly maxFiles: number;
    readonly maxBytes: number;
  }): Promise<readonly { readonly path: string; readonly text: string }[]>;
  /** Fixed-string search, at most 200 hits. */
  search(input: {
    readonly repository: string;
    readonly tree: string;
    readonly text: string;
  }): Promise<readonly { readonly path: string; readonly line: number; readonly text: string }[]>;
  /** Writes whole files; `null` removes one. Paths leaving the tree, `.git` and links are refused (Terminal). */
  writeFiles(input: {
    readonly repository: string;
    readonly tree: string;
    readonly files: readonly { readonly path: string; readonly content: string | null }[];
  }): Promise<{ readonly tree: string }>;
  detect(input: { readonly repository: string; readonly tree: string }): Promise<Toolchain>;
  /**
   * Brings the repository's dependencies from the registries of the policy into the cache that its tasks share. Commands
   * find them without a network, here and (fetched once more) on another machine. Throws NeedsHuman when they cannot be had.
   */
  install(input: { readonly repository: string; readonly tree: string }): Promise<Installed>;
  /** Runs a shell command in the sandbox on the tree: no secrets, limits of time and output. `fresh` uses a new checkout that is thrown away. */
  run(input: {
    readonly repository: string;
    readonly tree: string;
    readonly command: string;
    readonly timeoutMs?: number;
    readonly fresh?: boolean;
  }): Promise<CommandResult>;
  /** Makes a commit object: the same input gives the same sha. Nothing is pushed. */
  commit(input: {
    readonly repository: string;
    readonly tree: string;
    readonly parent: string;
    readonly message: string;
    readonly author: { readonly name: string; readonly email: string };
    readonly date: string;
  }): Promise<{ readonly sha: string }>;
  diff(input: {
    readonly repository: string;
    readonly from: string;
    readonly to: string;
  }): Promise<{
    readonly patch: string;
    readonly files: readonly {
      readonly path: string;
      readonly added: number;
      readonly removed: number;
      readonly status: 'added' | 'modified' | 'deleted';
    }[];
  }>;
  // writes
  /** Pushes a commit to a branch that is expected at `expect` (`null`: must not exist). Never forced otherwise, never a protected branch. Probe: the remote head is `sha`. Throws NeedsHuman when somebody else pushed. */
  push(
    input: Intent & {
      readonly repository: string;
      readonly branch: string;
      readonly sha: string;
      readonly expect: string | null;
    },
  ): Promise<{ readonly sha: string }>;
}
