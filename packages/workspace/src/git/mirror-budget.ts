import { randomUUID } from 'node:crypto';
import { lstat, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The file in a mirror whose time says when it was last used. */
const USED = 'last-used';
/** No call on a repository takes longer; a mirror that was used since may be in use now, by whatever process. */
const IDLE_MS = 2 * 3_600_000;

/** Whether the mirror is still where it was: another process may have made room. */
export async function isMirror(directory: string): Promise<boolean> {
  return timeOf(join(directory, 'HEAD')).then((time) => time !== undefined);
}

/** Says that a mirror is used now, so that it is not the first to go. */
export async function markUsed(directory: string): Promise<void> {
  const mark = join(directory, USED);
  const now = new Date();
  await utimes(mark, now, now).catch(() => writeFile(mark, '').catch(() => undefined));
}

/**
 * Removes the mirrors that were used longest ago until the rest fits into `budgetBytes`, and answers their folders. None that was used
 * within the last two hours goes, however large it is: some process may be at work in it. Whatever was in a mirror comes again from its
 * host and from checkpoints.
 */
export async function keepWithinBudget(
  mirrors: string,
  budgetBytes: number,
  now = Date.now(),
): Promise<readonly string[]> {
  const names = (await readdir(mirrors).catch(() => [])).filter((name) => name.endsWith('.git'));
  const all = await Promise.all(
    names.map(async (name) => {
      const directory = join(mirrors, name);
      const used = (await timeOf(join(directory, USED))) ?? (await timeOf(directory)) ?? now;
      return { directory, used, size: await sizeOf(directory) };
    }),
  );
  let total = all.reduce((sum, { size }) => sum + size, 0);
  const gone: string[] = [];
  for (const { directory, used, size } of all.sort((a, b) => a.used - b.used)) {
    if (total <= budgetBytes || now - used < IDLE_MS) break;
    // Whoever opens it from here on finds it gone as a whole, never in parts.
    const aside = `${directory}.${randomUUID()}`;
    const isOurs = await rename(directory, aside).then(
      () => true,
      () => false,
    );
    total -= size;
    if (!isOurs) continue;
    await rm(aside, { recursive: true, force: true, maxRetries: 3 });
    gone.push(directory);
  }
  return gone;
}

async function sizeOf(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  let size = 0;
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    size += await lstat(join(entry.parentPath, entry.name)).then(
      (found) => found.size,
      () => 0,
    );
  }
  return size;
}

async function timeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}
