import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { dieWithParent } from './die-with-parent.ts';
import { greets, isHealthy, until } from './readiness.ts';
import { type ServerSettings, serverConfig } from './server-config.ts';

const READY_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 10_000;

/** One run of the nats-server binary, from start to exit. */
export interface ServerProcess {
  readonly pid: number;
  readonly port: number;
  /** For example `http://127.0.0.1:8222`. */
  readonly monitorUrl: string;
  /** Settles when the process has ended, in whatever way. */
  readonly ended: Promise<void>;
  readonly hasEnded: () => boolean;
}

/** The server ended before it was ready; `log` is what it said. */
export class ServerDidNotStart extends Error {
  override readonly name = 'ServerDidNotStart';
  readonly portTaken: boolean;

  constructor(log: string) {
    const complaint = log.split('\n').findLast((line) => /\[(FTL|ERR)\]|nats-server:/.test(line));
    super(`nats-server did not start: ${complaint ?? (log.trim() || 'it said nothing')}`);
    this.portTaken = log.includes('address already in use');
  }
}

/**
 * Starts the binary with these settings and waits until it can be used.
 * Its output is appended to `nats-server.log` beside its configuration.
 *
 * @param healthy whether to wait for JetStream too; a node of a cluster that is still forming is not healthy yet.
 * @throws ServerDidNotStart when it ends, Error when it is not ready within 30 s.
 */
export async function startProcess(
  binary: string,
  settings: ServerSettings,
  healthy: boolean,
): Promise<ServerProcess> {
  await mkdir(settings.portsDir, { recursive: true });
  const config = join(settings.portsDir, 'nats-server.conf');
  await writeFile(config, serverConfig(settings));
  const logPath = join(settings.portsDir, 'nats-server.log');
  const log = await open(logPath, 'a');
  const { size: logStart } = await log.stat();
  // In a session of its own: Ctrl-C on the terminal is for whoever started it, who stops it last.
  const child = spawn(binary, ['-c', config], {
    env: {},
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  const ended = ending(child);
  const { pid } = child;
  if (pid === undefined) {
    await log.close();
    throw new Error(`${binary} cannot be started`);
  }
  const release = dieWithParent(pid);
  ended.then(release);
  await log.close();
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  try {
    const ports = await until('nats-server names its ports', READY_WITHIN_MS, async () => {
      if (hasEnded()) throw new ServerDidNotStart(await readFrom(logPath, logStart));
      return portsOf(settings.portsDir, pid);
    });
    await until('nats-server is ready', READY_WITHIN_MS, async () => {
      if (hasEnded()) throw new ServerDidNotStart(await readFrom(logPath, logStart));
      return (await greets(ports.port)) && (!healthy || (await isHealthy(ports.monitorUrl)));
    });
    return { pid, ...ports, ended, hasEnded };
  } catch (error) {
    await endProcess({ pid, hasEnded, ended }, 'SIGKILL');
    throw error;
  }
}

/** Sends the signal and waits until the process has ended; after 10 s of patience it is killed. */
export async function endProcess(
  running: Pick<ServerProcess, 'pid' | 'ended' | 'hasEnded'>,
  signal: NodeJS.Signals,
): Promise<void> {
  if (!running.hasEnded()) process.kill(running.pid, signal);
  const patience = new AbortController();
  const late = pause(STOP_WITHIN_MS, 'late', { signal: patience.signal }).catch(() => 'aborted');
  if ((await Promise.race([running.ended, late])) === 'late' && !running.hasEnded()) {
    process.kill(running.pid, 'SIGKILL');
  }
  patience.abort();
  await running.ended;
}

async function ending(child: ChildProcess): Promise<void> {
  await Promise.race([once(child, 'exit'), once(child, 'error')]).catch(() => undefined);
}

async function portsOf(
  folder: string,
  pid: number,
): Promise<{ port: number; monitorUrl: string } | undefined> {
  const path = join(folder, `nats-server_${pid}.ports`);
  try {
    const ports = JSON.parse(await readFile(path, 'utf8')) as Partial<Record<string, string[]>>;
    const [client] = ports.nats ?? [];
    const [monitorUrl] = ports.monitoring ?? [];
    if (client === undefined || monitorUrl === undefined) return undefined;
    // A killed server leaves its file behind, and a later one may get the same pid.
    await rm(path, { force: true });
    return { port: Number(new URL(client).port), monitorUrl };
  } catch {
    return undefined;
  }
}

async function readFrom(path: string, start: number): Promise<string> {
  return (await readFile(path)).subarray(start).toString('utf8');
}
