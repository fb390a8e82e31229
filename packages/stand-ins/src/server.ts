import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { type FaultBox, registerFaults, type Target } from './faults.ts';
import { type RequestLog, registerRequestLog } from './request-log.ts';

/** What every stand-in takes besides its own options. */
export interface StandInOptions {
  /** Port on loopback; 0 or nothing takes any free one. */
  readonly port?: number;
  /** Faults that are to happen to its requests. */
  readonly faults?: FaultBox;
  /** Where its requests are logged. */
  readonly log?: RequestLog;
}

/** An HTTP server of one stand-in: JSON and form bodies, the ordered faults, the request log. Not listening yet. */
export function createServer(target: Target, options: StandInOptions): FastifyInstance {
  const server = createBareServer();
  if (options.log !== undefined) registerRequestLog(server, target, options.log);
  if (options.faults !== undefined) registerFaults(server, target, options.faults);
  return server;
}

/** An HTTP server without faults or log, for the control door. */
export function createBareServer(): FastifyInstance {
  const server = fastify({
    bodyLimit: 64 * 1024 * 1024,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
  });
  server.removeContentTypeParser('application/json');
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    const text = String(body);
    if (text === '') return done(null, undefined);
    try {
      done(null, JSON.parse(text));
    } catch {
      done(Object.assign(new Error('Problems parsing JSON'), { statusCode: 400 }));
    }
  });
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(body)).entries())),
  );
  return server;
}

/** Listens on loopback and answers the base address, without a slash at its end. */
export async function listen(server: FastifyInstance, port: number | undefined): Promise<string> {
  await server.listen({ host: '127.0.0.1', port: port ?? 0 });
  const address = server.server.address() as AddressInfo;
  return `http://127.0.0.1:${address.port}`;
}
