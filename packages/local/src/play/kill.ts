import { setTimeout as pause } from 'node:timers/promises';
import { type WorkKind, workKinds } from '@patchwright/events';
import type { Mesh } from '../mesh/start-mesh.ts';

const TAKEN_WITHIN_MS = 90_000;

interface Attempt {
  readonly service?: string;
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
  let newest: { readonly seq: number; readonly worker: string } | undefined;
  for (const kind of workKinds) {
    for (const { seq, worker } of await attempts(mesh, kind, service, taskId)) {
      if (newest === undefined || seq > newest.seq) newest = { seq, worker };
    }
  }
  const pid = /-(\d+)-[^-]+$/.exec(newest?.worker ?? '')?.[1];
  return pid === undefined ? undefined : Number(pid);
}

async function attempts(mesh: Mesh, kind: WorkKind, service: string, taskId: string) {
  const { journal } = mesh.bus;
  const runs = await journal.runs(mesh.tenant, `${kind}-${taskId}-`);
  const found: { readonly seq: number; readonly worker: string }[] = [];
  for (const run of runs) {
    const { entries } = await journal.read(mesh.tenant, run);
    const opened = entries.find(({ entry }) => entry === 'opened')?.data as Attempt | undefined;
    if (opened?.service !== service) continue;
    for (const { seq, entry, data } of entries) {
      if (entry !== 'opened' && entry !== 'taken') continue;
      found.push({ seq, worker: (data as Attempt).worker });
    }
  }
  return found;
}
