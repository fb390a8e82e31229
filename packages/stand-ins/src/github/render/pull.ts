import { changes, mergeBase, tryMerge } from '../git-diff.ts';
import type { PullIssue, RepositoryRecord } from '../records.ts';
import type { GitHubWorld } from '../world.ts';
import { renderAssociation, renderLabel } from './issue.ts';
import {
  renderRepository,
  renderRepositoryReference,
  repositoryApi,
  repositoryHtml,
} from './repository.ts';
import { nodeId, renderUser } from './user.ts';

/** A pull request as lists show it (`pull-request-simple`). */
export function renderPull(world: GitHubWorld, repository: RepositoryRecord, issue: PullIssue) {
  const { pull } = issue;
  const api = repositoryApi(world, repository);
  const html = `${repositoryHtml(world, repository)}/pull/${issue.number}`;
  const links = pullLinks(api, issue);
  const owner = renderUser(world, repository.owner, true);
  const repo = renderRepository(world, repository);
  const side = (ref: string, sha: string) => ({
    label: `${repository.owner}:${ref}`,
    ref,
    sha,
    user: owner,
    repo,
  });
  return {
    ...links,
    id: pull.id,
    node_id: pullNodeId(issue),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    number: issue.number,
    state: issue.state,
    locked: false,
    active_lock_reason: null,
    title: issue.title,
    body: issue.body,
    user: renderUser(world, issue.user),
    labels: issue.labels.map((name) => renderLabel(world, repository, name)),
    milestone: null,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommitSha,
    assignee: issue.assignees[0] === undefined ? null : renderUser(world, issue.assignees[0]),
    assignees: issue.assignees.map((login) => renderUser(world, login)),
    requested_reviewers: pull.requestedReviewers.map((login) => renderUser(world, login)),
    requested_teams: [],
    head: side(pull.head, pull.headSha),
    base: side(pull.base, pull.baseSha),
    _links: {
      self: { href: links.url },
      html: { href: html },
      issue: { href: links.issue_url },
      comments: { href: links.comments_url },
      review_comments: { href: links.review_comments_url },
      review_comment: { href: links.review_comment_url },
      commits: { href: links.commits_url },
      statuses: { href: links.statuses_url },
    },
    author_association: renderAssociation(world, repository, issue.user),
    auto_merge: null,
    draft: pull.draft,
  };
}

/** The node id under which GraphQL knows a pull request. */
export function pullNodeId(issue: PullIssue): string {
  return nodeId('PR', issue.pull.id);
}

function pullLinks(api: string, issue: PullIssue) {
  const url = `${api}/pulls/${issue.number}`;
  return {
    url,
    issue_url: `${api}/issues/${issue.number}`,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${api}/issues/${issue.number}/comments`,
    statuses_url: `${api}/statuses/${issue.pull.headSha}`,
  };
}

/** A pull request as its own endpoint shows it: with what git says of its size and whether it can be merged. */
export async function renderFullPull(
  world: GitHubWorld,
  repository: RepositoryRecord,
  issue: PullIssue,
) {
  const { pull } = issue;
  const { git } = world;
  const dir = repository.gitDir;
  const files = await changes(git, dir, pull.baseSha, pull.headSha);
  const range = `${await mergeBase(git, dir, pull.baseSha, pull.headSha)}..${pull.headSha}`;
  const commits = Number((await git.lasting(dir, ['rev-list', '--count', range])).stdout);
  const open = issue.state === 'open';
  const clean = open && (await tryMerge(git, dir, pull.baseSha, pull.headSha)).clean;
  const sum = (of: 'additions' | 'deletions') => files.reduce((all, file) => all + file[of], 0);
  const ofThis = (record: { readonly number: number }) => record.number === issue.number;
  return {
    ...renderPull(world, repository, issue),
    merged: pull.mergedAt !== null,
    mergeable: open ? clean : null,
    rebaseable: open ? clean : null,
    mergeable_state: !open ? 'unknown' : pull.draft ? 'draft' : clean ? 'clean' : 'dirty',
    merged_by: pull.mergedBy === null ? null : renderUser(world, pull.mergedBy),
    comments: repository.comments.filter(ofThis).length,
    review_comments: repository.reviewComments.filter(ofThis).length,
    maintainer_can_modify: false,
    commits,
    additions: sum('additions'),
    deletions: sum('deletions'),
    changed_files: files.length,
  };
}

/** The few fields by which runs and checks name a pull request. */
export function renderPullReference(
  world: GitHubWorld,
  repository: RepositoryRecord,
  issue: PullIssue,
) {
  const repo = renderRepositoryReference(world, repository);
  const { pull } = issue;
  return {
    id: pull.id,
    number: issue.number,
    url: `${repositoryApi(world, repository)}/pulls/${issue.number}`,
    head: { ref: pull.head, sha: pull.headSha, repo },
    base: { ref: pull.base, sha: pull.baseSha, repo },
  };
}
