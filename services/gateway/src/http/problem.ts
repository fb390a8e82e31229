import { isFault, messageOf, NeedsHuman, Retryable } from '@patchwright/faults';
import type { RefusalCode } from '@patchwright/task';
import type { FastifyReply } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { ZodError } from 'zod';

/** What went wrong with a request (RFC 9457). `code` is stable, `detail` is a sentence for people. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail?: string;
  /** Found by the status unless given. */
  readonly code?: string;
  /** What to do now, in a sentence. */
  readonly next?: string;
  /** Fields that do not fit. */
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
  /** After how many seconds another try makes sense. */
  readonly retryAfter?: number;
}

const codes: Readonly<Record<number, string>> = {
  400: 'bad_request',
  401: 'unauthenticated',
  403: 'not_allowed',
  404: 'not_found',
  405: 'bad_request',
  409: 'conflict',
  412: 'stale_digest',
  413: 'too_large',
  415: 'bad_request',
  422: 'cannot_be_done',
  429: 'too_many',
  502: 'refused_elsewhere',
  503: 'out_of_reach',
};

/** Answers with a problem. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const { retryAfter, ...said } = problem;
  if (retryAfter !== undefined) reply.header('retry-after', `${retryAfter}`);
  const code = problem.code ?? codes[problem.status] ?? 'failed';
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: `urn:patchwright:problem:${code}`, ...said, code }));
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
    return unfit(thrown.issues.map(({ path, message }) => ({ field: path.join('.'), message })));
  }
  if (hasZodFastifySchemaValidationErrors(thrown)) {
    return unfit(
      thrown.validation.map(({ instancePath, message }) => ({
        field: instancePath.replace(/^\//, '').replaceAll('/', '.'),
        message: message ?? 'does not fit',
      })),
    );
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
      return { status: 404, title: 'There is no such task', code, detail, next: nextSteps.list };
    case 'not_allowed':
    case 'self_approval':
      return { status: 403, title: 'That is not allowed', code, detail, next: nextSteps.ask };
    default:
      return { status: 409, title: 'That cannot be done now', code, detail, next: nextSteps.look };
  }
}

/** The problem of a task that is not there. */
export function noTask(id: string): Problem {
  const title = `There is no task ${id}`;
  return { status: 404, title, code: 'unknown_task', next: nextSteps.list };
}

/** The mesh cannot be reached: nothing was accepted. */
export function away(detail: string, afterMs: number | undefined): Problem {
  return {
    status: 503,
    title: 'The mesh is out of reach; nothing was accepted',
    detail,
    next: 'Send the same request again later; with an Idempotency-Key nothing is done twice.',
    retryAfter: Math.max(1, Math.ceil((afterMs ?? 5000) / 1000)),
  };
}

const nextSteps = {
  list: 'Look for its id in GET /v1/tasks.',
  ask: 'Ask somebody who may, or have the role given in the policy.',
  look: 'Look at where the task stands in GET /v1/tasks/{id}.',
} as const;

function unfit(errors: NonNullable<Problem['errors']>): Problem {
  return {
    status: 400,
    title: 'The request does not fit',
    errors,
    next: 'See the API at GET /v1/openapi.json.',
  };
}
