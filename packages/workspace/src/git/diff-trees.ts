import { partsOf } from './git.ts';
import type { Mirror } from './mirror.ts';

/** One file that differs. Binary files count no lines. */
export interface FileDiff {
  readonly path: string;
  readonly added: number;
  readonly removed: number;
  readonly status: 'added' | 'modified' | 'deleted';
}

const DIFF = ['diff-tree', '-r', '--no-renames', '--no-ext-diff', '--no-textconv', '--no-color'];

/** What changes from one tree or commit to another: a patch that `git apply` takes, and its figures by path. */
export async function diffTrees(
  mirror: Mirror,
  from: string,
  to: string,
): Promise<{ readonly patch: string; readonly files: readonly FileDiff[] }> {
  const [patch, figures, states] = await Promise.all([
    mirror.git([...DIFF, '-p', '--full-index', from, to]),
    mirror.git([...DIFF, '--numstat', '-z', from, to]),
    mirror.git([...DIFF, '--name-status', '-z', from, to]),
  ]);
  const parts = partsOf(states);
  const status = new Map<string, FileDiff['status']>();
  for (let position = 0; position + 1 < parts.length; position += 2) {
    const letter = parts[position];
    const state = letter === 'A' ? 'added' : letter === 'D' ? 'deleted' : 'modified';
    status.set(parts[position + 1] ?? '', state);
  }
  const files = partsOf(figures).map((line): FileDiff => {
    const [added = '0', removed = '0', ...rest] = line.split('\t');
    const path = rest.join('\t');
    return {
      path,
      added: Number.parseInt(added, 10) || 0,
      removed: Number.parseInt(removed, 10) || 0,
      status: status.get(path) ?? 'modified',
    };
  });
  return { patch: patch.stdout.toString('utf8'), files };
}
