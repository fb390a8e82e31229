import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { CallContext } from '@patchwright/faults';
import { type GitAnswer, type GitCall, GitFailed, type GitSettings, git, textOf } from './git.ts';
import { isWithoutContents, leavingOut } from './mirror-filter.ts';
import { type Remote, type RemoteUse, remoteAccess } from './remote.ts';
import { remoteFault } from './remote-fault.ts';
import { repositoryFolder } from './repository-name.ts';

/** A repository's objects on this machine: bare, without remotes, hooks or credentials in it. */
export interface Mirror {
  readonly repository: string;
  readonly directory: string;
  /** Whether it is fetched without the contents of files, which are then brought as they are needed. */
  isWithoutContents(): Promise<boolean>;
  /** Calls git on the mirror. */
  git(args: readonly string[], call?: GitCall): Promise<GitAnswer>;
  /** Calls git on the mirror with the remote's address as `url` and its credentials. Throws faults, classified. */
  remote(
    doing: string,
    args: (url: string) => readonly string[],
    context: CallContext,
    call?: GitCall & { readonly use?: RemoteUse },
  ): Promise<GitAnswer>;
}

/** A large repository takes its time; a line that is dead is told by its low speed long before. */
const NETWORK_TIMEOUT_MS = 60 * 60_000;

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** What stands above all attributes of the repository: bytes are checked out and taken in as they are, through no filter. */
const AS_IT_IS = '* -text -ident -filter -working-tree-encoding\n';

async function passBytesUnchanged(directory: string): Promise<void> {
  const attributes = join(directory, 'info', 'attributes');
  await mkdir(join(directory, 'info'), { recursive: true });
  const draft = `${attributes}.${randomUUID()}`;
  await writeFile(draft, AS_IT_IS);
  await rename(draft, attributes);
}

/** Opens, or makes, the mirror of a repository below `root`. Nothing is fetched. */
export async function openMirror(options: {
  readonly settings: GitSettings;
  readonly root: string;
  readonly repository: string;
  readonly remote: (repository: string, use: RemoteUse) => Remote | Promise<Remote>;
  /** MB up to which a repository is mirrored with the contents of all files that it ever had; 0: always. */
  readonly wholeUpToMb: number;
}): Promise<Mirror> {
  const { settings, repository } = options;
  const mirrors = join(options.root, 'mirrors');
  const directory = join(mirrors, `${repositoryFolder(repository)}.git`);
  if (!(await isThere(join(directory, 'HEAD')))) {
    await mkdir(mirrors, { recursive: true });
    const draft = `${directory}.${randomUUID()}`;
    await git(settings, ['init', '-q', '--bare', '--template=', draft]);
    // Another process may have been first; its mirror is as good as ours.
    await rename(draft, directory).catch(() => rm(draft, { recursive: true, force: true }));
  }
  await passBytesUnchanged(directory);
  let without: boolean | undefined;
  async function isWithout(): Promise<boolean> {
    without ??= await isWithoutContents(directory, options.wholeUpToMb, () =>
      options.remote(repository, 'read'),
    );
    return without;
  }
  return {
    repository,
    directory,
    isWithoutContents: isWithout,
    git: (args, call) => git(settings, args, { gitDir: directory, ...call }),
    async remote(doing, args, context, { use = 'read', ...call } = {}) {
      try {
        const access = remoteAccess(repository, await options.remote(repository, use));
        const filter = (await isWithout()) ? leavingOut(access.url) : [];
        return await git(settings, args(access.url), {
          gitDir: directory,
          config: [...access.config, ...filter],
          secrets: access.secrets,
          signal: context.signal,
          progress: context.progress,
          timeoutMs: NETWORK_TIMEOUT_MS,
          ...call,
        });
      } catch (thrown) {
        if (context.signal.aborted) throw thrown;
        throw remoteFault(repository, doing, thrown);
      }
    },
  };
}

const LOCKED = /cannot lock ref|unable to create .*\.lock|File exists|failed to run.*pack/i;

/** Brings every branch and tag. Processes that share the mirror may do so at once. */
export async function fetchAll(mirror: Mirror, context: CallContext): Promise<void> {
  const attempts = 5;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await mirror.remote(
        'Fetching',
        (url) => [
          'fetch',
          '--prune',
          // A host may itself have the newest commits only.
          '--update-shallow',
          '--no-tags',
          '--no-write-fetch-head',
          '--progress',
          url,
          '+refs/heads/*:refs/heads/*',
          '+refs/tags/*:refs/tags/*',
        ],
        context,
      );
      return;
    } catch (thrown) {
      const cause = thrown instanceof Error ? thrown.cause : undefined;
      const contended = cause instanceof GitFailed && LOCKED.test(cause.stderr);
      if (!contended || attempt === attempts) throw thrown;
      await pause(100 * attempt, undefined, { signal: context.signal });
    }
  }
}

/** What git says when a host does not give an object that it was asked for by its sha. */
export const NOT_GIVEN =
  /not our ref|unadvertised object|couldn't find remote ref|no such remote ref/i;

/** Brings one commit by its sha; `false` when the host does not give it. Throws faults for everything else. */
export async function fetchCommit(
  mirror: Mirror,
  sha: string,
  context: CallContext,
): Promise<boolean> {
  const answer = await mirror.remote(
    'Fetching',
    (url) => [
      'fetch',
      '--update-shallow',
      '--no-tags',
      '--no-write-fetch-head',
      '--progress',
      url,
      sha,
    ],
    context,
    { accept: [0, 1, 128] },
  );
  if (answer.exitCode === 0) return true;
  if (NOT_GIVEN.test(answer.stderr)) return false;
  throw remoteFault(
    mirror.repository,
    'Fetching',
    new GitFailed('fetch', { exitCode: answer.exitCode, stderr: answer.stderr, timedOut: false }),
  );
}

/** The sha at which a branch stands on the remote now, `null` when it is not there. */
export async function remoteBranch(
  mirror: Mirror,
  branch: string,
  context: CallContext,
): Promise<string | null> {
  const reference = `refs/heads/${branch}`;
  const answer = await mirror.remote(
    'Asking',
    (url) => ['ls-remote', '--quiet', url, reference],
    context,
  );
  for (const line of textOf(answer).split('\n')) {
    const [sha, name] = line.split('\t');
    if (name === reference && sha !== undefined) return sha;
  }
  return null;
}

/** The commit that a branch, tag or sha names in the mirror as it is now. */
export async function resolveCommit(mirror: Mirror, ref: string): Promise<string | undefined> {
  const names = /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(ref)
    ? [ref]
    : [`refs/heads/${ref}`, `refs/tags/${ref}`, ref.startsWith('refs/') ? ref : undefined];
  for (const name of names) {
    if (name === undefined) continue;
    const answer = await mirror.git(
      ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`],
      {
        accept: [0, 1, 128],
      },
    );
    if (answer.exitCode === 0) return textOf(answer);
  }
  return undefined;
}
