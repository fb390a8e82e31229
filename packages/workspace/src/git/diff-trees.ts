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
  const [patch, listed] = await Promise.all([
    mirror.git([...DIFF, '-p', '--full-index', from, to]),
    mirror.git([...DIFF, '--raw', '--numstat', '-z', from, to]),
  ]);
  const status = new Map<string, FileDiff['status']>();
  const files: FileDiff[] = [];
  // First every file's modes, shas and letter, each followed by its path; then the figures.
  const parts = partsOf(listed);
  for (let position = 0; position < parts.length; position += 1) {
    const part = parts[position] ?? '';
    if (part.startsWith(':')) {
      position += 1;
      status.set(parts[position] ?? '', statusOf(part.at(-1)));
      continue;
    }
    const [added = '0', removed = '0', ...rest] = part.split('\t');
    const path = rest.join('\t');
    files.push({
      path,
      added: Number.parseInt(added, 10) || 0,
      removed: Number.parseInt(removed, 10) || 0,
      status: status.get(path) ?? 'modified',
    });
  }
  return { patch: patch.stdout.toString('utf8'), files };
}

function statusOf(letter: string | undefined): FileDiff['status'] {
  if (letter === 'A') return 'added';
  return letter === 'D' ? 'deleted' : 'modified';
}
