import type {
  CommentRecord,
  IssueRecord,
  ReactionRecord,
  RepositoryRecord,
  ReviewCommentRecord,
  ReviewRecord,
} from '../records.ts';
import { type GitHubWorld, permissionOf } from '../world.ts';
import { repositoryApi, repositoryHtml } from './repository.ts';
import { nodeId, numberOf, renderUser } from './user.ts';

/** What a login is to a repository, in GitHub's words. */
export function renderAssociation(world: GitHubWorld, repository: RepositoryRecord, login: string) {
  if (login === repository.owner) return 'OWNER';
  if (login === world.botLogin) return 'CONTRIBUTOR';
  const permission = permissionOf(world, repository, login);
  return permission === 'read' || permission === 'none' ? 'NONE' : 'MEMBER';
}

/** A label as GitHub embeds it. */
export function renderLabel(world: GitHubWorld, repository: RepositoryRecord, name: string) {
  const label = repository.labels.find((each) => each.name === name);
  const id = label?.id ?? numberOf(name);
  return {
    id,
    node_id: nodeId('LA', id),
    url: `${repositoryApi(world, repository)}/labels/${encodeURIComponent(name)}`,
    name,
    description: label?.description ?? '',
    color: label?.color ?? 'ededed',
    default: false,
  };
}

/** An issue; a pull request as the issues endpoints show it. */
export function renderIssue(world: GitHubWorld, repository: RepositoryRecord, issue: IssueRecord) {
  const api = repositoryApi(world, repository);
  const url = `${api}/issues/${issue.number}`;
  const kind = issue.pull === undefined ? 'issues' : 'pull';
  const html = `${repositoryHtml(world, repository)}/${kind}/${issue.number}`;
  return {
    url,
    repository_url: api,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: html,
    id: issue.id,
    node_id: nodeId('I', issue.id),
    number: issue.number,
    title: issue.title,
    body: issue.body,
    user: renderUser(world, issue.user),
    labels: issue.labels.map((name) => renderLabel(world, repository, name)),
    state: issue.state,
    state_reason: issue.stateReason,
    locked: false,
    active_lock_reason: null,
    assignee: issue.assignees[0] === undefined ? null : renderUser(world, issue.assignees[0]),
    assignees: issue.assignees.map((login) => renderUser(world, login)),
    milestone: null,
    comments: repository.comments.filter((comment) => comment.number === issue.number).length,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    closed_by: issue.closedBy === null ? null : renderUser(world, issue.closedBy),
    author_association: renderAssociation(world, repository, issue.user),
    reactions: renderReactionRollup(repository, 'issue', issue.number, `${url}/reactions`),
    performed_via_github_app: null,
    ...(issue.pull === undefined
      ? {}
      : {
          draft: issue.pull.draft,
          pull_request: {
            url: `${api}/pulls/${issue.number}`,
            html_url: html,
            diff_url: `${html}.diff`,
            patch_url: `${html}.patch`,
            merged_at: issue.pull.mergedAt,
          },
        }),
  };
}

/** Address of a comment for people. */
export function commentHtml(
  world: GitHubWorld,
  repository: RepositoryRecord,
  comment: CommentRecord,
) {
  const issue = repository.issues.find((each) => each.number === comment.number);
  const kind = issue?.pull === undefined ? 'issues' : 'pull';
  return `${repositoryHtml(world, repository)}/${kind}/${comment.number}#issuecomment-${comment.id}`;
}

/** A comment in a conversation. */
export function renderComment(
  world: GitHubWorld,
  repository: RepositoryRecord,
  comment: CommentRecord,
) {
  const api = repositoryApi(world, repository);
  const url = `${api}/issues/comments/${comment.id}`;
  return {
    id: comment.id,
    node_id: nodeId('IC', comment.id),
    url,
    html_url: commentHtml(world, repository, comment),
    issue_url: `${api}/issues/${comment.number}`,
    body: comment.body,
    user: renderUser(world, comment.user),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: renderAssociation(world, repository, comment.user),
    reactions: renderReactionRollup(repository, 'comment', comment.id, `${url}/reactions`),
    performed_via_github_app: null,
  };
}

const CONTENTS = ['+1', '-1', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes'] as const;

/** Whether GitHub knows a reaction of that name. */
export function isReaction(content: unknown): boolean {
  return CONTENTS.some((known) => known === content);
}

function renderReactionRollup(
  repository: RepositoryRecord,
  on: ReactionRecord['on'],
  target: number,
  url: string,
) {
  const own = repository.reactions.filter((each) => each.on === on && each.target === target);
  const count = (content: string) => own.filter((each) => each.content === content).length;
  const counts = Object.fromEntries(CONTENTS.map((content) => [content, count(content)]));
  return { url, total_count: own.length, ...counts };
}

/** A reaction. */
export function renderReaction(world: GitHubWorld, reaction: ReactionRecord) {
  return {
    id: reaction.id,
    node_id: nodeId('REA', reaction.id),
    user: renderUser(world, reaction.user),
    content: reaction.content,
    created_at: reaction.createdAt,
  };
}

/** A review; `lowerCase` gives the state as webhooks write it. */
export function renderReview(
  world: GitHubWorld,
  repository: RepositoryRecord,
  review: ReviewRecord,
  lowerCase = false,
) {
  const html = `${repositoryHtml(world, repository)}/pull/${review.number}#pullrequestreview-${review.id}`;
  const pull = `${repositoryApi(world, repository)}/pulls/${review.number}`;
  return {
    id: review.id,
    node_id: nodeId('PRR', review.id),
    user: renderUser(world, review.user),
    body: review.body,
    state: lowerCase ? review.state.toLowerCase() : review.state,
    html_url: html,
    pull_request_url: pull,
    _links: { html: { href: html }, pull_request: { href: pull } },
    submitted_at: review.submittedAt,
    commit_id: review.commitId,
    author_association: renderAssociation(world, repository, review.user),
  };
}

/** A comment on a line of the diff. */
export function renderReviewComment(
  world: GitHubWorld,
  repository: RepositoryRecord,
  comment: ReviewCommentRecord,
) {
  const api = repositoryApi(world, repository);
  const url = `${api}/pulls/comments/${comment.id}`;
  const html = `${repositoryHtml(world, repository)}/pull/${comment.number}#discussion_r${comment.id}`;
  const pull = `${api}/pulls/${comment.number}`;
  const { line } = comment;
  return {
    id: comment.id,
    node_id: nodeId('PRRC', comment.id),
    url,
    html_url: html,
    pull_request_url: pull,
    pull_request_review_id: comment.reviewId,
    diff_hunk: comment.diffHunk,
    path: comment.path,
    position: line ?? 1,
    original_position: line ?? 1,
    line: line ?? 1,
    original_line: line ?? 1,
    start_line: null,
    original_start_line: null,
    start_side: null,
    side: comment.side,
    subject_type: line === null ? 'file' : 'line',
    commit_id: comment.commitId,
    original_commit_id: comment.commitId,
    ...(comment.inReplyTo === null ? {} : { in_reply_to_id: comment.inReplyTo }),
    user: renderUser(world, comment.user),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: renderAssociation(world, repository, comment.user),
    _links: { self: { href: url }, html: { href: html }, pull_request: { href: pull } },
    reactions: renderReactionRollup(repository, 'review-comment', comment.id, `${url}/reactions`),
  };
}
