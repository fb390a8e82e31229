import { lstatSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/**
 * The folder of mirrors and work trees where none is named: one for each user of the machine, in the temporary folder `below`.
 * Throws an Error when somebody else has taken its place, whose contents would then be executed.
 */
export function ownRoot(below: string = tmpdir()): string {
  const uid = process.getuid?.();
  const root = join(below, `patchwright-of-${uid ?? userInfo().username.replace(/[^\w-]/g, '-')}`);
  const there = lstatSync(root, { throwIfNoEntry: false });
  if (there === undefined) return root;
  const isOwn = there.isDirectory() && (uid === undefined || there.uid === uid);
  // Links are not followed: where one leads to may change later.
  if (!isOwn) {
    throw new Error(
      `${root} is not a folder of ours; name another one for mirrors and work trees with PATCHWRIGHT_WORKSPACE`,
    );
  }
  return root;
}
