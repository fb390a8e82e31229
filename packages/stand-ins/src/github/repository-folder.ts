import { appendFile, chmod, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Git } from './git.ts';
import { commitTree } from './git-writing.ts';

/** Where the history of a repository comes from: a folder or work tree, an address, or a bare repository. All are copied. */
export type RepositorySource =
  | { readonly path: string }
  | { readonly url: string }
  | { readonly bare: string };

/**
 * Makes the bare repository that is served: a copy of the source whose default branch is `base`, with protected branches that
 * refuse pushes. A folder without git becomes one commit. Rejects when the source has no branch `base`.
 */
export async function createRepositoryFolder(
  git: Git,
  gitDir: string,
  input: {
    readonly source: RepositorySource;
    readonly base: string;
    readonly protectedBranches: readonly string[];
  },
): Promise<void> {
  await mkdir(dirname(gitDir), { recursive: true });
  const from = await cloneable(input.source);
  if (from === undefined) await importFolder(git, gitDir, input);
  else await copyHistory(git, gitDir, from, input.base);
  await configure(gitDir, input.protectedBranches);
}

async function copyHistory(git: Git, gitDir: string, from: string, base: string): Promise<void> {
  await git(dirname(gitDir), ['clone', '--quiet', '--bare', '--no-hardlinks', from, gitDir]);
  await git(gitDir, ['remote', 'remove', 'origin'], { allow: [2, 128] });
  const found = await git(gitDir, ['rev-parse', '--verify', '--quiet', `refs/heads/${base}`], {
    allow: [1, 128],
  });
  if (found.code !== 0) throw new Error(`The repository has no branch ${base}`);
  await git(gitDir, ['symbolic-ref', 'HEAD', `refs/heads/${base}`]);
}

async function cloneable(source: RepositorySource): Promise<string | undefined> {
  if ('url' in source) return source.url;
  if ('bare' in source) return source.bare;
  const hasGit = await stat(join(source.path, '.git')).catch(() => undefined);
  const isBare = await stat(join(source.path, 'HEAD')).catch(() => undefined);
  return hasGit === undefined && isBare === undefined ? undefined : source.path;
}

async function importFolder(
  git: Git,
  gitDir: string,
  input: { readonly source: RepositorySource; readonly base: string },
): Promise<void> {
  const folder = 'path' in input.source ? input.source.path : '';
  await git(dirname(gitDir), [
    'init',
    '--quiet',
    '--bare',
    `--initial-branch=${input.base}`,
    gitDir,
  ]);
  const at = [`--git-dir=${gitDir}`, `--work-tree=${folder}`];
  await git(folder, [...at, 'add', '--all', '--', '.', ':(exclude,glob)**/node_modules/**']);
  const tree = (await git(folder, [...at, 'write-tree'])).stdout.trim();
  const author = { name: 'Patchwright stand-in', email: 'stand-in@patchwright.example' };
  const message = 'chore: import the project';
  const sha = await commitTree(git, gitDir, { tree, parents: [], message, author });
  await git(gitDir, ['update-ref', `refs/heads/${input.base}`, sha]);
}

/** Refuses pushes to protected branches in GitHub's words; git itself calls it before a ref moves. */
const UPDATE_HOOK = `#!/bin/sh
for branch in $(git config --get-all standin.protected); do
  if [ "$1" = "refs/heads/$branch" ]; then
    echo "error: GH006: Protected branch update failed for $1." >&2
    echo "error: Changes must be made through a pull request." >&2
    exit 1
  fi
done
exit 0
`;

const SETTINGS = `
[http]
	receivepack = true
[uploadpack]
	allowAnySHA1InWant = true
	allowFilter = true
[receive]
	autogc = false
[gc]
	auto = 0
[core]
	logAllRefUpdates = true
[standin]
`;

/** Written as git would write it, since a process for each of them is what takes long. */
async function configure(gitDir: string, protectedBranches: readonly string[]): Promise<void> {
  const branches = protectedBranches.map((branch) => `\tprotected = ${JSON.stringify(branch)}\n`);
  await appendFile(join(gitDir, 'config'), [SETTINGS, ...branches].join(''));
  await mkdir(join(gitDir, 'hooks'), { recursive: true });
  const hook = join(gitDir, 'hooks', 'update');
  await writeFile(hook, UPDATE_HOOK);
  await chmod(hook, 0o755);
}
