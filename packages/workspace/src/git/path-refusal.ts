import type { TreeListing } from './tree-listing.ts';

const LONGEST_PATH = 1_024;
// Names that a file system may take for `.git`: in any case, with trailing dots or spaces, as an NTFS short name or stream.
const GIT_FOLDER = /^\.git[ .]*(:.*)?$|^git~\d+$/i;
// Code points that HFS+ leaves out when it compares names.
const INVISIBLE = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/** Whether a text has control characters in it, line breaks included. */
export function hasControls(path: string): boolean {
  for (const character of path) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

/** Why a path may not be read or written, in one sentence; `undefined` when it may. Looks at the path alone. */
export function pathRefusal(path: string): string | undefined {
  const shown = JSON.stringify(path.slice(0, 200));
  if (path === '') return 'The path is empty.';
  if (path.length > LONGEST_PATH)
    return `The path ${shown}… is longer than ${LONGEST_PATH} characters.`;
  if (hasControls(path)) return `The path ${shown} has control characters in it.`;
  if (path.includes('\\'))
    return `The path ${shown} has a backslash in it; folders are divided by "/".`;
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) {
    return `The path ${shown} is absolute; paths begin at the repository's root.`;
  }
  for (const segment of path.split('/')) {
    if (segment === '..') return `The path ${shown} leaves the tree.`;
    if (segment === '' || segment === '.') return `The path ${shown} has an empty part.`;
    if (GIT_FOLDER.test(segment.replace(INVISIBLE, ''))) {
      return `The path ${shown} lies in git's own folder.`;
    }
  }
  return undefined;
}

/** Why a path may not be written in this tree: a link, a folder or a file stands in its way. `undefined` when it may. */
export function writeRefusal(listing: TreeListing, path: string): string | undefined {
  const refusal = pathRefusal(path);
  if (refusal !== undefined) return refusal;
  const own = listing.get(path);
  if (own !== undefined && own.kind !== 'file') return `"${path}" is a ${own.kind}, not a file.`;
  const segments = path.split('/');
  for (let depth = 1; depth < segments.length; depth += 1) {
    const above = segments.slice(0, depth).join('/');
    const entry = listing.get(above);
    if (entry !== undefined && entry.kind !== 'folder') {
      return `"${path}" lies below "${above}", which is a ${entry.kind}.`;
    }
  }
  return undefined;
}
