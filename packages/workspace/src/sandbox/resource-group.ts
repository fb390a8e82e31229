import { randomUUID } from 'node:crypto';
import { access, mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Limits } from '../config.ts';

/** A control group for one command: what is in it shares its limits, however often it forks. */
export interface ResourceGroup extends AsyncDisposable {
  /** Files that a process writes its id to in order to enter. */
  readonly doors: readonly string[];
  /** Kills whatever is in it. */
  kill(): Promise<void>;
  /** Which limit was reached, in words for people; `undefined` when none was. */
  reached(): Promise<string | undefined>;
}

/** Makes control groups on this machine. */
export interface ResourceGroups {
  readonly version: 1 | 2;
  open(limits: Pick<Limits, 'memoryMb' | 'processes'>): Promise<ResourceGroup>;
}

/** Where the kernel shows control groups, and which of them this process is in; the tests' own where given. */
export interface GroupPlaces {
  readonly mount: string;
  /** The text of `/proc/self/cgroup`. */
  readonly membership: string;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function write(file: string, value: string | number): Promise<void> {
  await writeFile(file, String(value));
}

/** The folder of this process's own group for a controller; the second version knows but one, named ''. */
function ownFolder(places: GroupPlaces, controller: string): string | undefined {
  for (const line of places.membership.split('\n')) {
    const [, names = '', path = '/'] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (!names.split(',').includes(controller) || line === '') continue;
    return join(places.mount, controller, path);
  }
  return undefined;
}

async function killMembers(door: string): Promise<number> {
  const text = await readFile(door, 'utf8').catch(() => '');
  const members = text.split('\n').filter((line) => line !== '');
  for (const member of members) {
    try {
      process.kill(Number(member), 'SIGKILL');
    } catch {
      // It ended by itself in between.
    }
  }
  return members.length;
}

/** A folder of a group goes only when the last process in it is gone, which takes the kernel a moment after a kill. */
async function remove(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    for (let round = 0; round < 50; round += 1) {
      const gone = await rmdir(folder).then(
        () => true,
        (thrown) => thrown.code === 'ENOENT',
      );
      if (gone) break;
      await pause(20);
    }
  }
}

async function countIn(file: string, key: RegExp): Promise<number> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return Number.parseInt(key.exec(text)?.[1] ?? '0', 10);
}

async function openGroup(
  version: 1 | 2,
  parents: { readonly pids: string; readonly memory: string },
  limits: Pick<Limits, 'memoryMb' | 'processes'>,
): Promise<ResourceGroup> {
  const name = `patchwright-${randomUUID().slice(0, 8)}`;
  const pids = join(parents.pids, name);
  const memory = join(parents.memory, name);
  const folders = [...new Set([pids, memory])];
  for (const folder of folders) await mkdir(folder);
  const bytes = limits.memoryMb * 1024 * 1024;
  try {
    if (limits.processes > 0) await write(join(pids, 'pids.max'), limits.processes);
    if (limits.memoryMb > 0 && version === 2) {
      await write(join(memory, 'memory.max'), bytes);
      await write(join(memory, 'memory.swap.max'), 0).catch(() => undefined);
    }
    if (limits.memoryMb > 0 && version === 1) {
      await write(join(memory, 'memory.limit_in_bytes'), bytes);
      await write(join(memory, 'memory.memsw.limit_in_bytes'), bytes).catch(() => undefined);
    }
  } catch (thrown) {
    await remove(folders);
    throw thrown;
  }
  const doors = folders.map((folder) => join(folder, 'cgroup.procs'));
  async function kill(): Promise<void> {
    if (version === 2) await write(join(pids, 'cgroup.kill'), 1).catch(() => undefined);
    for (let round = 0; round < 50; round += 1) {
      const left = await Promise.all(doors.map(killMembers));
      if (left.every((count) => count === 0)) return;
      await pause(10);
    }
  }
  return {
    doors,
    kill,
    async reached() {
      const refused = await countIn(join(pids, 'pids.events'), /^max (\d+)/m);
      const events = version === 2 ? 'memory.events' : 'memory.oom_control';
      const killed = await countIn(join(memory, events), /^oom_kill (\d+)/m);
      if (killed > 0) return `its limit of ${limits.memoryMb} MiB of memory`;
      return refused > 0 ? `its limit of ${limits.processes} processes` : undefined;
    },
    async [Symbol.asyncDispose]() {
      await kill();
      await remove(folders);
    },
  };
}

async function placesHere(): Promise<GroupPlaces> {
  const membership = await readFile('/proc/self/cgroup', 'utf8').catch(() => '');
  return { mount: '/sys/fs/cgroup', membership };
}

/**
 * Control groups where this process may make them, in either of the kernel's versions; `undefined` where it may not,
 * which is so for most users of a laptop: then each process has its limits for itself.
 */
export async function resourceGroups(places?: GroupPlaces): Promise<ResourceGroups | undefined> {
  const at = places ?? (await placesHere());
  const pids = ownFolder(at, 'pids');
  const memory = ownFolder(at, 'memory');
  const unified = join(at.mount, /^0::(.*)$/m.exec(at.membership)?.[1] ?? '/');
  const isSecond = await exists(join(at.mount, 'cgroup.controllers'));
  const version = isSecond ? 2 : 1;
  const parents = isSecond
    ? { pids: unified, memory: unified }
    : pids === undefined || memory === undefined
      ? undefined
      : { pids, memory };
  if (parents === undefined) return undefined;
  try {
    if (isSecond) await write(join(unified, 'cgroup.subtree_control'), '+pids +memory');
    const groups: ResourceGroups = {
      version,
      open: (limits) => openGroup(version, parents, limits),
    };
    const tried = await groups.open({ memoryMb: 64, processes: 8 });
    await tried[Symbol.asyncDispose]();
    return groups;
  } catch {
    return undefined;
  }
}
