import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findNatsServer } from './find-nats-server.ts';
import type { ClusterPlace, ServerSettings } from './server-config.ts';
import {
  endProcess,
  ServerDidNotStart,
  type ServerProcess,
  startProcess,
} from './server-process.ts';

/** How a server is started. */
export interface StartNatsOptions {
  /** The folder of everything it writes: store, configuration, log. A later start on it finds what was stored. */
  readonly storeDir: string;
  /** The binary; found or fetched when left out. */
  readonly server?: string | undefined;
  /** Client port on loopback; a free one when left out. */
  readonly port?: number | undefined;
  /** Shown by the server; `patchwright` when left out. */
  readonly name?: string;
  /** `always` (the default) syncs each acknowledged write to the disk; else a duration such as `10ms`. */
  readonly syncInterval?: string;
  /** Makes it a node of a cluster, of which it does not wait for the others. */
  readonly cluster?: ClusterPlace;
  /** More of the server's own configuration language, such as an `authorization` block. */
  readonly config?: string;
}

/** A nats-server on this machine that ends with this process. */
export interface NatsServer extends AsyncDisposable {
  /** For example `nats://127.0.0.1:4222`; the same after a restart. */
  readonly url: string;
  readonly port: number;
  readonly storeDir: string;
  /** Where the server writes what it has to say. */
  readonly logPath: string;
  /** The process of the present run. */
  readonly pid: number;
  /** For example `http://127.0.0.1:8222`; another after a restart. */
  readonly monitorUrl: string;
  readonly isRunning: () => boolean;
  /**
   * Sends a signal, `SIGKILL` when left out, and waits until the server has ended.
   * `SIGSTOP`, `SIGCONT` and `SIGHUP` (hold it, let it go on, read its configuration again) do not wait.
   */
  readonly kill: (signal?: NodeJS.Signals) => Promise<void>;
  /** Starts it again on the same port and store, stopping it first when it runs. */
  readonly restart: () => Promise<void>;
  /** Ends it in good order. Doing so twice is harmless. */
  readonly stop: () => Promise<void>;
}

const PORT_PATIENCE_MS = 10_000;
const GOES_ON: ReadonlySet<NodeJS.Signals> = new Set(['SIGSTOP', 'SIGCONT', 'SIGHUP']);

/**
 * Starts nats-server with JetStream and waits until it can be used.
 *
 * @throws NatsServerMissing when there is no binary; ServerDidNotStart when it ends at once,
 * which names the port when that is taken.
 */
export async function startNats(options: StartNatsOptions): Promise<NatsServer> {
  const binary = options.server ?? (await findNatsServer()).path;
  const settings: ServerSettings = {
    name: options.name ?? 'patchwright',
    storeDir: options.storeDir,
    portsDir: options.storeDir,
    port: options.port ?? -1,
    syncInterval: options.syncInterval ?? 'always',
    cluster: options.cluster,
    more: options.config,
  };
  const healthy = options.cluster === undefined;
  let running = await startProcess(binary, settings, healthy);
  const { port } = running;

  async function kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (GOES_ON.has(signal)) process.kill(running.pid, signal);
    else await endProcess(running, signal);
  }

  async function restart(): Promise<void> {
    await kill('SIGTERM');
    running = await startOnTakenPort(binary, { ...settings, port }, healthy);
  }

  async function stop(): Promise<void> {
    await kill('SIGTERM');
  }

  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    storeDir: options.storeDir,
    logPath: join(options.storeDir, 'nats-server.log'),
    get pid() {
      return running.pid;
    },
    get monitorUrl() {
      return running.monitorUrl;
    },
    isRunning: () => !running.hasEnded(),
    kill,
    restart,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** A port that was given back may for a moment be somebody's outgoing connection. */
async function startOnTakenPort(
  binary: string,
  settings: ServerSettings,
  healthy: boolean,
): Promise<ServerProcess> {
  const deadline = performance.now() + PORT_PATIENCE_MS;
  for (;;) {
    try {
      return await startProcess(binary, settings, healthy);
    } catch (error) {
      const taken = error instanceof ServerDidNotStart && error.portTaken;
      if (!taken || performance.now() > deadline) throw error;
      await pause(100);
    }
  }
}
