import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bus, connectBus, provision } from '@patchwright/bus';
import { type NatsServer, startCluster, startNats } from '@patchwright/local';
import { request } from '@patchwright/local/raw-nats';
import { until } from './until.ts';

/** A real NATS server, or three of them, set up for the mesh. */
export interface Broker extends AsyncDisposable {
  readonly replicas: 1 | 3;
  /** As a process is given it. */
  readonly url: string;
  /** The address of one node. */
  readonly oneUrl: string;
  /** Connects one more process; it is disconnected with the broker at the latest. */
  readonly connect: (name?: string, url?: string) => Promise<Bus>;
  /** Kills the node that leads the log, as a power cut would, and starts it again after `downMs`. */
  readonly crash: (downMs: number) => Promise<void>;
}

/** One node. */
export async function startOne(): Promise<Broker> {
  const dir = await mkdtemp(join(tmpdir(), 'bus-'));
  const server = await startNats({ storeDir: dir });
  return open(dir, 1, [server], async (downMs) => {
    await server.kill('SIGKILL');
    await pause(downMs);
    await server.restart();
  });
}

/** Three nodes on loopback. */
export async function startThree(): Promise<Broker> {
  const dir = await mkdtemp(join(tmpdir(), 'bus-'));
  const cluster = await startCluster({ nodes: 3, dir });
  return open(dir, 3, cluster.servers, async (downMs) => {
    const leader = await leaderOf(cluster.servers);
    await cluster.kill(leader, 'SIGKILL');
    await pause(downMs);
    await cluster.restart(leader);
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Whichever node answers knows which one leads the log; during an election nobody does. */
async function leaderOf(servers: readonly NatsServer[]): Promise<number> {
  let asked = 0;
  const leader = await until('the log has a leader', async () => {
    const url = servers[asked++ % servers.length]?.url ?? '';
    const info = await request(url, '$JS.API.STREAM.INFO.EVENTS').catch(() => undefined);
    return (info?.cluster as { readonly leader?: string } | undefined)?.leader;
  });
  return Number(leader.slice('node-'.length)) - 1;
}

async function open(
  dir: string,
  replicas: 1 | 3,
  servers: readonly NatsServer[],
  crash: (downMs: number) => Promise<void>,
): Promise<Broker> {
  const url = servers.map((server) => server.url).join(',');
  const buses: Bus[] = [];
  await provision({ url, name: 'provision', replicas });
  return {
    replicas,
    url,
    oneUrl: servers[0]?.url ?? '',
    async connect(name = 'test', at = url) {
      const bus = await connectBus({ url: at, name });
      buses.push(bus);
      return bus;
    },
    crash,
    async [Symbol.asyncDispose]() {
      await Promise.all(buses.map((bus) => bus[Symbol.asyncDispose]()));
      await Promise.all(servers.map((server) => server.stop()));
      await rm(dir, { recursive: true, force: true });
    },
  };
}
