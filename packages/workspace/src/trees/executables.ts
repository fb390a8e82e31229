import { chmod, lstat, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mirror } from '../git/mirror.ts';
import type { WorkTree } from './work-tree.ts';

const PLAIN = '100644';
const EXECUTABLE = '100755';

/** A tracked file whose state differs between two places, as git tells it. */
export interface RawChange {
  readonly path: string;
  /** Modes as in a tree: `100644`, `100755`, `120000`, `160000`. */
  readonly from: string;
  readonly to: string;
  /** What it is at the second place; zeros where that is a folder on the disk. */
  readonly sha: string;
}

/** Reads what `git diff-index` or `git diff-files` says with `--raw -z --no-renames`. */
export function readRaw(said: Buffer): readonly RawChange[] {
  const parts = said.toString('utf8').split('\0');
  const found: RawChange[] = [];
  for (let position = 0; position + 1 < parts.length; position += 2) {
    const [from = '', to = '', , sha = ''] = (parts[position] ?? '').slice(1).split(' ');
    found.push({ path: parts[position + 1] ?? '', from, to, sha });
  }
  return found;
}

/** The tracked files that something made executable in the folder since it was brought to its tree. */
export async function madeExecutable(
  mirror: Mirror,
  { path, index }: WorkTree,
): Promise<readonly string[]> {
  const call = { workTree: path, index };
  const answer = await mirror.git(['diff-files', '--raw', '-z', '--no-renames'], call);
  return readRaw(answer.stdout)
    .filter(gained)
    .map((change) => change.path);
}

/** Makes files of the folder executable. Passes over what is not there, is no file, or is reached through a link. */
export async function makeExecutable(workTree: WorkTree, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  const root = await realpath(workTree.path);
  for (const path of paths) {
    const file = join(root, path);
    // A link that a command left behind may lead out of the folder.
    if ((await realpath(file).catch(() => undefined)) !== file) continue;
    const state = await lstat(file);
    if (state.isFile()) await chmod(file, state.mode | 0o111);
  }
}

/** Takes from the index again that these files, which are not so in `tree`, are executable. */
export async function forgetExecutable(
  mirror: Mirror,
  { path, index }: WorkTree,
  tree: string,
  paths: readonly string[],
): Promise<void> {
  if (paths.length === 0) return;
  const call = { workTree: path, index };
  const answer = await mirror.git(
    ['diff-index', '--cached', '--raw', '-z', '--no-renames', tree],
    call,
  );
  const lines = readRaw(answer.stdout)
    .filter((change) => gained(change) && paths.includes(change.path))
    .map((change) => `${PLAIN} ${change.sha}\t${change.path}\0`);
  if (lines.length === 0) return;
  await mirror.git(['update-index', '-z', '--index-info'], { ...call, input: lines.join('') });
}

function gained({ from, to }: RawChange): boolean {
  return from === PLAIN && to === EXECUTABLE;
}
