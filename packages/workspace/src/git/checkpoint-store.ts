import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes under a name that is written once; a second write of the same name changes nothing. */
export interface CheckpointStore {
  save(name: string, bytes: Uint8Array): Promise<void>;
  load(name: string): Promise<Uint8Array | undefined>;
}

function isErrno(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code;
}

/** Checkpoints in a folder: for tests, and for machines that share a disk. */
export function directoryCheckpoints(directory: string): CheckpointStore {
  return {
    async save(name, bytes) {
      await mkdir(directory, { recursive: true });
      const file = join(directory, encodeURIComponent(name));
      const draft = `${file}.${randomUUID()}`;
      await writeFile(draft, bytes);
      try {
        await link(draft, file);
      } catch (thrown) {
        if (!isErrno(thrown, 'EEXIST')) throw thrown;
      } finally {
        await rm(draft, { force: true });
      }
    },
    async load(name) {
      try {
        return await readFile(join(directory, encodeURIComponent(name)));
      } catch (thrown) {
        if (isErrno(thrown, 'ENOENT')) return undefined;
        throw thrown;
      }
    },
  };
}
