import { messageOf, Retryable } from '@patchwright/faults';
import type { ReviewComment } from '@patchwright/outside';
import { addressedTo } from '@patchwright/task';
import type { TaskIntent } from './decide.ts';
import type { Errand } from './errand.ts';
import { MENTION } from './translate/rules.ts';

/**
 * The intent with what its review says on single lines, where it has a review: GitHub tells of a review without them. Throws Retryable
 * while GitHub is out of reach; where it does not tell them, the words of the review itself stand alone.
 */
export async function withReviewLines(
  { context, ports }: Pick<Errand, 'context' | 'ports'>,
  intent: TaskIntent,
): Promise<TaskIntent> {
  if (intent.kind !== 'order' || intent.order.word !== 'revise') return intent;
  const { order, where } = intent;
  const { review } = order;
  if (review === undefined || where.kind !== 'pull-request' || ports.github === undefined) {
    return intent;
  }
  const { repository, number } = where;
  try {
    const comments = await ports.github.reads.listReviewComments(
      { repository, number },
      { signal: context.signal, progress() {} },
    );
    const lines = comments.filter((comment) => comment.review === review);
    return { ...intent, order: { ...order, text: revisionOf(order.text, lines) } };
  } catch (thrown) {
    if (thrown instanceof Retryable) throw thrown;
    context.log.warn({ review, reason: messageOf(thrown) }, 'the lines of a review are not told');
    return intent;
  }
}

/** One wish for another plan: the review's words, then each line's, by path and line. What is said to us there is a command of its own. */
export function revisionOf(
  text: string,
  comments: readonly Pick<ReviewComment, 'path' | 'line' | 'body'>[],
): string {
  const lines = comments
    .filter(({ body }) => body.trim() !== '' && addressedTo(MENTION, body) === undefined)
    .map(({ path, line, body }) => `${path}${line === null ? '' : `:${line}`}: ${body.trim()}`);
  return [text.trim(), ...lines].filter((part) => part !== '').join('\n\n');
}
