import { z } from 'zod';
import { changeIssue } from '../conversation.ts';
import { changes, mergeBase } from '../git-diff.ts';
import { mergePull, openPull, pullCommits, requestReviewers } from '../pull-requests.ts';
import type { PullIssue } from '../records.ts';
import { unprocessable } from '../refusal.ts';
import { renderChange, renderCommit } from '../render/commit.ts';
import { renderFullPull, renderPull } from '../render/pull.ts';
import { renderUser } from '../render/user.ts';
import { now, pullOf, pullsOf } from '../world.ts';
import { numberParam, paginated, type RepositoryCall, type Router, read } from './call.ts';
import { defined } from './issues.ts';

const NewPull = z.object({
  title: z.string().min(1),
  head: z.string(),
  base: z.string(),
  body: z.string().nullish(),
  draft: z.boolean().default(false),
});
const PullPatch = z.object({
  title: z.string().min(1).optional(),
  body: z.string().nullable().optional(),
  state: z.enum(['open', 'closed']).optional(),
  base: z.string().optional(),
});
const Reviewers = z.object({ reviewers: z.array(z.string()).default([]) });
const Merge = z.object({
  sha: z.string().optional(),
  merge_method: z.enum(['merge', 'squash', 'rebase']).optional(),
  commit_title: z.string().optional(),
});

/** Pull requests: opened, found, changed, looked into, merged. */
export function registerPulls({ world, onRepository }: Router): void {
  const { git } = world;

  onRepository('GET', '/pulls', async (call) => {
    const { repository, query } = call;
    const { state = 'open', head, base } = query;
    const key = query.sort === 'updated' ? 'updatedAt' : 'createdAt';
    const found = pullsOf(repository)
      .filter((issue) => state === 'all' || issue.state === state)
      .filter(({ pull }) => head === undefined || head === `${repository.owner}:${pull.head}`)
      .filter(({ pull }) => base === undefined || base === pull.base)
      .toSorted((a, b) => a[key].localeCompare(b[key]) || a.number - b.number);
    const ascending = (query.direction ?? (key === 'updatedAt' ? 'asc' : 'desc')) === 'asc';
    const page = paginated(call, ascending ? found : found.toReversed());
    return page.map((issue) => renderPull(world, repository, issue));
  });
  onRepository('POST', '/pulls', async (call) => {
    const input = read(NewPull, call, 'PullRequest');
    const wanted = { ...input, body: input.body ?? null };
    const issue = await openPull(world, call.repository, call.user, wanted);
    call.reply.code(201);
    return renderFullPull(world, call.repository, issue);
  });
  onRepository('GET', '/pulls/:number', async (call) => {
    const { repository } = call;
    const issue = asked(call);
    if (call.accept.includes('diff') || call.accept.includes('patch')) {
      const { baseSha, headSha } = issue.pull;
      const from = await mergeBase(git, repository.gitDir, baseSha, headSha);
      call.reply.type('application/vnd.github.diff; charset=utf-8');
      return (await git(repository.gitDir, ['diff', '--no-color', from, headSha])).stdout;
    }
    return renderFullPull(world, repository, issue);
  });
  onRepository('PATCH', '/pulls/:number', async (call) => {
    const { repository } = call;
    const issue = asked(call);
    const { base, ...change } = defined(read(PullPatch, call, 'PullRequest'));
    if (base !== undefined) changeBase(call, issue, base);
    await changeIssue(world, repository, issue, call.user, change);
    return renderFullPull(world, repository, issue);
  });
  onRepository('GET', '/pulls/:number/files', async (call) => {
    const { repository } = call;
    const { headSha, baseSha } = asked(call).pull;
    const files = await changes(git, repository.gitDir, baseSha, headSha);
    return paginated(call, files).map((file) => renderChange(world, repository, headSha, file));
  });
  onRepository('GET', '/pulls/:number/commits', async (call) => {
    const { repository } = call;
    const found = await pullCommits(world, repository, asked(call));
    return paginated(call, found).map((each) => renderCommit(world, repository, each));
  });
  onRepository('GET', '/pulls/:number/merge', async (call) => {
    call.reply.code(asked(call).pull.mergedAt === null ? 404 : 204);
  });
  onRepository('PUT', '/pulls/:number/merge', async (call) => {
    const input = defined(read(Merge, call, 'PullRequest'));
    const sha = await mergePull(world, call.repository, asked(call), call.user, {
      ...(input.sha === undefined ? {} : { sha: input.sha }),
      ...(input.merge_method === undefined ? {} : { method: input.merge_method }),
      ...(input.commit_title === undefined ? {} : { title: input.commit_title }),
    });
    return { sha, merged: true, message: 'Pull Request successfully merged' };
  });
  onRepository('GET', '/pulls/:number/requested_reviewers', async (call) => {
    const users = asked(call).pull.requestedReviewers.map((login) => renderUser(world, login));
    return { users, teams: [] };
  });
  onRepository('POST', '/pulls/:number/requested_reviewers', async (call) => {
    const { repository, user } = call;
    const issue = asked(call);
    const { reviewers } = read(Reviewers, call, 'PullRequest');
    await requestReviewers(world, repository, issue, user, reviewers);
    call.reply.code(201);
    return renderPull(world, repository, issue);
  });
  onRepository('DELETE', '/pulls/:number/requested_reviewers', async (call) => {
    const issue = asked(call);
    const { reviewers } = read(Reviewers, call, 'PullRequest');
    const { pull } = issue;
    pull.requestedReviewers = pull.requestedReviewers.filter((each) => !reviewers.includes(each));
    return renderPull(world, call.repository, issue);
  });
}

function changeBase(call: RepositoryCall, issue: PullIssue, base: string): void {
  const sha = call.repository.branches.get(base);
  if (sha === undefined) throw unprocessable('PullRequest', [{ field: 'base', code: 'invalid' }]);
  Object.assign(issue.pull, { base, baseSha: sha });
  issue.updatedAt = now();
}

function asked(call: RepositoryCall): PullIssue {
  return pullOf(call.repository, numberParam(call, 'number'));
}
