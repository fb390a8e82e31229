import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import { SYSTEM_PATH, type Tools } from '../config.ts';

/** The first program of this name on the tools' path, then the system's; `undefined` when there is none. */
export async function findProgram(
  tools: Pick<Tools, 'path'>,
  name: string,
): Promise<string | undefined> {
  for (const folder of [...tools.path, ...SYSTEM_PATH]) {
    const file = join(folder, name);
    const there = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (there) return file;
  }
  return undefined;
}
