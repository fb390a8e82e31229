import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Git } from './git.ts';
import { resolve } from './git-commits.ts';

/** Who stands in a commit. */
export interface Signature {
  readonly name: string;
  readonly email: string;
  /** ISO time; now without it. */
  readonly date?: string;
}

/** A file to be written, or removed when its content is null. */
export interface FileChange {
  readonly path: string;
  readonly content: string | Uint8Array | null;
}

/** Makes a commit of file changes on top of `parent` (none: a first commit) without a work tree; answers its sha. Moves no branch. */
export async function commitFiles(
  git: Git,
  dir: string,
  input: {
    readonly parent: string | undefined;
    readonly changes: readonly FileChange[];
    readonly message: string;
    readonly author: Signature;
    readonly committer?: Signature;
  },
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stand-in-index-'));
  const env = { GIT_INDEX_FILE: join(folder, 'index') };
  try {
    if (input.parent !== undefined) await git(dir, ['read-tree', input.parent], { env });
    const modes = await modesOf(git, dir, input);
    const entries: string[] = [];
    for (const { path, content } of input.changes) {
      if (content === null) {
        entries.push(`0 ${'0'.repeat(40)}\t${path}\0`);
        continue;
      }
      const blob = await git(dir, ['hash-object', '-w', '--stdin'], { input: content });
      entries.push(`${modes.get(path) ?? '100644'} ${blob.stdout.trim()}\t${path}\0`);
    }
    const info = entries.join('');
    await git(dir, ['update-index', '-z', '--index-info'], { env, input: info });
    const tree = (await git(dir, ['write-tree'], { env })).stdout.trim();
    const parents = input.parent === undefined ? [] : [input.parent];
    return await commitTree(git, dir, { ...input, tree, parents });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The modes of those files that were there before. */
async function modesOf(
  git: Git,
  dir: string,
  {
    parent,
    changes,
  }: { readonly parent: string | undefined; readonly changes: readonly FileChange[] },
): Promise<ReadonlyMap<string, string>> {
  if (parent === undefined || changes.length === 0) return new Map();
  const paths = changes.map(({ path }) => path);
  const { stdout } = await git(dir, ['ls-tree', '-z', parent, '--', ...paths]);
  const entries = stdout.split('\0').map((entry) => /^(\d+) \S+ \S+\t(.*)$/s.exec(entry) ?? []);
  return new Map(entries.map(([, mode = '', path = '']) => [path, mode]));
}

/** Makes a commit of a tree; answers its sha. Moves no branch. */
export async function commitTree(
  git: Git,
  dir: string,
  input: {
    readonly tree: string;
    readonly parents: readonly string[];
    readonly message: string;
    readonly author: Signature;
    readonly committer?: Signature;
  },
): Promise<string> {
  const { author, committer = author } = input;
  const env = {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
    ...(author.date === undefined ? {} : { GIT_AUTHOR_DATE: author.date }),
    ...(committer.date === undefined ? {} : { GIT_COMMITTER_DATE: committer.date }),
  };
  const parents = input.parents.flatMap((parent) => ['-p', parent]);
  const args = ['commit-tree', input.tree, ...parents];
  return (await git(dir, args, { env, input: input.message })).stdout.trim();
}

/** Moves a ref, and only from where it is expected to be; `null` means that it is not there. False when it was elsewhere. */
export async function moveRef(
  git: Git,
  dir: string,
  ref: string,
  move: { readonly from: string | null; readonly to: string | null },
): Promise<boolean> {
  const zero = '0'.repeat(40);
  const args =
    move.to === null
      ? ['update-ref', '-d', ref, move.from ?? zero]
      : ['update-ref', ref, move.to, move.from ?? zero];
  return (await git(dir, args, { allow: [1, 128] })).code === 0;
}

/** Whether `to` has `from` among its ancestors. */
export async function isFastForward(
  git: Git,
  dir: string,
  from: string,
  to: string,
): Promise<boolean> {
  if ((await resolve(git, dir, to)) === undefined) return false;
  return (await git(dir, ['merge-base', '--is-ancestor', from, to], { allow: [1] })).code === 0;
}
