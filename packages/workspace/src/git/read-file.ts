import { Terminal } from '@patchwright/faults';
import type { Mirror } from './mirror.ts';
import type { TreeEntry } from './tree-listing.ts';

/** The largest file that is handed over as text, in bytes. */
export const LARGEST_FILE = 8 * 1024 * 1024;

/** Files asked for in one call of git. */
const PORTION = 500;

/**
 * The text of a file; `null` when it is binary (a NUL byte, or bytes that are no UTF-8).
 *
 * @throws Terminal when it is larger than `LARGEST_FILE`.
 */
export async function readText(mirror: Mirror, entry: TreeEntry): Promise<string | null> {
  if (entry.size > LARGEST_FILE) {
    throw new Terminal(`"${entry.path}" has ${entry.size} bytes; the limit is ${LARGEST_FILE}.`);
  }
  const { stdout } = await mirror.git(['cat-file', 'blob', entry.sha]);
  return decodeText(stdout);
}

function decodeText(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** A file's path with its text. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** The first `maxFiles` text files by path among those of at most `maxBytes`, read in one go. */
export async function readTexts(
  mirror: Mirror,
  entries: Iterable<TreeEntry>,
  limits: { readonly maxFiles: number; readonly maxBytes: number },
): Promise<readonly TextFile[]> {
  const wanted = [...entries]
    .filter((entry) => entry.kind === 'file' && entry.size <= limits.maxBytes)
    .sort((one, other) => (one.path < other.path ? -1 : 1));
  const files: TextFile[] = [];
  // In portions: what turns out to be binary makes room for later ones, and memory stays bounded.
  for (let start = 0; start < wanted.length && files.length < limits.maxFiles; start += PORTION) {
    const portion = wanted.slice(start, start + PORTION);
    const { stdout } = await mirror.git(['cat-file', '--batch'], {
      input: portion.map((entry) => `${entry.sha}\n`).join(''),
    });
    let position = 0;
    for (const entry of portion) {
      // Each answer is "<sha> blob <size>", the bytes, and a line break.
      const from = stdout.indexOf(0x0a, position) + 1;
      const text = decodeText(stdout.subarray(from, from + entry.size));
      position = from + entry.size + 1;
      if (text !== null && files.length < limits.maxFiles) files.push({ path: entry.path, text });
    }
  }
  return files;
}
