import type { AddressInfo } from 'node:net';
import type { ServiceContext } from '@patchwright/chassis';
import { type FastifyInstance, fastify } from 'fastify';
import type { Config } from '../config.ts';
import { apiRoutes } from './api.ts';
import { problemOf, sendProblem } from './problem.ts';
import { webhookRoutes } from './webhooks.ts';

/** A request that trickles in holds a connection no longer than this. */
const REQUEST_TIMEOUT_MS = 60_000;

/** Serves webhooks, the REST API and health until the process leaves; requests that have begun are answered. */
export async function serveHttp(
  context: ServiceContext<Config>,
  opened: () => void,
): Promise<void> {
  const { config, signal, log } = context;
  const server = createHttpServer(context);
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
export function createHttpServer(context: ServiceContext<Config>): FastifyInstance {
  const { bus, config, tenant, log, signal } = context;
  const server = fastify({
    bodyLimit: config.http.bodyLimit,
    requestTimeout: REQUEST_TIMEOUT_MS,
    logger: false,
    exposeHeadRoutes: false,
  });
  server.setErrorHandler((thrown, request, reply) => {
    const problem = problemOf(thrown);
    if (problem.status >= 500) {
      log.error({ err: thrown, route: request.routeOptions.url }, 'a request failed');
    }
    return sendProblem(reply, problem);
  });
  server.setNotFoundHandler((_request, reply) =>
    sendProblem(reply, { status: 404, title: 'There is nothing here' }),
  );
  server.get('/healthz', async (_request, reply) => {
    const storedWithinMs = await bus.probe();
    return reply.send({ healthy: true, storedWithinMs });
  });
  server.get('/readyz', (_request, reply) =>
    reply.code(signal.aborted ? 503 : 200).send({ ready: !signal.aborted }),
  );
  server.register(async (scope) => {
    webhookRoutes(scope, { inbox: bus.inbox, config, tenant, log });
  });
  server.register(async (scope) => {
    apiRoutes(scope, context);
  });
  return server;
}
