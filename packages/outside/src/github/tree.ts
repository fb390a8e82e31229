import type { Octokit } from '@octokit/rest';
import type { RepositoryName } from './client.ts';
import { TreeAnswer } from './schemas.ts';

/** A file of a tree. `size` is in bytes. */
export interface TreeFile {
  readonly path: string;
  readonly size: number;
}

/** All files of a tree. One request, or one for each folder where the repository is too large for one answer. */
export async function filesOf(
  octokit: Octokit,
  name: RepositoryName,
  tree: string,
  signal: AbortSignal,
): Promise<readonly TreeFile[]> {
  const whole = await treeOf(octokit, name, tree, signal, true);
  if (!whole.truncated) return blobs(whole, '');
  const files: TreeFile[] = [];
  const folders = [{ sha: tree, path: '' }];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const level = await treeOf(octokit, name, folder.sha, signal, false);
    files.push(...blobs(level, folder.path));
    for (const entry of level.tree) {
      if (entry.type === 'tree' && entry.sha) {
        folders.push({ sha: entry.sha, path: `${folder.path}${entry.path}/` });
      }
    }
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function treeOf(
  octokit: Octokit,
  name: RepositoryName,
  sha: string,
  signal: AbortSignal,
  recursive: boolean,
): Promise<TreeAnswer> {
  const { data } = await octokit.rest.git.getTree({
    ...name,
    tree_sha: sha,
    ...(recursive ? { recursive: '1' } : {}),
    request: { signal },
  });
  return TreeAnswer.parse(data);
}

function blobs({ tree }: TreeAnswer, folder: string): readonly TreeFile[] {
  return tree
    .filter((entry) => entry.type === 'blob')
    .map((entry) => ({ path: `${folder}${entry.path}`, size: entry.size ?? 0 }));
}
