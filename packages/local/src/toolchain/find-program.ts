import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** The path of the first program of this name in the folders of a search path; `undefined` when there is none. */
export async function findProgram(name: string, searchPath: string): Promise<string | undefined> {
  for (const folder of searchPath.split(delimiter)) {
    if (folder === '') continue;
    const path = join(folder, name);
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return path;
  }
  return undefined;
}
