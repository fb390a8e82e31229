import type { Git } from './git.ts';

/** A person as git knows one. */
export interface GitPerson {
  readonly name: string;
  readonly email: string;
  /** ISO time, UTC, to the second. */
  readonly date: string;
}

/** One commit. */
export interface GitCommit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: GitPerson;
  readonly committer: GitPerson;
  readonly message: string;
}

const FORMAT = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'].join('%x00');

const SHA = /^[0-9a-f]{40}$/;

/** The commit a name stands for (branch, tag, sha, short sha), or undefined. */
export async function resolve(git: Git, dir: string, name: string): Promise<string | undefined> {
  if (name === '' || name.startsWith('-')) return undefined;
  // No branch or tag may be called like a whole sha.
  if (SHA.test(name)) {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
    const found = await git.lasting(dir, args, { allow: [1, 128] });
    return found.code === 0 ? found.stdout.trim() : undefined;
  }
  for (const candidate of [`refs/heads/${name}`, `refs/tags/${name}`, `refs/${name}`, name]) {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${candidate}^{commit}`];
    const found = await git(dir, args, { allow: [1, 128] });
    if (found.code === 0) return found.stdout.trim();
  }
  return undefined;
}

/** Commits of a range, newest first. `args` are those of `git log`. */
export async function log(
  git: Git,
  dir: string,
  args: readonly string[],
): Promise<readonly GitCommit[]> {
  const { stdout } = await git(dir, logOf(args));
  return commitsIn(stdout);
}

function logOf(args: readonly string[]): readonly string[] {
  return ['log', `--format=${FORMAT}%x1e`, ...args];
}

function commitsIn(text: string): readonly GitCommit[] {
  return text
    .split('\x1e')
    .map((record) => record.replace(/^\n/, ''))
    .filter((record) => record !== '')
    .map(commitFrom);
}

/** One commit by its full sha, or undefined. */
export async function commit(git: Git, dir: string, sha: string): Promise<GitCommit | undefined> {
  if (!SHA.test(sha)) return undefined;
  const found = await git.lasting(dir, logOf(['-1', sha, '--']), { allow: [128] });
  return commitsIn(found.stdout)[0];
}

function commitFrom(record: string): GitCommit {
  const [
    sha = '',
    tree = '',
    parents = '',
    an = '',
    ae = '',
    ad = '',
    cn = '',
    ce = '',
    cd = '',
    ...rest
  ] = record.split('\0');
  return {
    sha,
    tree,
    parents: parents === '' ? [] : parents.split(' '),
    author: { name: an, email: ae, date: utc(ad) },
    committer: { name: cn, email: ce, date: utc(cd) },
    message: rest.join('\0').trimEnd(),
  };
}

function utc(date: string): string {
  return `${new Date(date).toISOString().slice(0, 19)}Z`;
}

/** Branches and their tips. */
export async function branches(git: Git, dir: string): Promise<ReadonlyMap<string, string>> {
  const refs = await allRefs(git, dir, 'refs/heads');
  return new Map([...refs].map(([ref, sha]) => [ref.slice('refs/heads/'.length), sha]));
}

/** Full ref names and what they point to. */
export async function allRefs(
  git: Git,
  dir: string,
  prefix: string,
): Promise<ReadonlyMap<string, string>> {
  const format = '--format=%(refname) %(objectname)';
  const { stdout } = await git(dir, ['for-each-ref', format, prefix]);
  const rows = stdout.split('\n').filter((line) => line !== '');
  return new Map(rows.map((line) => line.split(' ') as [string, string]));
}
