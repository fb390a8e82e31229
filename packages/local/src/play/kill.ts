import { setTimeout as pause } from 'node:timers/promises';
import type { Mesh } from '../mesh/start-mesh.ts';
import { rosterEntry } from '../roster.ts';

const TAKEN_WITHIN_MS = 90_000;

interface Attempt {
  readonly seq: number;
  readonly worker: string;
}

/** Kills the processes that work on one task. It aims beforehand, so that a kill hits at the moment it is meant for. */
export interface Killer {
  /** Looks up who works on the task for a service, for the next strike. */
  readonly aim: (service: string, taskId: string) => void;
  /**
   * Sends a signal to the process of a service that works on the task, as the run's journal told; to all of the service's processes
   * when none is known. Answers the process ids that had it.
   */
  readonly strike: (service: string, signal: NodeJS.Signals) => readonly number[];
}

/** Opens a killer for one story. */
export function openKiller(mesh: Mesh): Killer {
  const aims = new Map<string, number>();
  return {
    aim(service, taskId) {
      ownerOf(mesh, service, taskId).then(
        (owner) => owner !== undefined && aims.set(service, owner),
        // What is not known is not aimed at; a broker that is away is noticed elsewhere.
        () => undefined,
      );
    },
    strike(service, signal) {
      const owner = aims.get(service);
      if (owner !== undefined && mesh.kill(owner, signal) > 0) return [owner];
      const pids = mesh.services
        .filter(({ name }) => name === service || name.replace(/-\d+$/, '') === service)
        .flatMap((one) => one.pid() ?? []);
      mesh.kill(service, signal);
      return pids;
    },
  };
}

/** Waits until another process than `killed` works on the task; its process id, or `undefined` when none did in time. */
export async function takenOver(
  mesh: Mesh,
  service: string,
  taskId: string,
  killed: readonly number[],
  signal: AbortSignal,
): Promise<number | undefined> {
  if (rosterEntry(service).works.length === 0) return undefined;
  for (const deadline = performance.now() + TAKEN_WITHIN_MS; performance.now() < deadline; ) {
    const owner = await ownerOf(mesh, service, taskId);
    if (owner !== undefined && !killed.includes(owner)) return owner;
    await pause(200, undefined, { signal });
  }
  return undefined;
}

async function ownerOf(mesh: Mesh, service: string, taskId: string): Promise<number | undefined> {
  let newest: Attempt | undefined;
  for (const kind of rosterEntry(service).works) {
    const runs = await mesh.bus.journal.runs(mesh.tenant, `${kind}-${taskId}-`);
    for (const attempt of (await Promise.all(runs.map((run) => attempts(mesh, run)))).flat()) {
      if (newest === undefined || attempt.seq > newest.seq) newest = attempt;
    }
  }
  const pid = /-(\d+)-[^-]+$/.exec(newest?.worker ?? '')?.[1];
  return pid === undefined ? undefined : Number(pid);
}

async function attempts(mesh: Mesh, run: string): Promise<readonly Attempt[]> {
  const { entries } = await mesh.bus.journal.read(mesh.tenant, run);
  return entries
    .filter(({ entry }) => entry === 'opened' || entry === 'taken')
    .map(({ seq, data }) => ({ seq, worker: (data as { readonly worker: string }).worker }));
}
