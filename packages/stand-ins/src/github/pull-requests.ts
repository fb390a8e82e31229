import { announcePull, announceReview, announceReviewComment } from './announce.ts';
import { startCi } from './ci-runs.ts';
import { nextNumber } from './conversation.ts';
import { log } from './git-commits.ts';
import { changes, mergeBase, tryMerge } from './git-diff.ts';
import { commitTree, moveRef } from './git-writing.ts';
import { branchesMoved } from './pushes.ts';
import type { PullIssue, RepositoryRecord, ReviewCommentRecord, ReviewRecord } from './records.ts';
import { Refusal, unprocessable } from './refusal.ts';
import { emailOf, renderUser } from './render/user.ts';
import { exclusively, type GitHubWorld, now, openPullsOf } from './world.ts';

/** A pull request that is to be opened. */
export interface NewPull {
  readonly title: string;
  readonly body?: string | null;
  /** `branch` or `owner:branch`. */
  readonly head: string;
  readonly base: string;
  readonly draft?: boolean;
}

/** Opens a pull request within a repository, and starts CI for its head. Throws GitHub's 422 when it cannot be. */
export async function openPull(
  world: GitHubWorld,
  repository: RepositoryRecord,
  user: string,
  input: NewPull,
): Promise<PullIssue> {
  // Two requests at once must not both find that there is none yet.
  return exclusively(world, repository, () => openPullNow(world, repository, user, input));
}

async function openPullNow(
  world: GitHubWorld,
  repository: RepositoryRecord,
  user: string,
  input: NewPull,
): Promise<PullIssue> {
  const head = input.head.startsWith(`${repository.owner}:`)
    ? input.head.slice(repository.owner.length + 1)
    : input.head;
  const headSha = repository.branches.get(head);
  const baseSha = repository.branches.get(input.base);
  if (headSha === undefined)
    throw unprocessable('PullRequest', [{ field: 'head', code: 'invalid' }]);
  if (baseSha === undefined)
    throw unprocessable('PullRequest', [{ field: 'base', code: 'invalid' }]);
  if (openPullsOf(repository, head).some((issue) => issue.pull.base === input.base)) {
    throw unprocessable('PullRequest', [
      `A pull request already exists for ${repository.owner}:${head}.`,
    ]);
  }
  const { git } = world;
  if ((await mergeBase(git, repository.gitDir, baseSha, headSha)) === headSha) {
    throw unprocessable('PullRequest', [`No commits between ${input.base} and ${head}`]);
  }
  const time = now();
  const issue: PullIssue = {
    id: world.nextId(),
    number: nextNumber(repository),
    user,
    createdAt: time,
    title: input.title,
    body: input.body ?? null,
    state: 'open',
    stateReason: null,
    labels: [],
    assignees: [],
    updatedAt: time,
    closedAt: null,
    closedBy: null,
    pull: {
      id: world.nextId(),
      head,
      base: input.base,
      headSha,
      baseSha,
      draft: input.draft ?? false,
      mergedAt: null,
      mergedBy: null,
      mergeCommitSha: null,
      requestedReviewers: [],
    },
  };
  repository.issues.push(issue);
  await announcePull(world, repository, issue, 'opened', user);
  const trigger = { event: 'pull_request', branch: input.base } as const;
  await startCi(world, repository, { trigger, branch: head, sha: headSha, actor: user });
  return issue;
}

/** Makes a draft ready, or a ready pull request a draft again. */
export async function setDraft(
  world: GitHubWorld,
  repository: RepositoryRecord,
  issue: PullIssue,
  user: string,
  draft: boolean,
): Promise<void> {
  if (issue.pull.draft === draft) return;
  issue.pull.draft = draft;
  issue.updatedAt = now();
  const action = draft ? 'converted_to_draft' : 'ready_for_review';
  await announcePull(world, repository, issue, action, user);
}

/** Asks people for a review. Throws GitHub's 422 when the author is asked. */
export async function requestReviewers(
  world: GitHubWorld,
  repository: RepositoryRecord,
  issue: PullIssue,
  user: string,
  reviewers: readonly string[],
): Promise<void> {
  if (reviewers.includes(issue.user)) {
    throw new Refusal(422, 'Review cannot be requested from pull request author.');
  }
  const asked = issue.pull.requestedReviewers;
  issue.pull.requestedReviewers = [...new Set([...asked, ...reviewers])];
  issue.updatedAt = now();
  for (const reviewer of reviewers.filter((each) => !asked.includes(each))) {
    const more = { requested_reviewer: renderUser(world, reviewer) };
    await announcePull(world, repository, issue, 'review_requested', user, more);
  }
}

/** What a review says; comments stand on lines of the diff. */
export interface ReviewInput {
  readonly event: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT';
  readonly body?: string;
  readonly commitId?: string;
  readonly comments?: readonly ReviewCommentInput[];
}

/** A comment on a line, or on a file without one. */
export interface ReviewCommentInput {
  readonly path: string;
  readonly body: string;
  readonly line?: number;
  readonly side?: 'LEFT' | 'RIGHT';
}

const STATES = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
} as const;

