import { z } from 'zod';
import { createStatus } from '../check-runs.ts';
import { commit, log, resolve } from '../git-commits.ts';
import { changes, changesBetween, mergeBase } from '../git-diff.ts';
import type { StatusRecord } from '../records.ts';
import { notFound, Refusal } from '../refusal.ts';
import { latestByName, renderCheckRun, renderCheckSuite, renderStatus } from '../render/checks.ts';
import { renderChange, renderCommit } from '../render/commit.ts';
import { renderPull } from '../render/pull.ts';
import { renderRepository, repositoryApi, repositoryHtml } from '../render/repository.ts';
import { pullsOf } from '../world.ts';
import { paginated, type RepositoryCall, type Router, read } from './call.ts';

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const MAX_COMMITS = 1000;

const NewStatus = z.object({
  state: z.enum(['error', 'failure', 'pending', 'success']),
  context: z.string().default('default'),
  description: z.string().nullable().default(null),
  target_url: z.string().nullable().default(null),
});

/** Commits, comparisons, and what is said about a commit: statuses, check runs, suites. */
export function registerCommits({ world, onRepository }: Router): void {
  const { git } = world;

  async function shaOf(call: RepositoryCall, name = call.params.ref ?? ''): Promise<string> {
    const found = await resolve(git, call.repository.gitDir, name);
    if (found === undefined) throw new Refusal(422, `No commit found for SHA: ${name}`);
    return found;
  }

  onRepository('GET', '/commits', async (call) => {
    const { repository, query } = call;
    const from = await resolve(git, repository.gitDir, query.sha ?? repository.base);
    if (from === undefined) throw notFound();
    const args = [`--max-count=${MAX_COMMITS}`];
    for (const key of ['since', 'until', 'author'] as const) {
      if (query[key] !== undefined) args.push(`--${key}=${query[key]}`);
    }
    args.push(from);
    if (query.path !== undefined) args.push('--', query.path);
    const page = paginated(call, await log(git, repository.gitDir, args));
    return page.map((each) => renderCommit(world, repository, each));
  });
  onRepository('GET', '/commits/:ref', async (call) => {
    const { repository } = call;
    const found = await commit(git, repository.gitDir, await shaOf(call));
    if (found === undefined) throw notFound();
    const parent = found.parents[0] ?? EMPTY_TREE;
    if (call.accept.includes('diff') || call.accept.includes('patch')) {
      return sendDiff(call, parent, found.sha);
    }
    const files = await changesBetween(git, repository.gitDir, parent, found.sha);
    const sum = (of: 'additions' | 'deletions') => files.reduce((all, file) => all + file[of], 0);
    const [additions, deletions] = [sum('additions'), sum('deletions')];
    return {
      ...renderCommit(world, repository, found),
      stats: { total: additions + deletions, additions, deletions },
      files: files.map((file) => renderChange(world, repository, found.sha, file)),
    };
  });
  onRepository('GET', '/commits/:ref/pulls', async (call) => {
    const sha = await shaOf(call);
    const found = pullsOf(call.repository).filter(
      ({ pull }) => pull.headSha === sha || pull.mergeCommitSha === sha,
    );
    return found.map((issue) => renderPull(world, call.repository, issue));
  });
  onRepository('GET', '/compare/*', async (call) => {
    const { repository } = call;
    const dir = repository.gitDir;
    const [base = '', head = ''] = (call.params['*'] ?? '').split(/\.{2,3}/);
    const branch = (name: string) => name.slice(name.indexOf(':') + 1);
    const [from, to] = [
      await resolve(git, dir, branch(base)),
      await resolve(git, dir, branch(head)),
    ];
    if (from === undefined || to === undefined) throw notFound();
    const fork = await mergeBase(git, dir, from, to);
    if (call.accept.includes('diff')) return sendDiff(call, fork, to);
    const ahead = await log(git, dir, ['--reverse', `${from}..${to}`]);
    const behind = (await log(git, dir, [`${to}..${from}`])).length;
    const files = await changes(git, dir, from, to);
    const ends = await Promise.all([commit(git, dir, from), commit(git, dir, fork)]);
    const [baseCommit, forkCommit] = ends.map(
      (each) => each && renderCommit(world, repository, each),
    );
    const html = `${repositoryHtml(world, repository)}/compare/${base}...${head}`;
    return {
      url: `${repositoryApi(world, repository)}/compare/${base}...${head}`,
      html_url: html,
      permalink_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      base_commit: baseCommit,
      merge_base_commit: forkCommit,
      status:
        ahead.length > 0
          ? behind > 0
            ? 'diverged'
            : 'ahead'
          : behind > 0
            ? 'behind'
            : 'identical',
      ahead_by: ahead.length,
      behind_by: behind,
      total_commits: ahead.length,
      commits: ahead.map((each) => renderCommit(world, repository, each)),
      files: files.map((file) => renderChange(world, repository, to, file)),
    };
  });

  async function sendDiff(call: RepositoryCall, from: string, to: string): Promise<string> {
    call.reply.type('application/vnd.github.diff; charset=utf-8');
    return (await git(call.repository.gitDir, ['diff', '--no-color', from, to])).stdout;
  }

  onRepository('GET', '/commits/:ref/check-runs', async (call) => {
    const { repository, query } = call;
    const sha = await shaOf(call);
    const ofCommit = repository.checkRuns.filter((check) => check.headSha === sha);
    const wanted = (query.filter === 'all' ? ofCommit : latestByName(ofCommit))
      .filter((check) => query.check_name === undefined || check.name === query.check_name)
      .filter((check) => query.status === undefined || check.status === query.status);
    const page = paginated(call, wanted);
    const check_runs = page.map((check) => renderCheckRun(world, repository, check));
    return { total_count: wanted.length, check_runs };
  });
  onRepository('GET', '/commits/:ref/check-suites', async (call) => {
    const { repository } = call;
    const sha = await shaOf(call);
    const suites = repository.suites.filter((suite) => suite.headSha === sha);
    const rendered = suites.map((suite) => renderCheckSuite(world, repository, suite));
    return { total_count: suites.length, check_suites: await Promise.all(rendered) };
  });
  onRepository('GET', '/commits/:ref/statuses', async (call) => {
    const sha = await shaOf(call);
    const newest = call.repository.statuses.filter((status) => status.sha === sha).toReversed();
    return paginated(
      call,
      newest.map((status) => renderStatus(world, call.repository, status)),
    );
  });
  onRepository('GET', '/commits/:ref/status', async (call) => {
    const { repository } = call;
    const sha = await shaOf(call);
    const latest = new Map<string, StatusRecord>();
    for (const status of repository.statuses) {
      if (status.sha === sha) latest.set(status.context, status);
    }
    const statuses = [...latest.values()];
    const api = `${repositoryApi(world, repository)}/commits/${sha}`;
    return {
      state: combined(statuses),
      statuses: statuses.map((status) => {
        const { creator: _creator, ...rendered } = renderStatus(world, repository, status);
        return rendered;
      }),
      sha,
      total_count: statuses.length,
      repository: renderRepository(world, repository),
      commit_url: api,
      url: `${api}/status`,
    };
  });
  onRepository('POST', '/statuses/:ref', async (call) => {
    const { repository, user } = call;
    const { target_url: targetUrl, ...input } = read(NewStatus, call, 'Status');
    const sha = await shaOf(call);
    const status = await createStatus(world, repository, { ...input, targetUrl, sha, user });
    call.reply.code(201);
    return renderStatus(world, repository, status);
  });
}

function combined(statuses: readonly StatusRecord[]): string {
  if (statuses.some(({ state }) => state === 'error' || state === 'failure')) return 'failure';
  return statuses.length > 0 && statuses.every(({ state }) => state === 'success')
    ? 'success'
    : 'pending';
}
