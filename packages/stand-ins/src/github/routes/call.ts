import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { callerOf, loginOfCaller } from '../apps.ts';
import type { RepositoryRecord } from '../records.ts';
import { notFound, Refusal } from '../refusal.ts';
import { type GitHubWorld, repositoryOf } from '../world.ts';

/** One request to the API, taken apart. */
export interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
  /** Whose token it is. */
  readonly user: string;
  /** Media types asked for. */
  readonly accept: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** A request under `/repos/{owner}/{repo}`. */
export interface RepositoryCall extends Call {
  readonly repository: RepositoryRecord;
}

/** What routes are registered on. */
export interface Router {
  readonly world: GitHubWorld;
  /** Registers a route; what the handler answers becomes JSON, 200 unless it set another code. */
  on(method: Method, path: string, handler: (call: Call) => Promise<unknown>): void;
  /** The same below `/repos/:owner/:repo`; an unknown repository is answered 404. */
  onRepository(
    method: Method,
    path: string,
    handler: (call: RepositoryCall) => Promise<unknown>,
  ): void;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Makes the router of the API's scope. */
export function createRouter(app: FastifyInstance, world: GitHubWorld): Router {
  function on(method: Method, url: string, handler: (call: Call) => Promise<unknown>): void {
    app.route({
      method,
      url,
      async handler(request, reply) {
        const answer = await handler(callFrom(world, request, reply));
        if (reply.sent) return reply;
        return answer === undefined ? reply.send() : reply.send(answer);
      },
    });
  }
  return {
    world,
    on,
    onRepository(method, path, handler) {
      on(method, `/repos/:owner/:repo${path}`, (call) => {
        const { owner = '', repo = '' } = call.params;
        return handler({ ...call, repository: repositoryOf(world, `${owner}/${repo}`) });
      });
    },
  };
}

function callFrom(world: GitHubWorld, request: FastifyRequest, reply: FastifyReply): Call {
  return {
    params: request.params as Record<string, string>,
    query: request.query as Record<string, string | undefined>,
    body: request.body,
    user: loginOfCaller(world, callerOf(world, request.headers.authorization)),
    accept: request.headers.accept ?? '',
    request,
    reply,
  };
}

/** Reads a body. Throws GitHub's 422 that names the fields which do not fit. */
export function read<T>(schema: z.ZodType<T>, call: Call, resource: string): T {
  // A client without anything to say sends no body, or an empty text.
  const parsed = schema.safeParse(call.body === '' ? {} : (call.body ?? {}));
  if (parsed.success) return parsed.data;
  throw new Refusal(422, 'Validation Failed', {
    errors: parsed.error.issues.map((issue) => ({
      resource,
      field: issue.path.join('.'),
      code: issue.message.includes('undefined') ? 'missing_field' : 'invalid',
    })),
  });
}

/** A numeric path parameter. Throws GitHub's 404 when it is no number. */
export function numberParam(call: Call, name: string): number {
  const value = Number(call.params[name]);
  if (!Number.isSafeInteger(value)) throw notFound();
  return value;
}

/** The asked page of a list, with the `Link` header by which clients find the others. */
export function paginated<T>(call: Call, items: readonly T[]): readonly T[] {
  const perPage = Math.min(Math.max(Number(call.query.per_page ?? 30) || 30, 1), 100);
  const page = Math.max(Number(call.query.page ?? 1) || 1, 1);
  const last = Math.max(Math.ceil(items.length / perPage), 1);
  const address = new URL(`${call.request.protocol}://${call.request.host}${call.request.url}`);
  const link = (to: number, rel: string) => {
    address.searchParams.set('page', String(to));
    return `<${address.href}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ];
  if (links.length > 0) call.reply.header('link', links.join(', '));
  return items.slice((page - 1) * perPage, page * perPage);
}
