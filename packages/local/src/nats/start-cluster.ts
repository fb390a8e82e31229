import { join } from 'node:path';
import { findNatsServer } from './find-nats-server.ts';
import { freePorts } from './free-ports.ts';
import { ask, isHealthy, until } from './readiness.ts';
import { ServerDidNotStart } from './server-process.ts';
import { type NatsServer, startNats } from './start-nats.ts';

/** How a cluster is started. */
export interface StartClusterOptions {
  /** How many nodes; 3 is the smallest that outlives the loss of one. */
  readonly nodes: number;
  /** The folder below which each node keeps its store. */
  readonly dir: string;
  /** The binary; found or fetched when left out. */
  readonly server?: string | undefined;
  /** As for a single server; `always` when left out. */
  readonly syncInterval?: string;
}

/** A cluster of nats-servers on this machine that ends with this process. */
export interface NatsCluster extends AsyncDisposable {
  readonly servers: readonly NatsServer[];
  /** Client addresses of all nodes, to be given to a client together. */
  readonly urls: readonly string[];
  /** Ends a node, by `SIGKILL` when no signal is named. */
  readonly kill: (index: number, signal?: NodeJS.Signals) => Promise<void>;
  /** Starts a node again and waits until it has caught up. */
  readonly restart: (index: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const FORMED_WITHIN_MS = 60_000;
const TRIES = 5;

/**
 * Starts a JetStream cluster on loopback and waits until it has a leader and every node is healthy.
 *
 * @throws Error when it has not formed within a minute.
 */
export async function startCluster(options: StartClusterOptions): Promise<NatsCluster> {
  const binary = options.server ?? (await findNatsServer()).path;
  const servers = await startNodes(binary, options, TRIES);
  function node(index: number): NatsServer {
    const server = servers[index];
    if (server === undefined) throw new RangeError(`the cluster has no node ${index}`);
    return server;
  }
  async function stop(): Promise<void> {
    await Promise.all(servers.map((server) => server.stop()));
  }
  try {
    await formed(servers);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    servers,
    urls: servers.map((server) => server.url),
    kill: (index, signal) => node(index).kill(signal),
    restart: async (index) => {
      await node(index).restart();
      await formed(servers.filter((server) => server.isRunning()));
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function startNodes(
  binary: string,
  options: StartClusterOptions,
  tries: number,
): Promise<NatsServer[]> {
  const routes = await freePorts(options.nodes);
  const started = await Promise.allSettled(
    routes.map((port, index) =>
      startNats({
        server: binary,
        storeDir: join(options.dir, `node-${index + 1}`),
        name: `node-${index + 1}`,
        cluster: { name: 'patchwright', port, routes },
        ...(options.syncInterval === undefined ? {} : { syncInterval: options.syncInterval }),
      }),
    ),
  );
  const servers = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = started.find((one) => one.status === 'rejected');
  if (failed === undefined) return servers;
  await Promise.all(servers.map((server) => server.stop()));
  const { reason } = failed;
  if (tries > 1 && reason instanceof ServerDidNotStart && reason.portTaken) {
    return startNodes(binary, options, tries - 1);
  }
  throw reason;
}

async function formed(servers: readonly NatsServer[]): Promise<void> {
  await Promise.all(
    servers.map((server) =>
      until(`${server.url} is part of the cluster`, FORMED_WITHIN_MS, async () => {
        if (!(await isHealthy(server.monitorUrl))) return false;
        const report = (await ask(`${server.monitorUrl}/jsz`)) as JetStreamReport | undefined;
        return Boolean(report?.meta_cluster?.leader);
      }),
    ),
  );
}

interface JetStreamReport {
  readonly meta_cluster?: { readonly leader?: string };
}
