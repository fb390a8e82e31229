import { timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createMcpFastifyApp } from '@modelcontextprotocol/fastify';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createMcpServer, type Presentation } from './mcp-server.ts';
import type { ToolServer } from './tool-server.ts';

/** Where a server listens, and whom it lets in. */
export interface HttpServing extends Presentation {
  /** 0 takes any free one. */
  readonly port: number;
  /** `127.0.0.1` without it. */
  readonly host?: string;
  /** Names by which clients reach a server that is not on loopback: the `Host` of their requests. */
  readonly allowedHosts?: readonly string[];
  /** What a client has to send as `Authorization: Bearer`. Demanded elsewhere than on loopback. */
  readonly token?: string;
}

/** A server that listens. */
export interface ListeningServer extends AsyncDisposable {
  /** Of the endpoint: `http://127.0.0.1:3000/mcp`. */
  readonly url: string;
}

const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];

/**
 * Serves tools over streamable HTTP at `/mcp`, without sessions: any replica answers any request, of clients of 2025 and 2026 alike.
 * Requests of pages from elsewhere are refused. Throws an Error when others than this machine could reach it without a token.
 */
export async function serveHttp(
  tools: ToolServer,
  { port, host = '127.0.0.1', allowedHosts, token, ...presentation }: HttpServing,
): Promise<ListeningServer> {
  if (token === undefined && !LOOPBACK.includes(host)) {
    throw new Error(
      `Serving on ${host} needs a token, since others than this machine can reach it: set PATCHWRIGHT_MCP_TOKEN.`,
    );
  }
  const handler = createMcpHandler(() => createMcpServer(tools, presentation));
  const handle = toNodeHandler(handler);
  const app = createMcpFastifyApp({
    host,
    ...(allowedHosts === undefined ? {} : { allowedHosts: [...allowedHosts] }),
  });
  app.all('/mcp', async (request: FastifyRequest, reply: FastifyReply) => {
    if (token !== undefined && !isBearer(request.headers.authorization, token)) {
      return reply.code(401).header('www-authenticate', 'Bearer').send({ error: 'unauthorized' });
    }
    reply.hijack();
    // Node's own types leave out that an absent method or url is undefined.
    await handle(request.raw as Parameters<typeof handle>[0], reply.raw, request.body);
  });
  app.get('/healthz', async () => ({ server: tools.name }));
  await app.listen({ host, port });
  const { port: taken } = app.server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}/mcp`,
    async [Symbol.asyncDispose]() {
      await handler.close();
      app.server.closeAllConnections();
      await app.close();
    },
  };
}

function isBearer(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
