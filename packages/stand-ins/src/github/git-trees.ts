import type { Git } from './git.ts';

/** One entry of a tree. */
export interface GitEntry {
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly sha: string;
  /** Bytes; absent for trees. */
  readonly size?: number;
  readonly path: string;
}

/** Entries of a tree; `path` names a folder within it. Undefined when there is no such folder. */
export async function tree(
  git: Git,
  dir: string,
  treeish: string,
  recursive: boolean,
): Promise<readonly GitEntry[] | undefined> {
  const args = ['ls-tree', '-z', '--long', ...(recursive ? ['-r', '-t'] : []), treeish];
  const { stdout, code } = await git(dir, args, { allow: [128] });
  if (code !== 0) return undefined;
  return stdout
    .split('\0')
    .filter((row) => row !== '')
    .map((row) => {
      const [meta = '', path = ''] = row.split('\t');
      const [mode = '', type = '', sha = '', size = '-'] = meta.split(/\s+/);
      const entry = { mode, type: type as GitEntry['type'], sha, path };
      return size === '-' ? entry : { ...entry, size: Number(size) };
    });
}

/** Bytes of a blob in base64, and their number. Undefined when there is none. */
export async function blob(
  git: Git,
  dir: string,
  sha: string,
): Promise<{ readonly base64: string; readonly size: number } | undefined> {
  if (!/^[0-9a-f]{40}$/.test(sha)) return undefined;
  const bytes = await git.bytes(dir, ['cat-file', 'blob', sha]);
  return bytes === undefined ? undefined : { base64: bytes.toString('base64'), size: bytes.length };
}
