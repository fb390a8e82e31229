import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';

/** What a machine has that a command inside must not get at, and what would show that it did. */
export interface Host extends AsyncDisposable {
  /** A word that stands in every file and variable of the host that is out of bounds. */
  readonly canary: string;
  /** The name of what would be written where nothing may be. */
  readonly trace: string;
  readonly folder: string;
  /** A file with the canary, beside the sandbox's own folders. */
  readonly secret: string;
  /** The work tree of another task. */
  readonly otherTree: string;
  readonly tcp: number;
  readonly udp: number;
  readonly unixSocket: string;
  /** A name in the abstract namespace of sockets, without its leading zero. */
  readonly abstractSocket: string;
  /** An address of this machine that is not its loopback, where it has one. */
  readonly address: string;
  readonly victim: number;
  /** What the machine's kernel calls itself. */
  readonly kernel: string;
  /** How often anything came in on one of the sockets. */
  readonly contacts: () => number;
  readonly isVictimAlive: () => boolean;
}

function isAlive(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

/** Sets up what is out of bounds, below a folder. */
export async function openHost(folder: string): Promise<Host> {
  const canary = `canary-${randomBytes(8).toString('hex')}`;
  const secret = join(folder, 'secret.txt');
  const otherTree = join(folder, 'other', 'tree');
  await mkdir(otherTree, { recursive: true });
  await writeFile(secret, canary, { mode: 0o644 });
  await writeFile(join(otherTree, 'source.txt'), canary);
  let contacts = 0;
  const tcp = createServer((socket) => {
    contacts += 1;
    socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${canary.length}\r\n\r\n${canary}`);
    socket.on('error', () => undefined);
  });
  const files = createServer((socket) => {
    contacts += 1;
    socket.end(canary);
  });
  const names = createServer((socket) => {
    contacts += 1;
    socket.end(canary);
  });
  const udp = createSocket('udp4', () => {
    contacts += 1;
  });
  const unixSocket = join(folder, 'docker.sock');
  const abstractSocket = `patchwright-${canary}`;
  // On every address, as a careless service would.
  tcp.listen(0, '0.0.0.0');
  files.listen(unixSocket);
  names.listen(`\0${abstractSocket}`);
  udp.bind(0, '0.0.0.0');
  await Promise.all([tcp, files, names, udp].map((server) => once(server, 'listening')));
  const addresses = Object.values(networkInterfaces()).flat();
  const address = addresses.find((found) => found?.family === 'IPv4' && !found.internal)?.address;
  const victim = spawn('sleep', ['86400'], { env: { SECRET: canary }, stdio: 'ignore' });
  process.env.PATCHWRIGHT_CANARY = canary;
  return {
    canary,
    trace: `trace-${canary.slice(7)}`,
    folder,
    secret,
    otherTree,
    tcp: (tcp.address() as AddressInfo).port,
    udp: udp.address().port,
    unixSocket,
    abstractSocket,
    address: address ?? '127.0.0.1',
    victim: victim.pid ?? 0,
    kernel: (await readFile('/proc/version', 'utf8')).trim(),
    contacts: () => contacts,
    isVictimAlive: () => isAlive(victim),
    async [Symbol.asyncDispose]() {
      victim.kill('SIGKILL');
      udp.close();
      for (const server of [tcp, files, names]) server.close();
      delete process.env.PATCHWRIGHT_CANARY;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
