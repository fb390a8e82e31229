import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePorts } from '../nats/index.ts';

/** A port that was asked for is somebody else's. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
  readonly port: number;

  constructor(port: number) {
    super(`port ${port} is in use on this machine: name another, or none to have any free one`);
    this.port = port;
  }
}

/** The port asked for on `host`, or any free one. Rejects with PortTaken when the one asked for is in use. */
export async function gatewayPort(host: string, asked: number | undefined): Promise<number> {
  if (asked === undefined) return (await freePorts(1))[0] ?? 0;
  const server = createServer();
  server.listen(asked, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new PortTaken(asked);
    throw error;
  }
  server.close();
  await once(server, 'close');
  return asked;
}
