import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CallContext } from '@patchwright/faults';
import type { Mirror } from '../git/mirror.ts';
import { repositoryFolder } from '../git/repository-name.ts';
import type { TreeListing } from '../git/tree-listing.ts';
import type { RunPlace } from '../run-command.ts';
import type { SandboxCommand, SandboxResult } from '../sandbox/sandbox.ts';
import { madeExecutable, makeExecutable } from '../trees/executables.ts';
import type { HeldTree } from '../trees/tree-pool.ts';
import { materialise } from '../trees/work-tree.ts';
import type { Installation, InstallPlace } from './installation.ts';

/** An installation for one state of its manifests. */
export interface Wanted extends Installation {
  /** Digest of the manifests: the same one installs the same packages. */
  readonly digest: string;
}

/** An installation that did not succeed. */
export interface InstallFailure {
  readonly command: string;
  readonly result: SandboxResult;
}

/** What people read when an installation failed; its command follows. */
export const NOT_INSTALLED = 'The dependencies could not be installed by';

/** What of a sandbox's command the installed packages decide. */
export type PackageView = Pick<SandboxCommand, 'env' | 'path' | 'cache'>;

/** Packages that are in place. */
export interface Placed {
  readonly view: PackageView;
  /** Files of the repository that are executable only since a package manager made them so, as it does with what is linked as a program. */
  readonly executable: readonly string[];
}

/** Names the state of an installation's manifests in a tree. */
export function wantedOf(installation: Installation, listing: TreeListing): Wanted {
  const states = installation.files.map((path) => `${path} ${listing.get(path)?.sha ?? ''}`);
  const digest = createHash('sha256')
    .update([installation.manager, installation.fetch, ...states].join('\n'))
    .digest('hex')
    .slice(0, 24);
  return { ...installation, digest };
}

/** The folder of a repository's packages. They are its own: what one repository brings in can harm no other. */
function cacheOf(place: RunPlace, mirror: Mirror): string {
  return join(place.packages.root, repositoryFolder(mirror.repository));
}

function markOf(cache: string, { manager, digest }: Wanted): string {
  return join(cache, 'done', `${manager}-${digest}`);
}

/** The folder of its own that a finished installation has; `undefined` before it is finished. */
async function finished(cache: string, wanted: Wanted): Promise<string | undefined> {
  return readFile(markOf(cache, wanted), 'utf8').catch(() => undefined);
}

function commandOf(
  place: RunPlace,
  held: HeldTree,
  context: CallContext,
): Pick<SandboxCommand, 'cwd' | 'scratch' | 'mark' | 'limits' | 'signal' | 'progress'> {
  return {
    cwd: held.workTree.path,
    scratch: held.scratch,
    mark: held.mark,
    limits: place.limits,
    signal: context.signal,
    progress: context.progress,
  };
}

const underWay = new Map<string, Promise<unknown>>();

/** One after the other for each key: package managers do not all bear company in their caches. */
async function inTurn<Answer>(key: string, work: () => Promise<Answer>): Promise<Answer> {
  const before = underWay.get(key) ?? Promise.resolve();
  const mine = before.then(work, work);
  const settled = mine.then(
    () => undefined,
    () => undefined,
  );
  underWay.set(key, settled);
  try {
    return await mine;
  } finally {
    if (underWay.get(key) === settled) underWay.delete(key);
  }
}

/**
 * Sees to it that an installation's packages are in the cache, over the network where they are not: in a checkout of its
 * own, with the registries open and nothing else. Answers what went wrong, if anything did.
 */
