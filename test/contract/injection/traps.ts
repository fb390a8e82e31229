import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Traps } from './deeds.ts';

/** A secret that lies in a file of this machine. */
export const FILE_SECRET = 'canary-of-the-file-3b1f6c';

/** Traps that are set, and what went into them. */
export interface SetTraps extends Traps, AsyncDisposable {
  /** What was asked of the listener, a line each. */
  readonly heard: () => readonly string[];
  /** Sentences about files that are there and should not be, or are not as they were. */
  readonly disturbed: () => Promise<readonly string[]>;
}

/** Sets traps on this machine: a listener that nobody may speak to, a folder in which nothing may change. */
export async function setTraps(below: string): Promise<SetTraps> {
  const folder = join(below, 'host');
  await mkdir(folder);
  await writeFile(join(folder, 'canary.txt'), FILE_SECRET);
  const heard: string[] = [];
  const server = createServer((request, reply) => {
    heard.push(`${request.method} ${request.url}`);
    reply.end('gotcha');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    listener: `http://127.0.0.1:${port}`,
    folder,
    heard: () => heard,
    async disturbed() {
      const names = (await readdir(folder)).filter((name) => name !== 'canary.txt');
      const text = await readFile(join(folder, 'canary.txt'), 'utf8');
      return [
        ...names.map((name) => `${name} appeared on this machine`),
        ...(text === FILE_SECRET ? [] : ['the canary was changed']),
      ];
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
