import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GitFailed, textOf } from '../git/git.ts';
import type { Mirror } from '../git/mirror.ts';
import { forgetExecutable, readRaw } from './executables.ts';

/** A checkout of a mirror: a plain folder without a `.git`, so that what runs in it reaches neither history nor hooks nor references. */
export interface WorkTree {
  readonly path: string;
  readonly index: string;
}

/** Settings under which git passes over what installations leave. */
async function passingOver(workTree: WorkTree, leaves: readonly string[]) {
  if (leaves.length === 0) return {};
  const file = `${workTree.index}.leaves`;
  await writeFile(file, `${leaves.join('\n')}\n`);
  return { config: [['core.excludesFile', file]] as const };
}

async function checkOut(
  mirror: Mirror,
  workTree: WorkTree,
  tree: string,
  leaves: readonly string[],
): Promise<void> {
  const isNew = (await mkdir(workTree.path, { recursive: true })) !== undefined;
  await rm(join(workTree.path, '.git'), { recursive: true, force: true });
  const call = {
    workTree: workTree.path,
    index: workTree.index,
    ...(await passingOver(workTree, leaves)),
  };
  await mirror.git(['read-tree', '--reset', '-u', tree], call);
  if (isNew) return;
  // Without -x: ignored files are caches of tools and stay.
  await mirror.git(['clean', '-ffdq'], call);
}

/** Brings the folder to exactly this tree; only ignored files of earlier commands stay, and what installations leave. */
export async function materialise(
  mirror: Mirror,
  workTree: WorkTree,
  tree: string,
  leaves: readonly string[] = [],
): Promise<void> {
  try {
    await checkOut(mirror, workTree, tree, leaves);
  } catch (thrown) {
    if (!(thrown instanceof GitFailed)) throw thrown;
    // A command may leave folders that cannot be entered, or an index cut off in the middle: begin anew.
    await rm(workTree.path, { recursive: true, force: true });
    await rm(workTree.index, { force: true });
    await rm(`${workTree.index}.lock`, { force: true });
    await checkOut(mirror, workTree, tree, leaves);
  }
}

async function newSubmodules(
  mirror: Mirror,
  workTree: WorkTree,
  tree: string,
): Promise<readonly string[]> {
  const answer = await mirror.git(['diff-index', '--cached', '--raw', '-z', '--no-renames', tree], {
    workTree: workTree.path,
    index: workTree.index,
  });
  return readRaw(answer.stdout)
    .filter(({ from, to }) => to === '160000' && from !== '160000')
    .map(({ path }) => path);
}

/**
 * The tree of the folder as it is now, begun at `tree`. Ignored files, what installations leave, and repositories inside the repository
 * are left out; so is that the files of `executable` are so, which an installation made them.
 */
export async function snapshot(
  mirror: Mirror,
  workTree: WorkTree,
  tree: string,
  leaves: readonly string[] = [],
  executable: readonly string[] = [],
): Promise<string> {
  const call = {
    workTree: workTree.path,
    index: workTree.index,
    ...(await passingOver(workTree, leaves)),
  };
  const left = new Set<string>();
  for (;;) {
    const pathspecs = ['.', ...[...left].map((path) => `:(top,exclude,literal)${path}`)];
    const before = left.size;
    let after: string | undefined;
    try {
      await mirror.git(['add', '--all', '--', ...pathspecs], call);
      await forgetExecutable(mirror, workTree, tree, executable);
      after = textOf(await mirror.git(['write-tree'], call));
      // Most commands change nothing.
      if (after === tree) return tree;
      for (const path of await newSubmodules(mirror, workTree, tree)) left.add(path);
    } catch (thrown) {
      const nested =
        thrown instanceof GitFailed
          ? /'(.+?)\/?' does not have a commit checked out/.exec(thrown.stderr)?.[1]
          : undefined;
      if (nested === undefined) throw thrown;
      left.add(nested);
    }
    if (left.size === before) return after ?? textOf(await mirror.git(['write-tree'], call));
    await mirror.git(['read-tree', '--reset', tree], call);
  }
}
