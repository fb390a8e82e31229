import { partsOf } from './git.ts';
import type { Mirror } from './mirror.ts';

/** One entry of a tree. `size` in bytes, 0 for what is not a file. */
export interface TreeEntry {
  readonly path: string;
  readonly kind: 'file' | 'link' | 'folder' | 'submodule';
  readonly executable: boolean;
  readonly sha: string;
  readonly size: number;
}

/** A whole tree by path. */
export type TreeListing = ReadonlyMap<string, TreeEntry>;

const KINDS: Readonly<Record<string, TreeEntry['kind']>> = {
  '040000': 'folder',
  '120000': 'link',
  '160000': 'submodule',
};

/** Reads a tree that is in the mirror, folders included. */
export async function readTree(mirror: Mirror, tree: string): Promise<TreeListing> {
  const answer = await mirror.git(['ls-tree', '-r', '-t', '-l', '-z', tree]);
  const listing = new Map<string, TreeEntry>();
  for (const line of partsOf(answer)) {
    const tab = line.indexOf('\t');
    const [mode = '', , sha = '', size = ''] = line.slice(0, tab).split(/ +/);
    const path = line.slice(tab + 1);
    listing.set(path, {
      path,
      kind: KINDS[mode] ?? 'file',
      executable: mode === '100755',
      sha,
      size: Number.parseInt(size, 10) || 0,
    });
  }
  return listing;
}

/** Keeps the listings of the trees read last, since a run asks for the same ones again and again. */
export function treeListings(
  mirror: Mirror,
  keep = 8,
): { read(tree: string): Promise<TreeListing> } {
  const listings = new Map<string, Promise<TreeListing>>();
  return {
    read(tree) {
      const known = listings.get(tree);
      if (known !== undefined) return known;
      const listing = readTree(mirror, tree);
      listings.set(tree, listing);
      listing.catch(() => listings.delete(tree));
      for (const oldest of listings.keys()) {
        if (listings.size <= keep) break;
        listings.delete(oldest);
      }
      return listing;
    },
  };
}
