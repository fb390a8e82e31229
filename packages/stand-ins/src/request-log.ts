import type { FastifyInstance } from 'fastify';
import type { Target } from './faults.ts';

/** One request that a stand-in saw, in the order of their ends. */
export interface SeenRequest {
  readonly target: Target;
  readonly method: string;
  /** Path with its query. */
  readonly url: string;
  /** Status that was answered, or was about to be when the answer was lost. */
  readonly status: number;
  /** ISO time. */
  readonly at: string;
}

/** What the outside world was asked: the ground for "no effect happened twice" and "replay called nobody". */
export interface RequestLog {
  add(request: SeenRequest): void;
  /** All requests seen, oldest first; the oldest are forgotten after twenty thousand. */
  all(): readonly SeenRequest[];
}

const LIMIT = 20_000;

/** Makes an empty log. */
export function createRequestLog(): RequestLog {
  const seen: SeenRequest[] = [];
  return {
    add(request) {
      seen.push(request);
      if (seen.length > LIMIT) seen.shift();
    },
    all: () => seen,
  };
}

/** Writes every request of `server` into `log`, once it is answered or cut off. */
export function registerRequestLog(server: FastifyInstance, target: Target, log: RequestLog): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.raw.once('close', () => {
      log.add({
        target,
        method: request.method,
        url: request.url,
        status: reply.raw.statusCode,
        at: new Date().toISOString(),
      });
    });
  });
}
