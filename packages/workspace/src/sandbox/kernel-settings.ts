import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What of `/proc` sets something of the whole kernel. Its files belong to root by number, and the number is all that the
 * kernel asks for: a sandbox that root starts has to see them read-only, and others need none of them.
 */
export async function kernelSettings(): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of await readdir('/proc').catch(() => [])) {
    if (/^\d+$/.test(name)) continue;
    const path = join('/proc', name);
    const state = await lstat(path).catch(() => undefined);
    if (state === undefined || state.isSymbolicLink()) continue;
    if (state.isDirectory() || (state.mode & 0o222) !== 0) found.push(path);
  }
  return found.sort();
}
