import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A line to a server on which answers can be lost. */
export interface LossyLine extends AsyncDisposable {
  readonly url: string;
  /** From now on the server hears everything and its answers go nowhere. */
  readonly loseAnswers: () => void;
  /** Breaks every connection; new ones are whole again. */
  readonly cut: () => void;
}

/** Opens a line on a port of its own. */
export async function openLossyLine(to: string): Promise<LossyLine> {
  const { hostname, port } = new URL(to);
  const sockets = new Set<Socket>();
  let losing = false;
  const server = createServer((client) => {
    const upstream = connect({ host: hostname, port: Number(port) });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (chunk) => upstream.write(chunk));
    upstream.on('data', (chunk) => {
      if (!losing) client.write(chunk);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  function cut(): void {
    losing = false;
    for (const socket of sockets) socket.destroy();
  }
  return {
    url: `nats://127.0.0.1:${(server.address() as AddressInfo).port}`,
    loseAnswers: () => {
      losing = true;
    },
    cut,
    async [Symbol.asyncDispose]() {
      cut();
      server.close();
    },
  };
}
