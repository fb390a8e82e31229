import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Remote } from './remote.ts';

/** How git leaves out the contents of files. Commits, and which files a commit has, come all the same. */
export const WITHOUT_CONTENTS = 'blob:none';

/** The file in a mirror that says that it is fetched without the contents of files. */
const MARK = 'without-contents';

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function hasBranches(directory: string): Promise<boolean> {
  const heads = await readdir(join(directory, 'refs', 'heads')).catch(() => []);
  return heads.length > 0 || isThere(join(directory, 'packed-refs'));
}

/**
 * Whether a mirror is fetched without the contents of files. The first fetch decides: it is for a repository that its host calls
 * larger than `wholeUpToMb` MB (0: for none), and a mirror stays what it is.
 */
export async function isWithoutContents(
  directory: string,
  wholeUpToMb: number,
  remote: () => Remote | Promise<Remote>,
): Promise<boolean> {
  const mark = join(directory, MARK);
  if (await isThere(mark)) return true;
  if (wholeUpToMb === 0 || (await hasBranches(directory))) return false;
  // A host that does not say how large it is may say in a moment why it cannot be fetched.
  const size = await Promise.resolve()
    .then(remote)
    .then(({ megabytes }) => megabytes?.())
    .catch(() => undefined);
  if (size === undefined || size <= wholeUpToMb) return false;
  await writeFile(mark, '');
  return true;
}

/**
 * Settings under which git knows that objects are missing on purpose, and leaves out contents. For calls on the remote alone:
 * without them git never asks a host for what it misses by itself, and so never without our credentials.
 */
export function leavingOut(url: string): readonly (readonly [key: string, value: string])[] {
  return [
    [`remote.${url}.promisor`, 'true'],
    [`remote.${url}.partialCloneFilter`, WITHOUT_CONTENTS],
  ];
}
