import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { killMarked } from '../sandbox/leftovers.ts';
import type { WorkTree } from './work-tree.ts';

/** A work tree held for one command. */
export interface HeldTree extends AsyncDisposable {
  readonly workTree: WorkTree;
  /** An empty folder with `home` and `tmp` in it, gone with the hold. */
  readonly scratch: string;
  /** Known by this name: the command's processes. */
  readonly mark: string;
}

/** Work trees of this process, as many for a repository as commands run at once. */
export interface TreePool {
  /** A free work tree of the repository's folder, in whatever state. */
  take(folder: string): Promise<HeldTree>;
  /** An empty one that is removed when it is let go. */
  takeFresh(folder: string): Promise<HeldTree>;
}

/** The name of this process among those that share a root: the machine and the process. */
export function workerName(): string {
  return `${hostname().replace(/[^\w.-]/g, '-')}-${process.pid}`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}

/** Whether a worker of this machine is known to have ended. */
function hasEnded(worker: string): boolean {
  const host = `${hostname().replace(/[^\w.-]/g, '-')}-`;
  if (!worker.startsWith(host)) return false;
  const pid = worker.slice(host.length);
  return /^\d+$/.test(pid) && !isAlive(Number(pid));
}

async function link(from: string, to: string): Promise<void> {
  const known = await readlink(from).catch(() => undefined);
  if (known === to) return;
  const draft = `${from}.${randomUUID()}`;
  await symlink(to, draft);
  const there = await lstat(from).catch(() => undefined);
  if (there !== undefined && !there.isSymbolicLink()) await rm(from, { recursive: true });
  await rename(draft, from);
}

/** Removes the trees, and the processes, of workers of this machine that ended without doing so. */
async function sweep(trees: string): Promise<void> {
  const workers = await readdir(trees).catch(() => []);
  const ended = new Set(workers.filter(hasEnded));
  if (ended.size === 0) return;
  await killMarked((mark) => ended.has(mark.split('/')[0] ?? ''));
  for (const worker of ended) await rm(join(trees, worker), { recursive: true, force: true });
}

/** Opens the pool below `root`, with `nodeModules` visible above every tree of it. */
export async function openTreePool(options: {
  readonly root: string;
  readonly worker: string;
  readonly nodeModules: string | undefined;
}): Promise<TreePool> {
  const trees = join(options.root, 'trees');
  const own = join(trees, options.worker);
  await sweep(trees);
  await mkdir(own, { recursive: true });
  const free = new Map<string, string[]>();
  const counts = new Map<string, number>();

  /** What tools cached in their home stays with a work tree, as the files do that git ignores. */
  async function keepCache(home: string, kept: string): Promise<void> {
    const cache = join(home, '.cache');
    const state = await lstat(cache).catch(() => undefined);
    if (state?.isDirectory() === true) await rename(cache, kept).catch(() => undefined);
  }

  async function hold(
    place: string,
    letGo: (home: string, kept: string) => Promise<void>,
  ): Promise<HeldTree> {
    const id = randomUUID().slice(0, 8);
    // Short, since the names of sockets that tests open in TMPDIR have 108 bytes at most.
    const scratch = join(own, id);
    await mkdir(place, { recursive: true });
    if (options.nodeModules !== undefined) {
      await link(join(place, 'node_modules'), options.nodeModules);
    }
    for (const name of ['home', 'tmp']) await mkdir(join(scratch, name), { recursive: true });
    const [home, kept] = [join(scratch, 'home'), join(place, 'cache')];
    await rename(kept, join(home, '.cache')).catch(() => undefined);
    return {
      // The tree's folder has the same name in every place, so that outputs naming it are alike.
      workTree: { path: join(place, 'tree'), index: join(place, 'index') },
      scratch,
      mark: `${options.worker}/${id}`,
      async [Symbol.asyncDispose]() {
        await letGo(home, kept);
        await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
      },
    };
  }

  return {
    take(folder) {
      const waiting = free.get(folder) ?? [];
      free.set(folder, waiting);
      let place = waiting.pop();
      if (place === undefined) {
        const count = counts.get(folder) ?? 0;
        counts.set(folder, count + 1);
        place = join(own, `${folder}-${count}`);
      }
      const taken = place;
      return hold(taken, async (home, kept) => {
        await keepCache(home, kept);
        waiting.push(taken);
      });
    },
    takeFresh(folder) {
      const place = join(own, `${folder}-${randomUUID().slice(0, 8)}`);
      return hold(place, () => rm(place, { recursive: true, force: true, maxRetries: 3 }));
    },
  };
}
