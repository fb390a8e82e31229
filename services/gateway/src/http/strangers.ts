import { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** How one address stands with one source. */
export interface Standing {
  /** Whether it has sent more that could not be verified than one may in a minute. */
  readonly isOver: boolean;
  /** Whether this was the first of its minute: the one that is worth a line in the log. */
  readonly isNews: boolean;
  /** After how many seconds its minute is over. */
  readonly retryAfter: number;
}

/**
 * Counts webhooks that could not be verified, by source and address. Verified ones are never counted: a storm of redeliveries is not
 * refused, and strangers behind the same proxy keep nobody's webhooks out.
 */
export interface Strangers {
  readonly look: (request: FastifyRequest) => Promise<Standing>;
  readonly add: (request: FastifyRequest) => Promise<Standing>;
}

/** Counts within this process. The server must know `@fastify/rate-limit`. */
export function countStrangers(server: FastifyInstance, perMinute: number): Strangers {
  const limit = server.createRateLimit({
    max: perMinute,
    timeWindow: 60_000,
    keyGenerator: (request) => `${sourceOf(request)} ${normalizeIP(request.ip)}`,
  });

  async function standing(request: FastifyRequest, increment: boolean): Promise<Standing> {
    const state = await limit(request, { increment });
    if (state.isAllowed) return { isOver: false, isNews: false, retryAfter: 0 };
    return {
      isOver: increment ? state.isExceeded : state.remaining === 0,
      isNews: state.remaining === state.max - 1,
      retryAfter: Math.max(1, state.ttlInSeconds),
    };
  }

  return {
    look: (request) => standing(request, false),
    add: (request) => standing(request, true),
  };
}

function sourceOf(request: FastifyRequest): string {
  return request.routeOptions.url?.split('/')[2] ?? '';
}