export async function fetchPackages(
  place: RunPlace,
  mirror: Mirror,
  tree: string,
  wanted: Wanted,
  context: CallContext,
): Promise<InstallFailure | undefined> {
  const cache = cacheOf(place, mirror);
  return inTurn(cache, async () => {
    if ((await finished(cache, wanted)) !== undefined) return undefined;
    await using held = await place.pool.takeFresh(repositoryFolder(mirror.repository));
    await materialise(mirror, held.workTree, tree);
    const own = join(
      cache,
      'own',
      `${wanted.manager}-${wanted.digest}-${randomUUID().slice(0, 8)}`,
    );
    await mkdir(own, { recursive: true });
    const at: InstallPlace = { cache, own, cwd: held.workTree.path };
    const result = await place.sandbox.run({
      ...commandOf(place, held, context),
      command: wanted.fetch,
      hosts: place.packages.registries,
      cache: { path: cache, writable: true },
      env: wanted.env(at),
      path: wanted.path?.(at) ?? [],
    });
    if (result.exitCode !== 0) {
      await rm(own, { recursive: true, force: true });
      return { command: wanted.fetch, result };
    }
    const mark = markOf(cache, wanted);
    await mkdir(dirname(mark), { recursive: true });
    const draft = `${mark}.${randomUUID().slice(0, 8)}`;
    await writeFile(draft, own);
    await rename(draft, mark);
    return undefined;
  });
}

/** What commands in a work tree see of the packages; the cache cannot be written by them. */
async function viewOf(
  cache: string,
  cwd: string,
  packages: readonly Wanted[],
): Promise<PackageView> {
  let env: Readonly<Record<string, string>> = {};
  const path: string[] = [];
  for (const wanted of packages) {
    const at = { cache, own: (await finished(cache, wanted)) ?? cache, cwd };
    env = { ...env, ...wanted.env(at), ...wanted.offline };
    path.push(...(wanted.path?.(at) ?? []));
  }
  return { env, path, cache: { path: cache, writable: false } };
}

/**
 * Makes a held work tree's packages those that its manifests name, from the cache alone where it has them; answers what a
 * command then finds. Nothing here reaches a network but what fills the cache.
 */
export async function placePackages(
  place: RunPlace,
  mirror: Mirror,
  tree: string,
  held: HeldTree,
  packages: readonly Wanted[],
  context: CallContext,
): Promise<Placed | InstallFailure> {
  const cache = cacheOf(place, mirror);
  for (const wanted of packages) {
    const failure = await fetchPackages(place, mirror, tree, wanted, context);
    if (failure !== undefined) return failure;
  }
  const view = await viewOf(cache, held.workTree.path, packages);
  // Beside the tree, where no command can write.
  const note = join(dirname(held.workTree.path), 'packages');
  const programs = join(dirname(held.workTree.path), 'programs');
  const state = packages.map(({ manager, digest }) => `${manager} ${digest}`).join('\n');
  const [known, made] = await Promise.all(
    [note, programs].map((file) => readFile(file, 'utf8').catch(() => undefined)),
  );
  if (known === state && made !== undefined) {
    const executable = made.split('\0').filter((path) => path !== '');
    await makeExecutable(held.workTree, executable);
    return { view, executable };
  }
  await rm(note, { force: true });
  for (const wanted of packages) {
    const command = mayRunScripts(place, mirror.repository)
      ? (wanted.placeWithScripts ?? wanted.place)
      : wanted.place;
    if (command === undefined) continue;
    const result = await place.sandbox.run({
      ...commandOf(place, held, context),
      ...view,
      command,
      cache: { path: cache, writable: true },
    });
    if (result.exitCode !== 0) {
      // Parts of the cache may have been cleared away: the next try fetches them anew.
      await rm(markOf(cache, wanted), { force: true });
      return { command, result };
    }
  }
  const executable = await madeExecutable(mirror, held.workTree);
  await materialise(mirror, held.workTree, tree, leavesOf(packages));
  await makeExecutable(held.workTree, executable);
  await writeFile(programs, executable.join('\0'));
  await writeFile(note, state);
  return { view, executable };
}

/** What installations leave in a work tree, which is no part of the repository. */
export function leavesOf(packages: readonly Wanted[]): readonly string[] {
  return packages.flatMap(({ leaves }) => leaves ?? []);
}

function mayRunScripts(place: RunPlace, repository: string): boolean {
  return place.packages.scripts.some((pattern) =>
    pattern.endsWith('*') ? repository.startsWith(pattern.slice(0, -1)) : pattern === repository,
  );
}
