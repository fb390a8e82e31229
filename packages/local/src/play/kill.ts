import { setTimeout as pause } from 'node:timers/promises';
import type { Mesh } from '../mesh/start-mesh.ts';
import { rosterEntry } from '../roster.ts';

const TAKEN_WITHIN_MS = 90_000;

interface Attempt {
  readonly seq: number;
  readonly worker: string;
}

/**
 * Sends a signal to the process of a service that works on a task, as the run's journal tells; to all of the service's processes when
 * none does. Answers the process ids that had it.
 */
export async function killAtWork(
  mesh: Mesh,
  service: string,
  taskId: string,
  signal: NodeJS.Signals,
): Promise<readonly number[]> {
  const owner = await ownerOf(mesh, service, taskId);
  if (owner !== undefined && mesh.kill(owner, signal) > 0) return [owner];
  const pids = mesh.services
    .filter(({ name }) => name === service || name.replace(/-\d+$/, '') === service)
    .flatMap((one) => one.pid() ?? []);
  mesh.kill(service, signal);
  return pids;
}

/** Waits until another process than `killed` works on the task; its process id, or `undefined` when none did in time. */
export async function takenOver(
  mesh: Mesh,
  service: string,
  taskId: string,
  killed: readonly number[],
  signal: AbortSignal,
): Promise<number | undefined> {
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
