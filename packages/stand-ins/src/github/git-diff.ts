import { createHash } from 'node:crypto';
import type { Git } from './git.ts';

/** One changed file between two commits. */
export interface GitChange {
  readonly path: string;
  readonly previousPath?: string;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed';
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
  /** Unified diff from its first hunk; absent for binary files. */
  readonly patch?: string;
}

/** The commit from which both, named by their shas, have grown; `base` itself when they share nothing. */
export async function mergeBase(
  git: Git,
  dir: string,
  base: string,
  head: string,
): Promise<string> {
  const found = await git.lasting(dir, ['merge-base', base, head], { allow: [1] });
  return found.code === 0 ? found.stdout.trim() : base;
}

/** Files changed on the way from the merge base of both to `head`, as a pull request shows them. */
export async function changes(
  git: Git,
  dir: string,
  base: string,
  head: string,
): Promise<readonly GitChange[]> {
  return changesBetween(git, dir, await mergeBase(git, dir, base, head), head);
}

/** Files that differ between two commits or trees, named by their shas. */
export async function changesBetween(
  git: Git,
  dir: string,
  from: string,
  to: string,
): Promise<readonly GitChange[]> {
  const args = [
    '-c',
    'core.quotePath=false',
    'diff',
    '--no-color',
    '--no-ext-diff',
    '-M',
    '-z',
    '--no-abbrev',
    '--raw',
    '--numstat',
    '--patch',
    from,
    to,
  ];
  const { stdout } = await git.lasting(dir, args);
  // The patches follow all that ends in a NUL, behind one more.
  const [summary = '', text = ''] = stdout.split(/\0\0(?=diff --git )/, 2);
  const fields = summary.split('\0').filter((field) => field !== '');
  const patches = text.split(/^(?=diff --git )/m);
  const { found, rest } = rawChanges(fields);
  const stats = numstat(rest);
  return found.map((change, index) => {
    const { additions, deletions } = stats.get(change.path) ?? { additions: 0, deletions: 0 };
    const text = patches[index] ?? '';
    const hunk = text.search(/^@@ /m);
    const patch = hunk < 0 ? {} : { patch: text.slice(hunk).replace(/\n$/, '') };
    return { ...change, additions, deletions, ...patch };
  });
}

type RawChange = Pick<GitChange, 'path' | 'previousPath' | 'status' | 'sha'>;

/** What begins with a colon, and what follows it. */
function rawChanges(fields: readonly string[]): {
  readonly found: readonly RawChange[];
  readonly rest: readonly string[];
} {
  const found: RawChange[] = [];
  let at = 0;
  while (fields[at]?.startsWith(':')) {
    const [, , before = '', after = '', letter = 'M'] = (fields[at] ?? '').split(' ');
    const first = fields[at + 1] ?? '';
    if (letter.startsWith('R') || letter.startsWith('C')) {
      const path = fields[at + 2] ?? '';
      found.push({ path, previousPath: first, status: 'renamed', sha: after });
      at += 3;
    } else {
      const status = letter === 'A' ? 'added' : letter === 'D' ? 'removed' : 'modified';
      found.push({ path: first, status, sha: letter === 'D' ? before : after });
      at += 2;
    }
  }
  return { found, rest: fields.slice(at) };
}

function numstat(
  fields: readonly string[],
): ReadonlyMap<string, { additions: number; deletions: number }> {
  const result = new Map<string, { additions: number; deletions: number }>();
  for (let at = 0; at < fields.length; ) {
    const [added = '0', removed = '0', path = ''] = (fields[at] ?? '').split('\t');
    // A renamed file has an empty third column, and its two names follow.
    const name = path === '' ? (fields[at + 2] ?? '') : path;
    result.set(name, { additions: Number(added) || 0, deletions: Number(removed) || 0 });
    at += path === '' ? 3 : 1;
  }
  return result;
}

/** Whether `head` can be merged into `base` without a conflict, and the tree that comes of it. */
export async function tryMerge(
  git: Git,
  dir: string,
  base: string,
  head: string,
): Promise<{ readonly clean: boolean; readonly tree: string }> {
  const args = ['merge-tree', '--write-tree', '--allow-unrelated-histories', base, head];
  const result = await git.lasting(dir, args, { allow: [1] });
  return { clean: result.code === 0, tree: result.stdout.split('\n')[0] ?? '' };
}

/** GitHub's anchor of a file in a diff page. */
export function fileAnchor(path: string): string {
  return `diff-${createHash('sha256').update(path).digest('hex')}`;
}
