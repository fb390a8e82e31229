import type { RepositoryFiles } from '../detect/source.ts';

/** Where an installation's commands find their things. Absolute paths. */
export interface InstallPlace {
  /** The repository's downloaded packages. */
  readonly cache: string;
  /** A folder in the cache for this state of the repository's manifests alone. */
  readonly own: string;
  /** The work tree. */
  readonly cwd: string;
}

/** How one package manager brings a repository's packages to its commands. */
export interface Installation {
  readonly manager: string;
  /** The files that say what is installed: with other contents there is something else to install. */
  readonly files: readonly string[];
  /** Fills the cache, over the network, in a checkout that is thrown away. */
  readonly fetch: string;
  /** Puts packages out of the cache into a work tree, without a network. Without it the cache alone is enough. */
  readonly place?: string;
  /** The same with the packages' own install scripts, where they are allowed and the manager can leave them out. */
  readonly placeWithScripts?: string;
  /** What of it lies in the work tree and is no part of the repository, as lines of a gitignore. */
  readonly leaves?: readonly string[];
  /** Variables that every command finds. */
  readonly env: (place: InstallPlace) => Readonly<Record<string, string>>;
  /** Variables besides, while there is no network. */
  readonly offline?: Readonly<Record<string, string>>;
  /** Folders for the front of PATH. */
  readonly path?: (place: InstallPlace) => readonly string[];
}

/** Looks for what one package manager has to install; `undefined` where the repository asks nothing of it. */
export type InstallationFinder = (files: RepositoryFiles) => Promise<Installation | undefined>;

/** The repository's files of one name in all its folders but those that installations make. */
export function filesNamed(files: RepositoryFiles, name: RegExp): readonly string[] {
  return files.paths.filter(
    (path) =>
      name.test(path.split('/').at(-1) ?? '') && !/(^|\/)(node_modules|vendor)\//.test(path),
  );
}
