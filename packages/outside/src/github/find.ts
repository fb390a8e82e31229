import type { Octokit } from '@octokit/rest';
import type { RepositoryName } from './client.ts';
import { type CommentAnswer, CommentAnswer as CommentSchema } from './schemas.ts';

/** Where to look for a comment of ours. */
export interface CommentPlace extends RepositoryName {
  /** Number of the issue or pull request. */
  readonly number: number;
  /** Our own login; comments of anybody count when it is not known. */
  readonly login: string | undefined;
}

/**
 * The oldest comment of ours that fits, looked for page by page.
 * A comment that somebody else made does not count, whatever it contains.
 */
export async function findComment(
  octokit: Octokit,
  place: CommentPlace,
  fits: (body: string) => boolean,
  signal: AbortSignal,
): Promise<CommentAnswer | undefined> {
  const pages = octokit.paginate.iterator(octokit.rest.issues.listComments, {
    owner: place.owner,
    repo: place.repo,
    issue_number: place.number,
    per_page: 100,
    request: { signal },
  });
  for await (const { data } of pages) {
    const found = data
      .map((comment) => CommentSchema.parse(comment))
      .find((comment) => isOurs(comment.user?.login, place.login) && fits(comment.body ?? ''));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether something by `author` may be ours. */
export function isOurs(author: string | undefined, login: string | undefined): boolean {
  return login === undefined || author?.toLowerCase() === login.toLowerCase();
}
