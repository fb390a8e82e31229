import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Terminal } from '@patchwright/faults';
import { textOf } from './git.ts';
import type { Mirror } from './mirror.ts';
import { writeRefusal } from './path-refusal.ts';
import { LARGEST_FILE } from './read-file.ts';
import type { TreeListing } from './tree-listing.ts';

/** A file to be written whole, or removed with `null`. */
export interface FileChange {
  readonly path: string;
  readonly content: string | null;
}

const ABSENT = '0'.repeat(40);

function demandChanges(listing: TreeListing, files: readonly FileChange[]): void {
  const paths = new Set<string>();
  for (const { path, content } of files) {
    const refusal = writeRefusal(listing, path);
    if (refusal !== undefined) throw new Terminal(refusal);
    if (paths.has(path)) throw new Terminal(`"${path}" is written twice in one call.`);
    if (content !== null && Buffer.byteLength(content) > LARGEST_FILE) {
      throw new Terminal(`"${path}" would be larger than ${LARGEST_FILE} bytes.`);
    }
    paths.add(path);
  }
  for (const path of paths) {
    const segments = path.split('/');
    for (let depth = 1; depth < segments.length; depth += 1) {
      const above = segments.slice(0, depth).join('/');
      if (paths.has(above))
        throw new Terminal(`"${above}" cannot be a file and the folder of "${path}".`);
    }
  }
}

/**
 * Makes the tree that has these files instead. A file keeps whether it is executable; nothing is checked out.
 *
 * @throws Terminal for paths that leave the tree, lie in `.git`, or go through links.
 */
export async function writeFiles(
  mirror: Mirror,
  options: {
    readonly scratch: string;
    readonly tree: string;
    readonly listing: TreeListing;
    readonly files: readonly FileChange[];
  },
): Promise<string> {
  demandChanges(options.listing, options.files);
  if (options.files.length === 0) return options.tree;
  await mkdir(options.scratch, { recursive: true });
  const index = join(options.scratch, `${randomUUID()}.index`);
  try {
    await mirror.git(['read-tree', options.tree], { index });
    const lines: string[] = [];
    for (const { path, content } of options.files) {
      if (content === null) {
        lines.push(`0 ${ABSENT}\t${path}\0`);
        continue;
      }
      const sha = textOf(await mirror.git(['hash-object', '-w', '--stdin'], { input: content }));
      const mode = options.listing.get(path)?.executable === true ? '100755' : '100644';
      lines.push(`${mode} ${sha}\t${path}\0`);
    }
    await mirror.git(['update-index', '-z', '--index-info'], { index, input: lines.join('') });
    return textOf(await mirror.git(['write-tree'], { index }));
  } finally {
    await rm(index, { force: true });
  }
}
