import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { NeedsHuman } from '@patchwright/faults';
import { type GitCall, partsOf } from './git.ts';
import type { Mirror } from './mirror.ts';

const POINTER = 'version https://git-lfs.github.com/spec/';
/** The specification keeps pointers below this size, in bytes. */
const LARGEST_POINTER = 1024;

/**
 * Sees to it that what changes between two trees leaves to Git LFS what is Git LFS's: a path of it may come to hold a pointer only.
 * The contents lie on another server, and committed as they are they would be in the history for ever.
 *
 * @throws NeedsHuman that names the first file that would be.
 */
export async function demandPointers(
  mirror: Mirror,
  order: { readonly scratch: string; readonly from: string; readonly to: string },
): Promise<void> {
  const written = await writtenBetween(mirror, order.from, order.to);
  if (written.size === 0) return;
  await mkdir(order.scratch, { recursive: true });
  const index = join(order.scratch, `${randomUUID()}.index`);
  try {
    await mirror.git(['read-tree', order.to], { index });
    for (const path of await keptByLfs(mirror, [...written.keys()], { index })) {
      if (await isPointer(mirror, written.get(path) ?? '')) continue;
      throw new NeedsHuman(`"${path}" belongs to Git LFS, which we do not write.`, {
        diagnosis: `The attributes of ${mirror.repository} give "${path}" to Git LFS. Our change would put its contents into the history itself, so nothing was committed. Change that file by hand, or take it out of the plan.`,
      });
    }
  } finally {
    await rm(index, { force: true });
  }
}

/** The files that are new or have other contents, with their blobs. */
async function writtenBetween(
  mirror: Mirror,
  from: string,
  to: string,
): Promise<ReadonlyMap<string, string>> {
  const parts = partsOf(
    await mirror.git(['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', from, to]),
  );
  const written = new Map<string, string>();
  for (let position = 0; position + 1 < parts.length; position += 2) {
    const [, mode = '', , sha = ''] = (parts[position] ?? '').slice(1).split(' ');
    if (mode.startsWith('100')) written.set(parts[position + 1] ?? '', sha);
  }
  return written;
}

/** The paths among these that the tree's attributes give to LFS. Its filter is switched off here, so its other attributes tell. */
async function keptByLfs(
  mirror: Mirror,
  paths: readonly string[],
  call: Pick<GitCall, 'index'>,
): Promise<readonly string[]> {
  const answer = await mirror.git(['check-attr', '--cached', '-z', '--stdin', 'diff', 'merge'], {
    ...call,
    input: paths.map((path) => `${path}\0`).join(''),
  });
  const parts = partsOf(answer);
  const kept = new Set<string>();
  for (let position = 0; position + 2 < parts.length; position += 3) {
    if (parts[position + 2] === 'lfs') kept.add(parts[position] ?? '');
  }
  return [...kept];
}

async function isPointer(mirror: Mirror, sha: string): Promise<boolean> {
  const size = Number((await mirror.git(['cat-file', '-s', sha])).stdout.toString('utf8'));
  if (size > LARGEST_POINTER) return false;
  const { stdout } = await mirror.git(['cat-file', 'blob', sha]);
  return size === 0 || stdout.toString('utf8').startsWith(POINTER);
}
