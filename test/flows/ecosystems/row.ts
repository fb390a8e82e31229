/** One file with its whole text. */
export interface RowFile {
  readonly path: string;
  readonly text: string;
}

/** A tiny repository with one bug in it, the test that shows it, and what mends it. */
export interface Row {
  /** What the row shows, as a name of `a-z`, `0-9` and `-`. */
  readonly name: string;
  /** What detection has to say of the repository. */
  readonly runner: string | null;
  /** How the plan runs the whole suite: what detection says, where there are tests. */
  readonly testCommand: string;
  /** The repository before any change. */
  readonly files: Readonly<Record<string, string>>;
  /** The new test: its file, its name as the runner reports it, and what its failure says. */
  readonly test: RowFile & { readonly name: string; readonly expected: string };
  /** How the test alone is run. */
  readonly command: string;
  /** The file that has the bug, without it. */
  readonly fix: RowFile;
  /** Tests before and after, and those that fail before and after all the same. */
  readonly counts: readonly [before: number, after: number];
  readonly failing?: readonly string[];
  /** Packages of this project, and of a Python environment, that commands find. */
  readonly node?: readonly string[];
  readonly python?: readonly string[];
  /** Whose packages it installs, from a registry on loopback, whose address its files call `REGISTRY`. */
  readonly installs?: 'maven' | 'gems' | 'composer' | 'npm';
  /** How CI runs the tests, where it is not as the plan does: it installs by itself. */
  readonly ci?: string;
  /** Programs of the machine, and how to come by them. */
  readonly programs?: Readonly<Record<string, string>>;
}
