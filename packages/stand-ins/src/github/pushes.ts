import { announce, announcePull } from './announce.ts';
import { startCi } from './ci-runs.ts';
import { branches, type GitCommit, log } from './git-commits.ts';
import { changesBetween } from './git-diff.ts';
import { isFastForward } from './git-writing.ts';
import type { RepositoryRecord } from './records.ts';
import { repositoryHtml } from './render/repository.ts';
import { emailOf, loginOf } from './render/user.ts';
import { type GitHubWorld, now, openPullsOf, pullsOf } from './world.ts';

const NOTHING = '0'.repeat(40);

/** One branch that moved. */
interface Move {
  readonly branch: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/**
 * Compares git's branches with those known, and lets happen what GitHub does after a push: the `push` webhook, pull requests that follow
 * their branch, CI. To be called while the repository's refs are held, see `exclusively`.
 */
export async function branchesMoved(
  world: GitHubWorld,
  repository: RepositoryRecord,
  sender: string,
): Promise<void> {
  const before = repository.branches;
  const after = await branches(world.git, repository.gitDir);
  const names = new Set([...before.keys(), ...after.keys()]);
  const moves: readonly Move[] = [...names]
    .map((branch) => ({ branch, from: before.get(branch), to: after.get(branch) }))
    .filter((move) => move.from !== move.to);
  if (moves.length === 0) return;
  repository.branches = after;
  repository.pushedAt = now();
  for (const move of moves) {
    await announcePush(world, repository, move, sender);
    await followPulls(world, repository, move, sender);
    await considerCi(world, repository, move, sender);
  }
}

async function followPulls(
  world: GitHubWorld,
  repository: RepositoryRecord,
  { branch, from, to }: Move,
  sender: string,
): Promise<void> {
  for (const issue of pullsOf(repository)) {
    if (issue.state === 'open' && issue.pull.base === branch && to !== undefined) {
      issue.pull.baseSha = to;
    }
  }
  for (const issue of openPullsOf(repository, branch)) {
    issue.updatedAt = now();
    if (to === undefined) {
      issue.state = 'closed';
      issue.closedAt = issue.updatedAt;
      issue.closedBy = sender;
      await announcePull(world, repository, issue, 'closed', sender);
    } else {
      issue.pull.headSha = to;
      await announcePull(world, repository, issue, 'synchronize', sender, {
        before: from,
        after: to,
      });
    }
  }
}

async function considerCi(
  world: GitHubWorld,
  repository: RepositoryRecord,
  { branch, to }: Move,
  actor: string,
): Promise<void> {
  if (to === undefined) return;
  const pull = openPullsOf(repository, branch)[0]?.pull;
  if (pull !== undefined) {
    const trigger = { event: 'pull_request', branch: pull.base } as const;
    await startCi(world, repository, { trigger, branch, sha: to, actor });
  } else if (branch === repository.base) {
    const trigger = { event: 'push', branch } as const;
    await startCi(world, repository, { trigger, branch, sha: to, actor });
  }
}

async function announcePush(
  world: GitHubWorld,
  repository: RepositoryRecord,
  { branch, from, to }: Move,
  sender: string,
): Promise<void> {
  if (world.webhookUrl === undefined) return;
  const { git } = world;
  const dir = repository.gitDir;
  const html = repositoryHtml(world, repository);
  const others = [...repository.branches].filter(([name]) => name !== branch).map(([, sha]) => sha);
  const range = from === undefined ? [`${to}`, '--not', ...others] : [`${from}..${to}`];
  const news =
    to === undefined ? [] : await log(git, dir, ['--reverse', '--max-count=50', ...range]);
  const tip = to === undefined ? undefined : (await log(git, dir, ['-1', to]))[0];
  const forced =
    from !== undefined && to !== undefined && !(await isFastForward(git, dir, from, to));
  announce(world, repository, 'push', sender, {
    ref: `refs/heads/${branch}`,
    before: from ?? NOTHING,
    after: to ?? NOTHING,
    base_ref: null,
    created: from === undefined,
    deleted: to === undefined,
    forced,
    compare: `${html}/compare/${(from ?? NOTHING).slice(0, 12)}...${(to ?? NOTHING).slice(0, 12)}`,
    commits: await Promise.all(news.map((each) => pushedCommit(world, repository, each))),
    head_commit: tip === undefined ? null : await pushedCommit(world, repository, tip),
    pusher: { name: sender, email: emailOf(sender) },
  });
}

async function pushedCommit(world: GitHubWorld, repository: RepositoryRecord, each: GitCommit) {
  const dir = repository.gitDir;
  const parent = each.parents[0];
  const files = parent === undefined ? [] : await changesBetween(world.git, dir, parent, each.sha);
  const paths = (...status: readonly string[]) =>
    files.filter((file) => status.includes(file.status)).map((file) => file.path);
  const person = ({ name, email, date }: GitCommit['author']) => {
    const username = loginOf(email);
    return { name, email, date, ...(username === undefined ? {} : { username }) };
  };
  return {
    id: each.sha,
    tree_id: each.tree,
    distinct: true,
    message: each.message,
    timestamp: each.committer.date,
    url: `${repositoryHtml(world, repository)}/commit/${each.sha}`,
    author: person(each.author),
    committer: person(each.committer),
    added: paths('added', 'renamed'),
    removed: paths('removed'),
    modified: paths('modified'),
  };
}