/** Submits a review. Throws GitHub's 422 when authors approve their own, or ask for changes without saying which. */
export async function submitReview(
  world: GitHubWorld,
  repository: RepositoryRecord,
  issue: PullIssue,
  user: string,
  input: ReviewInput,
): Promise<ReviewRecord> {
  if (issue.user === user && input.event !== 'COMMENT') {
    const what = input.event === 'APPROVE' ? 'approve' : 'request changes on';
    throw new Refusal(422, 'Unprocessable Entity', {
      errors: [`Can not ${what} your own pull request`],
    });
  }
  if (input.event === 'REQUEST_CHANGES' && !input.body && !input.comments?.length) {
    throw new Refusal(422, 'Unprocessable Entity', { errors: ['Review cannot be blank'] });
  }
  const review: ReviewRecord = {
    id: world.nextId(),
    number: issue.number,
    user,
    body: input.body ?? '',
    state: STATES[input.event],
    commitId: input.commitId ?? issue.pull.headSha,
    submittedAt: now(),
  };
  repository.reviews.push(review);
  issue.updatedAt = review.submittedAt;
  const { requestedReviewers } = issue.pull;
  issue.pull.requestedReviewers = requestedReviewers.filter((login) => login !== user);
  const lines: ReviewCommentRecord[] = [];
  for (const comment of input.comments ?? []) {
    const line = { ...comment, reviewId: review.id };
    lines.push(await keepReviewComment(world, repository, issue, user, line));
  }
  // Whoever is told of a review finds its comments there.
  announceReview(world, repository, issue, review);
  for (const line of lines) announceReviewComment(world, repository, issue, line);
  return review;
}

/** Comments on a line of the diff, or answers such a comment. Throws GitHub's 422 when the file is not part of the diff. */
export async function addReviewComment(
  world: GitHubWorld,
  repository: RepositoryRecord,
  issue: PullIssue,
  user: string,
  input: NewReviewComment,
): Promise<ReviewCommentRecord> {
  const comment = await keepReviewComment(world, repository, issue, user, input);
  announceReviewComment(world, repository, issue, comment);
  return comment;
}

type NewReviewComment = ReviewCommentInput & {
  readonly reviewId?: number;
  readonly inReplyTo?: number;
};

async function keepReviewComment(
  world: GitHubWorld,
  repository: RepositoryRecord,
  issue: PullIssue,
  user: string,
  input: NewReviewComment,
): Promise<ReviewCommentRecord> {
  const { headSha, baseSha } = issue.pull;
  const files = await changes(world.git, repository.gitDir, baseSha, headSha);
  const file = files.find((each) => each.path === input.path);
  if (file === undefined) {
    throw unprocessable('PullRequestReviewComment', [{ field: 'path', code: 'invalid' }]);
  }
  const time = now();
  const comment: ReviewCommentRecord = {
    id: world.nextId(),
    number: issue.number,
    reviewId: input.reviewId ?? null,
    user,
    path: input.path,
    line: input.line ?? null,
    side: input.side ?? 'RIGHT',
    diffHunk: file.patch?.split(/\n(?=@@ )/)[0] ?? '',
    commitId: headSha,
    inReplyTo: input.inReplyTo ?? null,
    body: input.body,
    createdAt: time,
    updatedAt: time,
  };
  repository.reviewComments.push(comment);
  issue.updatedAt = time;
  return comment;
}

/** Merges a pull request; answers the commit that the base now points to. Throws GitHub's 405 when it cannot be, 409 when the head moved. */
export async function mergePull(
  world: GitHubWorld,
  repository: RepositoryRecord,
  issue: PullIssue,
  user: string,
  input: { readonly sha?: string; readonly method?: string; readonly title?: string },
): Promise<string> {
  return exclusively(world, repository, async () => {
    const { pull } = issue;
    const { git } = world;
    const dir = repository.gitDir;
    if (input.sha !== undefined && input.sha !== pull.headSha) {
      throw new Refusal(409, 'Head branch was modified. Review and try the merge again.');
    }
    const { clean, tree } = await tryMerge(git, dir, pull.baseSha, pull.headSha);
    if (issue.state !== 'open' || pull.draft || !clean) {
      throw new Refusal(405, 'Pull Request is not mergeable');
    }
    const squash = input.method === 'squash';
    const title = squash
      ? `${issue.title} (#${issue.number})`
      : `Merge pull request #${issue.number} from ${repository.owner}/${pull.head}\n\n${issue.title}`;
    const sha = await commitTree(git, dir, {
      tree,
      parents: squash ? [pull.baseSha] : [pull.baseSha, pull.headSha],
      message: input.title ?? title,
      author: { name: user, email: emailOf(user) },
      committer: { name: 'GitHub', email: 'noreply@github.com' },
    });
    const from = pull.baseSha;
    if (!(await moveRef(git, dir, `refs/heads/${pull.base}`, { from, to: sha }))) {
      throw new Refusal(409, 'Base branch was modified. Review and try the merge again.');
    }
    const time = now();
    Object.assign(pull, { mergedAt: time, mergedBy: user, mergeCommitSha: sha });
    Object.assign(issue, { state: 'closed', closedAt: time, closedBy: user, updatedAt: time });
    await announcePull(world, repository, issue, 'closed', user);
    await branchesMoved(world, repository, user);
    return sha;
  });
}

/** The commits of a pull request, oldest first. */
export async function pullCommits(
  world: GitHubWorld,
  repository: RepositoryRecord,
  issue: PullIssue,
) {
  const { baseSha, headSha } = issue.pull;
  const from = await mergeBase(world.git, repository.gitDir, baseSha, headSha);
  return log(world.git, repository.gitDir, ['--reverse', `${from}..${headSha}`]);
}
