import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fastifyHelmet } from '@fastify/helmet';
import { fastifyRateLimit } from '@fastify/rate-limit';
import { healthz, readyz, type ServiceContext } from '@patchwright/chassis';
import { type FastifyInstance, fastify } from 'fastify';
import type { Config } from '../config.ts';
import { apiRoutes } from './api.ts';
import { problemOf, sendProblem } from './problem.ts';
import { webhookRoutes } from './webhooks.ts';

/** A request that trickles in holds a connection no longer than this. */
const REQUEST_TIMEOUT_MS = 60_000;
const HEADERS_TIMEOUT_MS = 10_000;
/** How often connections are looked at for that. */
const CHECK_EVERY_MS = 2000;
/** Longer than the minute that proxies keep a connection, so that it is never closed under a request that is just being sent. */
const KEEP_ALIVE_MS = 75_000;
/** What a caller may call its own request. */
const REQUEST_ID = /^[\w.:-]{1,100}$/;

/** Serves webhooks, the REST API and health until the process leaves; requests that have begun are answered. */
export async function serveHttp(
  context: ServiceContext<Config>,
  opened: () => void,
): Promise<void> {
  const { config, signal, log } = context;
  const server = await createHttpServer(context);
  await server.listen({ host: config.http.host, port: config.http.port });
  const { port } = server.server.address() as AddressInfo;
  log.info({ host: config.http.host, port }, 'listening');
  opened();
  const left = Promise.withResolvers<void>();
  if (signal.aborted) left.resolve();
  signal.addEventListener('abort', () => left.resolve(), { once: true });
  await left.promise;
  await server.close();
}

/** The server with all its routes, not yet listening. */
async function createHttpServer(context: ServiceContext<Config>): Promise<FastifyInstance> {
  const { bus, config, tenant, log } = context;
  const { edge } = config;
  const server = fastify({
    bodyLimit: config.http.bodyLimit,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: CHECK_EVERY_MS },
    trustProxy: edge.trustProxy,
    requestIdHeader: false,
    genReqId: requestId,
    logger: false,
    exposeHeadRoutes: false,
  });
  server.setErrorHandler((thrown, request, reply) => {
    if (isLimit(thrown)) {
      return sendProblem(reply, {
        status: 429,
        title: 'Too many requests',
        detail: thrown.message,
      });
    }
    const problem = problemOf(thrown);
    if (problem.status >= 500) {
      const detail = { err: thrown, route: request.routeOptions.url, request_id: request.id };
      log.error(detail, 'a request failed');
    }
    return sendProblem(reply, problem);
  });
  server.setNotFoundHandler((_request, reply) =>
    sendProblem(reply, { status: 404, title: 'There is nothing here' }),
  );
  await server.register(fastifyHelmet);
  await server.register(fastifyRateLimit, { global: false });
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  server.get('/healthz', async (_request, reply) => {
    const { status, body } = await healthz(() => bus.probe());
    return reply.code(status).send(body);
  });
  server.get('/readyz', (_request, reply) => {
    const { status, body } = readyz(context.isReady());
    return reply.code(status).send(body);
  });
  server.register(async (scope) => {
    webhookRoutes(scope, { inbox: bus.inbox, config, tenant, log });
  });
  server.register(async (scope) => {
    const perMinute = { max: edge.apiPerMinute, timeWindow: 60_000 };
    scope.addHook('onRequest', server.rateLimit(perMinute));
    apiRoutes(scope, context);
  });
  return server;
}

function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  // Made for every request, so it comes from a pool of random bytes: a ULID asks for each of its characters.
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

function isLimit(thrown: unknown): thrown is Error {
  return thrown instanceof Error && 'statusCode' in thrown && thrown.statusCode === 429;
}
