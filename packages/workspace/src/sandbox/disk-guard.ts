import { lstat, readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** How often the file system is asked, in ms. One answer costs a few microseconds. */
const LOOK_MS = 200;
/** A mebibyte. */
const MIB = 1024 * 1024;
/** Names that a command may make. Their nodes fill a disk as surely as bytes do. */
const MOST_FILES = 500_000;
/** Free MiB below which no command goes on, whoever filled the disk: the others of this machine need room to end well. */
const RESERVE_MIB = 64;

/** Watches what a command puts on a disk. */
export interface DiskGuard extends Disposable {
  /** Which limit was reached, in words for people; `undefined` when none was. */
  reached(): string | undefined;
}

interface Usage {
  bytes: number;
  files: number;
}

/** What lies in a folder, links not followed; stops counting when it is surely too much. */
async function usageOf(folder: string, limit: Usage, into: Usage): Promise<Usage> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (into.bytes > limit.bytes || into.files > limit.files) return into;
    const path = join(folder, entry.name);
    into.files += 1;
    if (entry.isDirectory()) await usageOf(path, limit, into);
    else
      into.bytes += await lstat(path).then(
        ({ blocks }) => blocks * 512,
        () => 0,
      );
  }
  return into;
}

/**
 * Calls `stop` when the folders hold more than `diskMb`, or too many files, or when the disk is all but full.
 * Counting a tree is dear: it is done only after the disk as a whole lost as much as the command may have.
 */
export function guardDisk(folders: readonly string[], diskMb: number, stop: () => void): DiskGuard {
  const limit = { bytes: diskMb * MIB, files: MOST_FILES };
  let reached: string | undefined;
  let free: { readonly bytes: number; readonly files: number } | undefined;
  let looking = false;

  async function look(): Promise<void> {
    const state = await statfs(folders[0] ?? '/').catch(() => undefined);
    if (state === undefined || reached !== undefined) return;
    const now = { bytes: state.bavail * state.bsize, files: state.ffree };
    free ??= now;
    if (now.bytes < RESERVE_MIB * MIB) reached = 'a disk that is full';
    const lost = { bytes: free.bytes - now.bytes, files: free.files - now.files };
    if (lost.bytes > limit.bytes || lost.files > limit.files) {
      const usage: Usage = { bytes: 0, files: 0 };
      for (const folder of folders) await usageOf(folder, limit, usage);
      if (usage.bytes > limit.bytes) reached = `its limit of ${diskMb} MiB on disk`;
      else if (usage.files > limit.files) reached = `its limit of ${MOST_FILES} files`;
      // Others fill the disk as well: what they took is not this command's.
      else free = now;
    }
    if (reached !== undefined) stop();
  }

  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void look().finally(() => {
      looking = false;
    });
  }, LOOK_MS);
  void look();
  return {
    reached: () => reached,
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
