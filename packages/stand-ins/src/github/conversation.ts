import { announceComment, announceIssue, announceLabel, announcePull } from './announce.ts';
import {
  type CommentRecord,
  type IssueRecord,
  isPull,
  type ReactionRecord,
  type RepositoryRecord,
} from './records.ts';
import { unprocessable } from './refusal.ts';
import { isReaction } from './render/issue.ts';
import { type GitHubWorld, now } from './world.ts';

/** The next number of an issue or pull request in a repository. */
export function nextNumber(repository: RepositoryRecord): number {
  return repository.issues.length + 1;
}

/** Opens an issue. */
export async function openIssue(
  world: GitHubWorld,
  repository: RepositoryRecord,
  user: string,
  input: {
    readonly title: string;
    readonly body?: string | null;
    readonly labels?: readonly string[];
    readonly assignees?: readonly string[];
  },
): Promise<IssueRecord> {
  const time = now();
  const issue: IssueRecord = {
    id: world.nextId(),
    number: nextNumber(repository),
    user,
    createdAt: time,
    title: input.title,
    body: input.body ?? null,
    state: 'open',
    stateReason: null,
    labels: [],
    assignees: input.assignees ?? [],
    updatedAt: time,
    closedAt: null,
    closedBy: null,
  };
  repository.issues.push(issue);
  announceIssue(world, repository, issue, 'opened', user);
  await addLabels(world, repository, issue, user, input.labels ?? []);
  return issue;
}

/** Puts labels on an issue or pull request; unknown ones come into being, those it has stay. */
export async function addLabels(
  world: GitHubWorld,
  repository: RepositoryRecord,
  issue: IssueRecord,
  user: string,
  labels: readonly string[],
): Promise<void> {
  for (const name of labels) {
    if (issue.labels.includes(name)) continue;
    if (!repository.labels.some((label) => label.name === name)) {
      repository.labels.push({ id: world.nextId(), name, color: 'ededed', description: '' });
    }
    issue.labels = [...issue.labels, name];
    issue.updatedAt = now();
    await announceLabel(world, repository, issue, 'labeled', name, user);
  }
}

/** Takes a label off. */
export async function removeLabel(
  world: GitHubWorld,
  repository: RepositoryRecord,
  issue: IssueRecord,
  user: string,
  name: string,
): Promise<void> {
  issue.labels = issue.labels.filter((label) => label !== name);
  issue.updatedAt = now();
  await announceLabel(world, repository, issue, 'unlabeled', name, user);
}

/** What can be changed in an issue or pull request. */
export interface IssueChange {
  readonly title?: string;
  readonly body?: string | null;
  readonly state?: 'open' | 'closed';
  readonly state_reason?: IssueRecord['stateReason'];
  readonly labels?: readonly (string | { readonly name: string })[];
  readonly assignees?: readonly string[];
}

/** Changes an issue or a pull request: its words, its labels, open or closed. */
export async function changeIssue(
  world: GitHubWorld,
  repository: RepositoryRecord,
  issue: IssueRecord,
  user: string,
  change: IssueChange,
): Promise<void> {
  const before = { title: issue.title, body: issue.body, state: issue.state };
  issue.title = change.title ?? issue.title;
  if (change.body !== undefined) issue.body = change.body;
  issue.assignees = change.assignees ?? issue.assignees;
  issue.updatedAt = now();
  if (before.title !== issue.title || before.body !== issue.body) {
    const changes = {
      ...(before.title === issue.title ? {} : { title: { from: before.title } }),
      ...(before.body === issue.body ? {} : { body: { from: before.body ?? '' } }),
    };
    await announceEither(world, repository, issue, 'edited', user, { changes });
  }
  if (change.state !== undefined && change.state !== before.state) {
    const closed = change.state === 'closed';
    issue.state = change.state;
    issue.stateReason = closed ? (change.state_reason ?? 'completed') : 'reopened';
    if (isPull(issue)) issue.stateReason = null;
    issue.closedAt = closed ? issue.updatedAt : null;
    issue.closedBy = closed ? user : null;
    await announceEither(world, repository, issue, closed ? 'closed' : 'reopened', user);
  }
  if (change.labels !== undefined) {
    const wanted = change.labels.map((label) => (typeof label === 'string' ? label : label.name));
    for (const name of issue.labels.filter((label) => !wanted.includes(label))) {
      await removeLabel(world, repository, issue, user, name);
    }
    await addLabels(world, repository, issue, user, wanted);
  }
}

async function announceEither(
  world: GitHubWorld,
  repository: RepositoryRecord,
  issue: IssueRecord,
  action: string,
  user: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  if (isPull(issue)) await announcePull(world, repository, issue, action, user, more);
  else announceIssue(world, repository, issue, action, user, more);
}

/** Writes a comment into the conversation. */
export function addComment(
  world: GitHubWorld,
  repository: RepositoryRecord,
  issue: IssueRecord,
  user: string,
  body: string,
): CommentRecord {
  const time = now();
  const { number } = issue;
  const comment = { id: world.nextId(), number, user, body, createdAt: time, updatedAt: time };
  repository.comments.push(comment);
  issue.updatedAt = time;
  announceComment(world, repository, issue, comment, 'created', user);
  return comment;
}

/** Changes a comment's words. */
export function editComment(
  world: GitHubWorld,
  repository: RepositoryRecord,
  issue: IssueRecord,
  comment: CommentRecord,
  user: string,
  body: string,
): void {
  const changes = { body: { from: comment.body } };
  comment.body = body;
  comment.updatedAt = now();
  announceComment(world, repository, issue, comment, 'edited', user, { changes });
}

/** Removes a comment. */
export function deleteComment(
  world: GitHubWorld,
  repository: RepositoryRecord,
  issue: IssueRecord,
  comment: CommentRecord,
  user: string,
): void {
  repository.comments.splice(repository.comments.indexOf(comment), 1);
  announceComment(world, repository, issue, comment, 'deleted', user);
}

/** Adds a reaction, once for each person and kind; `isNew` says whether it was not there before. Throws GitHub's 422 on an unknown kind. */
export function react(
  world: GitHubWorld,
  repository: RepositoryRecord,
  input: Pick<ReactionRecord, 'on' | 'target' | 'user'> & { readonly content: unknown },
): { readonly reaction: ReactionRecord; readonly isNew: boolean } {
  if (!isReaction(input.content)) {
    throw unprocessable('Reaction', [{ field: 'content', code: 'invalid' }]);
  }
  const wanted = { ...input, content: String(input.content) };
  const known = repository.reactions.find(
    (each) =>
      each.on === wanted.on &&
      each.target === wanted.target &&
      each.user === wanted.user &&
      each.content === wanted.content,
  );
  if (known !== undefined) return { reaction: known, isNew: false };
  const reaction = { ...wanted, id: world.nextId(), createdAt: now() };
  repository.reactions.push(reaction);
  return { reaction, isNew: true };
}
