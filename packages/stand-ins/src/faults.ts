import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

/** The stand-ins that faults can be aimed at. */
export const TARGETS = ['github', 'jira', 'slack', 'sentry', 'model'] as const;

/** One of the stand-ins. */
export type Target = (typeof TARGETS)[number];

/**
 * A fault that is to happen to the next matching requests of one stand-in.
 *
 * - `500`, `503`: answered so, and nothing was done.
 * - `429`: answered so with `Retry-After`, and nothing was done.
 * - `reset`: the connection is cut before anything was done.
 * - `lost-response`: everything is done, and the connection is cut instead of an answer.
 * - `slow`: answered as usual, `ms` later.
 */
export const FaultOrder = z.strictObject({
  target: z.enum(TARGETS),
  kind: z.enum(['500', '503', '429', 'reset', 'lost-response', 'slow']),
  /** How many matching requests it happens to. */
  times: z.int().positive().default(1),
  /** `METHOD /part-of-the-path`, `METHOD` or `/part-of-the-path`; every request without it. */
  match: z.string().min(1).optional(),
  /** Delay of `slow`, in milliseconds. */
  ms: z.int().nonnegative().default(3000),
  /** `Retry-After` of `429`, in seconds. */
  retryAfter: z.int().nonnegative().default(1),
});

/** A validated fault order, see the schema of the same name. */
export type FaultOrder = z.infer<typeof FaultOrder>;

/** What may be left out when a fault is ordered. */
export type FaultRequest = z.input<typeof FaultOrder>;

/** The faults still to happen, shared by all stand-ins of one outside world. */
export interface FaultBox {
  /** Adds a fault. Throws a ZodError when the order does not fit the schema. */
  order(fault: FaultRequest): FaultOrder;
  /** Takes one occurrence of the first fault that matches, if there is any. */
  take(target: Target, method: string, path: string): FaultOrder | undefined;
  /** The faults that have not happened yet, with the times that are left. */
  pending(): readonly FaultOrder[];
  /** Forgets all faults. */
  clear(): void;
}

/** Makes an empty box of faults. */
export function createFaultBox(): FaultBox {
  let orders: readonly FaultOrder[] = [];
  return {
    order(fault) {
      const order = FaultOrder.parse(fault);
      orders = [...orders, order];
      return order;
    },
    take(target, method, path) {
      const found = orders.find((order) => order.target === target && matches(order, method, path));
      if (found === undefined) return undefined;
      orders = orders
        .map((order) => (order === found ? { ...order, times: order.times - 1 } : order))
        .filter((order) => order.times > 0);
      return found;
    },
    pending: () => orders,
    clear() {
      orders = [];
    },
  };
}

function matches(order: FaultOrder, method: string, path: string): boolean {
  if (order.match === undefined) return true;
  const [first = '', rest] = order.match.split(/\s+/, 2);
  if (first.startsWith('/')) return path.includes(first);
  const sameMethod = first === '*' || first.toUpperCase() === method.toUpperCase();
  return sameMethod && (rest === undefined || path.includes(rest));
}

/**
 * Lets the ordered faults happen to the requests of `server`, whatever answers them:
 * a lost response is lost for hijacked and streamed answers too.
 */
export function registerFaults(server: FastifyInstance, target: Target, box: FaultBox): void {
  server.addHook('onRequest', async (request, reply) => {
    const fault = box.take(target, request.method, request.url);
    if (fault === undefined) return;
    await happen(fault, request, reply);
  });
}

async function happen(fault: FaultOrder, request: FastifyRequest, reply: FastifyReply) {
  switch (fault.kind) {
    case '500':
    case '503':
      return reply
        .code(Number(fault.kind))
        .send({ message: `A ${fault.kind} was ordered for this request` });
    case '429':
      return reply
        .code(429)
        .header('retry-after', String(fault.retryAfter))
        .send({ message: 'Too many requests, as ordered' });
    case 'reset':
      reply.hijack();
      request.raw.socket.destroy();
      return reply;
    case 'lost-response':
      loseAnswer(request, reply);
      return;
    case 'slow':
      await delay(fault.ms);
      return;
  }
}

/** The work is done as usual; only what is written back never leaves, and the connection ends at its last byte. */
function loseAnswer(request: FastifyRequest, reply: FastifyReply): void {
  const raw = reply.raw;
  raw.write = () => true;
  raw.end = () => {
    request.raw.socket.destroy();
    return raw;
  };
}
