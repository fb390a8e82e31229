import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Circumstances, OutsideUrls } from './service-environment.ts';
import type { Mesh } from './start-mesh.ts';

/** What is written down of a mesh on this machine, so that other commands find it. It holds secrets of the stand-ins, and only its owner may read it. */
export interface MeshRecord {
  /** The process that runs it. */
  readonly pid: number;
  /** The processes of each service as they were started; one that was started again has another number. */
  readonly processes: Readonly<Record<string, readonly number[]>>;
  readonly startedAt: string;
  /** Address of the gateway. */
  readonly gateway: string;
  /** Bearer token of its API. */
  readonly token: string;
  /** Address of the broker. */
  readonly nats: string;
  readonly outside: OutsideUrls;
  /** The folder of what it keeps. */
  readonly state: string;
  readonly tenant: string;
  /** What the environments of its services are made from. */
  readonly circumstances: Circumstances;
}

/** The folder of everything that Patchwright writes below a working directory. */
export const STATE_FOLDER = '.patchwright';

function fileIn(folder: string): string {
  return join(folder, STATE_FOLDER, 'mesh.json');
}

/** Writes down that a mesh runs, for the commands that are given in this working directory. It stays when the mesh ends, since what was stored stays too. */
export async function writeMeshRecord(folder: string, mesh: Mesh): Promise<void> {
  const record: MeshRecord = {
    pid: process.pid,
    processes: processesOf(mesh),
    startedAt: new Date().toISOString(),
    gateway: mesh.gatewayUrl,
    token: mesh.apiToken,
    nats: mesh.natsUrl,
    outside: mesh.outside,
    state: mesh.stateDir,
    tenant: mesh.tenant,
    circumstances: withoutModelKeys(mesh.circumstances),
  };
  await mkdir(join(folder, STATE_FOLDER), { recursive: true });
  // Removed first: the mode is set only when a file is made.
  await rm(fileIn(folder), { force: true });
  await writeFile(fileIn(folder), `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 });
}

function processesOf({ services }: Mesh): MeshRecord['processes'] {
  const names = [...new Set(services.map(({ name }) => name.replace(/-\d+$/, '')))];
  return Object.fromEntries(
    names.map((name) => [
      name,
      services
        .filter((one) => one.name.replace(/-\d+$/, '') === name)
        .flatMap((one) => one.pid() ?? []),
    ]),
  );
}

/** What a replay is started with asks no model, so no key of one is kept. */
function withoutModelKeys(circumstances: Circumstances): Circumstances {
  const { model } = circumstances;
  if (model === undefined) return circumstances;
  const kept = Object.entries(model).map(([name, value]) => [
    name,
    name.endsWith('_KEY') ? 'not-kept' : value,
  ]);
  return { ...circumstances, model: Object.fromEntries(kept) };
}

/** The mesh that was last started in a working directory; `undefined` when there is none. It may have ended since: see `isAlive`. */
export async function readMeshRecord(folder: string): Promise<MeshRecord | undefined> {
  try {
    return JSON.parse(await readFile(fileIn(folder), 'utf8')) as MeshRecord;
  } catch {
    return undefined;
  }
}

/** The process that runs a mesh on a folder now; `undefined` when none does. */
export async function runnerOf(folder: string, stateDir: string): Promise<number | undefined> {
  const record = await readMeshRecord(folder);
  return record?.state === stateDir && isAlive(record) ? record.pid : undefined;
}

/** Whether the process that runs a mesh is still there. */
export function isAlive({ pid }: Pick<MeshRecord, 'pid'>): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
