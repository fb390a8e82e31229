import type { Octokit } from '@octokit/rest';
import { z } from 'zod';
import type { RepositoryName } from './client.ts';
import { noneFor404 } from './client.ts';
import { isOurs } from './find.ts';
import { ReactionAnswer } from './schemas.ts';

/** A reaction that is wanted on a comment of a conversation, or of a review. */
export interface WantedReaction extends RepositoryName {
  readonly commentId: number;
  readonly content: 'eyes' | '+1' | '-1' | 'rocket' | 'confused';
}

/** Our own reaction of this kind, if it is there. */
export async function findReaction(
  octokit: Octokit,
  wanted: WantedReaction & { readonly login: string | undefined },
  signal: AbortSignal,
): Promise<{ readonly id: number } | undefined> {
  const where = { ...placeOf(wanted, signal), content: wanted.content, per_page: 100 };
  const { listForIssueComment, listForPullRequestReviewComment } = octokit.rest.reactions;
  const listed =
    (await octokit.paginate(listForIssueComment, where).catch(noneFor404)) ??
    (await octokit.paginate(listForPullRequestReviewComment, where));
  const found = z
    .array(ReactionAnswer)
    .parse(listed)
    .find((one) => one.content === wanted.content && isOurs(one.user?.login, wanted.login));
  return found && { id: found.id };
}

/** Reacts. GitHub keeps one reaction of a kind for each person, so a repetition has no second effect. */
export async function react(
  octokit: Octokit,
  wanted: WantedReaction,
  signal: AbortSignal,
): Promise<{ readonly id: number }> {
  const what = { ...placeOf(wanted, signal), content: wanted.content };
  const { createForIssueComment, createForPullRequestReviewComment } = octokit.rest.reactions;
  const { data } =
    (await createForIssueComment(what).catch(noneFor404)) ??
    (await createForPullRequestReviewComment(what));
  return { id: ReactionAnswer.parse(data).id };
}

function placeOf({ owner, repo, commentId }: WantedReaction, signal: AbortSignal) {
  return { owner, repo, comment_id: commentId, request: { signal } };
}
