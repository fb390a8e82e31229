import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { pathRefusal } from '@patchwright/workspace';

/** An entry of a folder. `size` is in bytes, of files. */
export interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly size?: number;
}

/** The files below one folder, and nothing else: no way leads out of it, by `..`, by links or by git's own folder. */
export interface Folder {
  /** The root is the empty path. Throws an Error that says why not. */
  list(path: string): Promise<readonly Entry[]>;
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
}

const LARGEST = 4 * 1024 * 1024;

/** Opens the folder at `root`. */
export function openFolder(root: string): Folder {
  /** Where a path leads once all links are followed, its last part included where `whole`. */
  async function placeOf(path: string, whole: boolean): Promise<string> {
    const refusal = path === '' ? undefined : pathRefusal(path);
    if (refusal !== undefined) throw new Error(refusal);
    const home = await realpath(root);
    const wanted = join(home, path);
    const place = await realpath(whole ? wanted : dirname(wanted)).catch(() => undefined);
    if (place === undefined) throw new Error(`There is no ${path}.`);
    const within = relative(home, place);
    if (within === '..' || within.startsWith(`..${sep}`) || pathRefusalOf(within) !== undefined) {
      throw new Error(`${path} leads out of the folder that this server serves.`);
    }
    return whole ? place : join(place, path.split('/').at(-1) ?? '');
  }

  return {
    async list(path) {
      const place = await placeOf(path, true);
      const entries = await readdir(place, { withFileTypes: true }).catch(() => {
        throw new Error(`${path} is no folder.`);
      });
      const shown = entries.filter(({ name }) => pathRefusal(name) === undefined);
      return Promise.all(
        shown.map(async (entry): Promise<Entry> => {
          const { name } = entry;
          if (entry.isDirectory()) return { name, kind: 'folder' };
          if (entry.isSymbolicLink()) return { name, kind: 'link' };
          if (!entry.isFile()) return { name, kind: 'other' };
          const { size } = await lstat(join(place, name));
          return { name, kind: 'file', size };
        }),
      );
    },

    async read(path) {
      const place = await placeOf(path, true);
      // Opened without waiting: a pipe without a writer would hold the call for ever.
      await using file = await open(place, constants.O_RDONLY | constants.O_NONBLOCK);
      const stat = await file.stat();
      if (!stat.isFile()) throw new Error(`${path} is no file.`);
      if (stat.size > LARGEST) throw new Error(`${path} is larger than ${LARGEST} bytes.`);
      const bytes = await file.readFile();
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      } catch {
        throw new Error(`${path} is no text.`);
      }
    },

    async write(path, text) {
      await makeFolders(path);
      const place = await placeOf(path, false);
      const there = await lstat(place).catch(() => undefined);
      if (there !== undefined && !there.isFile()) {
        throw new Error(`${path} is there, but it is no file.`);
      }
      const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC;
      // A link that was put there meanwhile is not followed.
      await using file = await open(place, flags | constants.O_NOFOLLOW, 0o644);
      await file.writeFile(text);
    },
  };

  /** The folders above a new file, one after the other, so that none is made beyond a link. */
  async function makeFolders(path: string): Promise<void> {
    const parts = path.split('/').slice(0, -1);
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const place = await placeOf(parts.slice(0, depth).join('/'), false);
      await mkdir(place).catch((thrown: unknown) => {
        if ((thrown as { code?: unknown }).code !== 'EEXIST') throw thrown;
      });
    }
  }
}

function pathRefusalOf(within: string): string | undefined {
  return within === '' ? undefined : pathRefusal(within.split(sep).join('/'));
}
