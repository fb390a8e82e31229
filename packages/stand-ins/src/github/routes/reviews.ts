import { z } from 'zod';
import { addReviewComment, submitReview } from '../pull-requests.ts';
import type { PullIssue } from '../records.ts';
import { renderReview, renderReviewComment } from '../render/issue.ts';
import { byId, now, pullOf } from '../world.ts';
import { numberParam, paginated, type RepositoryCall, type Router, read } from './call.ts';
import { defined } from './issues.ts';

const Line = z.object({
  path: z.string(),
  body: z.string().min(1),
  line: z.int().positive().optional(),
  side: z.enum(['LEFT', 'RIGHT']).optional(),
});
const NewReview = z.object({
  event: z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']),
  body: z.string().optional(),
  commit_id: z.string().optional(),
  comments: z.array(Line).default([]),
});
const NewComment = Line.extend({ in_reply_to: z.int().optional() });
const Body = z.object({ body: z.string().min(1) });

/** Reviews and comments on lines. */
export function registerReviews({ world, onRepository }: Router): void {
  onRepository('GET', '/pulls/:number/reviews', async (call) => {
    const { repository } = call;
    const { number } = asked(call);
    const found = repository.reviews.filter((review) => review.number === number);
    return paginated(call, found).map((review) => renderReview(world, repository, review));
  });
  onRepository('POST', '/pulls/:number/reviews', async (call) => {
    const {
      commit_id: commitId,
      comments,
      ...input
    } = defined(read(NewReview, call, 'PullRequestReview'));
    const review = await submitReview(world, call.repository, asked(call), call.user, {
      ...input,
      comments: comments.map(defined),
      ...(commitId === undefined ? {} : { commitId }),
    });
    return renderReview(world, call.repository, review);
  });
  onRepository('GET', '/pulls/:number/reviews/:id', async (call) => {
    const review = byId(call.repository.reviews, numberParam(call, 'id'));
    return renderReview(world, call.repository, review);
  });
  onRepository('GET', '/pulls/:number/reviews/:id/comments', async (call) => {
    const { repository } = call;
    const review = byId(repository.reviews, numberParam(call, 'id'));
    const found = repository.reviewComments.filter((each) => each.reviewId === review.id);
    return paginated(call, found).map((each) => renderReviewComment(world, repository, each));
  });
  onRepository('GET', '/pulls/:number/comments', async (call) => {
    const { repository } = call;
    const { number } = asked(call);
    const found = repository.reviewComments.filter((comment) => comment.number === number);
    return paginated(call, found).map((each) => renderReviewComment(world, repository, each));
  });
  onRepository('POST', '/pulls/:number/comments', async (call) => {
    const { in_reply_to: inReplyTo, ...line } = defined(
      read(NewComment, call, 'PullRequestReviewComment'),
    );
    const comment = await addReviewComment(world, call.repository, asked(call), call.user, {
      ...line,
      ...(inReplyTo === undefined ? {} : { inReplyTo }),
    });
    call.reply.code(201);
    return renderReviewComment(world, call.repository, comment);
  });
  onRepository('POST', '/pulls/:number/comments/:id/replies', async (call) => {
    const { repository, user } = call;
    const { body } = read(Body, call, 'PullRequestReviewComment');
    const first = byId(repository.reviewComments, numberParam(call, 'id'));
    const comment = await addReviewComment(world, repository, asked(call), user, {
      path: first.path,
      body,
      ...(first.line === null ? {} : { line: first.line }),
      inReplyTo: first.id,
    });
    call.reply.code(201);
    return renderReviewComment(world, repository, comment);
  });
  onRepository('GET', '/pulls/comments/:id', async (call) => {
    const comment = byId(call.repository.reviewComments, numberParam(call, 'id'));
    return renderReviewComment(world, call.repository, comment);
  });
  onRepository('PATCH', '/pulls/comments/:id', async (call) => {
    const comment = byId(call.repository.reviewComments, numberParam(call, 'id'));
    comment.body = read(Body, call, 'PullRequestReviewComment').body;
    comment.updatedAt = now();
    return renderReviewComment(world, call.repository, comment);
  });
}

function asked(call: RepositoryCall): PullIssue {
  return pullOf(call.repository, numberParam(call, 'number'));
}
