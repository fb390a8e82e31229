import { isFault, messageOf, NeedsHuman, Retryable } from '@patchwright/faults';
import type { RefusalCode } from '@patchwright/task';
import type { FastifyReply } from 'fastify';
import { ZodError } from 'zod';

/** What went wrong with a request (RFC 9457). `code` is stable, `detail` is a sentence for people. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail?: string;
  readonly code?: string;
  /** Fields that do not fit. */
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
  /** After how many seconds another try makes sense. */
  readonly retryAfter?: number;
}

/** Answers with a problem. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const { retryAfter, ...body } = problem;
  if (retryAfter !== undefined) reply.header('retry-after', `${retryAfter}`);
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', ...body }));
}

/** The problem behind whatever was thrown; nothing of a bug's inside is shown. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof Retryable) return away(messageOf(thrown), thrown.afterMs);
  if (thrown instanceof NeedsHuman) {
    return { status: 502, title: 'Another system refused', detail: thrown.diagnosis };
  }
  if (isFault(thrown)) {
    return { status: 422, title: 'It cannot be done', detail: messageOf(thrown) };
  }
  if (thrown instanceof ZodError) {
    const errors = thrown.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
    return { status: 400, title: 'The request does not fit', errors };
  }
  const { statusCode, message } = thrown as { statusCode?: unknown; message?: unknown };
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    const title = statusCode === 413 ? 'The body is too large' : 'The request cannot be read';
    return { status: statusCode, title, detail: String(message ?? '') };
  }
  return { status: 500, title: 'Something went wrong here' };
}

/** The problem of a refused command. */
export function refusalOf(refusal: {
  readonly code: RefusalCode;
  readonly reason: string;
}): Problem {
  const { code, reason: detail } = refusal;
  switch (code) {
    case 'unknown_task':
      return { status: 404, title: 'There is no such task', code, detail };
    case 'not_allowed':
    case 'self_approval':
      return { status: 403, title: 'That is not allowed', code, detail };
    default:
      return { status: 409, title: 'That cannot be done now', code, detail };
  }
}

/** The mesh cannot be reached: nothing was accepted. */
export function away(detail: string, afterMs: number | undefined): Problem {
  return {
    status: 503,
    title: 'The mesh is out of reach; nothing was accepted',
    detail,
    retryAfter: Math.max(1, Math.ceil((afterMs ?? 5000) / 1000)),
  };
}
