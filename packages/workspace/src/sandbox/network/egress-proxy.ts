import { lookup } from 'node:dns/promises';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { allowsHost, isInside } from './egress-policy.ts';

/** A proxy on a socket, which is all that a command sees of the network. */
export interface EgressProxy extends AsyncDisposable {
  /** Path of the socket. */
  readonly socket: string;
}

/** A host that was asked for and not let through, so that a person can see what a policy lacks. */
export type Refused = (host: string) => void;

/** The address to connect to; `undefined` when the policy does not let it through. */
async function addressOf(
  allowed: readonly string[],
  host: string,
  port: number,
): Promise<string | undefined> {
  if (!allowsHost(allowed, host, port)) return undefined;
  // An address that the policy itself names is meant, wherever it lies; a name must lead outside.
  if (isIP(host) !== 0 || host === 'localhost') return host;
  const { address } = await lookup(host);
  return isInside(address) ? undefined : address;
}

function splitHost(text: string, usual: number): readonly [host: string, port: number] {
  const [, host = '', port] = /^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(text) ?? [];
  return [host, port === undefined ? usual : Number(port)];
}

/** Opens a proxy for HTTP and, by CONNECT, for TLS, that reaches the hosts of the policy and nothing else. */
export async function openEgressProxy(
  socket: string,
  allowed: readonly string[],
  onRefused: Refused = () => undefined,
): Promise<EgressProxy> {
  const open = new Set<Duplex>();
  function track<Stream extends Duplex>(stream: Stream): Stream {
    open.add(stream);
    stream.on('close', () => open.delete(stream));
    stream.on('error', () => stream.destroy());
    return stream;
  }

  async function forward(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const url = URL.canParse(asked.url ?? '') ? new URL(asked.url ?? '') : undefined;
    const port = Number(url?.port || 80);
    const address =
      url?.protocol === 'http:' ? await addressOf(allowed, url.hostname, port) : undefined;
    if (url === undefined || address === undefined) {
      onRefused(url?.host ?? asked.url ?? '');
      answer.writeHead(403).end('The policy of the sandbox does not let this host through.\n');
      return;
    }
    const { 'proxy-authorization': _struck, 'proxy-connection': _also, ...headers } = asked.headers;
    const further = request(
      { host: address, port, method: asked.method, path: url.pathname + url.search, headers },
      (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer);
      },
    );
    further.on('error', () => answer.destroy());
    asked.pipe(further);
  }

  async function tunnel(asked: IncomingMessage, inner: Socket, head: Buffer): Promise<void> {
    track(inner);
    const [host, port] = splitHost(asked.url ?? '', 443);
    const address = await addressOf(allowed, host, port);
    if (address === undefined) {
      onRefused(host);
      inner.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    const outer = track(connect(port, address));
    outer.once('connect', () => {
      inner.write('HTTP/1.1 200 Connection established\r\n\r\n');
      outer.write(head);
      inner.pipe(outer);
      outer.pipe(inner);
    });
    outer.once('close', () => inner.destroy());
    inner.once('close', () => outer.destroy());
  }

  const server = createServer((asked, answer) => {
    void forward(asked, answer).catch(() => answer.destroy());
  });
  server.on('connect', (asked, inner: Socket, head: Buffer) => {
    void tunnel(asked, inner, head).catch(() => inner.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });
  return {
    socket,
    async [Symbol.asyncDispose]() {
      for (const stream of open) stream.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
