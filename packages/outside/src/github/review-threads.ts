import type { Octokit } from '@octokit/rest';
import { z } from 'zod';
import type { ReadsOf, WritesOf } from '../contract.ts';
import type { GitHub, ReviewComment } from '../github.ts';
import { type GitHubClient, type RepositoryName, repositoryName } from './client.ts';
import { isOurs } from './find.ts';
import { keyMarker, marked } from './markers.ts';

/** The reads of review threads. */
export type ReviewReads = ReadsOf<GitHub, 'listReviewComments'>;
/** The writes of review threads. */
export type ReviewWrites = WritesOf<GitHub, 'ensureReviewReply'>;

/** What is read of a comment on a line. */
const LineComment = z.object({
  id: z.number(),
  html_url: z.string(),
  path: z.string(),
  line: z.number().nullish(),
  pull_request_review_id: z.number().nullish(),
  body: z.string().nullish(),
  in_reply_to_id: z.number().nullish(),
  created_at: z.string(),
  user: z.object({ login: z.string() }).nullish(),
});
type LineComment = z.infer<typeof LineComment>;

/** States the reads of review threads. */
export function reviewReads({ ask, of }: GitHubClient): ReviewReads {
  return {
    listReviewComments: ({ repository, number }, context) =>
      ask(context, async (signal) => {
        const name = repositoryName(repository);
        const octokit = await of(name.owner, signal);
        return (await commentsOf(octokit, name, number, signal)).map(reviewCommentOf);
      }),
  };
}

/** States the writes of review threads. */
export function reviewWrites(client: GitHubClient): ReviewWrites {
  return {
    ensureReviewReply: {
      async probe(input, context) {
        const login = await client.login(context);
        const marker = keyMarker(input.key);
        return client.ask(context, async (signal) => {
          const name = repositoryName(input.repository);
          const octokit = await client.of(name.owner, signal);
          const found = (await commentsOf(octokit, name, input.number, signal)).find(
            ({ user, body }) => isOurs(user?.login, login) && body?.includes(marker),
          );
          return found && { id: found.id, url: found.html_url };
        });
      },
      perform: (input, context) =>
        client.ask(context, async (signal) => {
          const name = repositoryName(input.repository);
          const octokit = await client.of(name.owner, signal);
          const { data } = await octokit.rest.pulls.createReplyForReviewComment({
            ...name,
            pull_number: input.number,
            comment_id: input.commentId,
            body: marked(client.outgoing(input.body), keyMarker(input.key)),
            request: { signal },
          });
          return { id: data.id, url: data.html_url };
        }),
    },
  };
}

async function commentsOf(
  octokit: Octokit,
  name: RepositoryName,
  number: number,
  signal: AbortSignal,
): Promise<readonly LineComment[]> {
  const listed = await octokit.paginate(octokit.rest.pulls.listReviewComments, {
    ...name,
    pull_number: number,
    per_page: 100,
    request: { signal },
  });
  return z.array(LineComment).parse(listed);
}

function reviewCommentOf(comment: LineComment): ReviewComment {
  return {
    id: comment.id,
    thread: comment.in_reply_to_id ?? comment.id,
    review: comment.pull_request_review_id ?? null,
    path: comment.path,
    line: comment.line ?? null,
    author: comment.user?.login ?? 'ghost',
    body: comment.body ?? '',
    createdAt: comment.created_at,
  };
}
