import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The user that commands are, inside: nobody of the machine's own. */
export const SANDBOX_USER = 1000;

/** A file of the sandbox's own, by where it is seen inside. */
export type OwnFile = readonly [source: string, seenAs: string];

/**
 * Writes what a closed sandbox shows instead of the machine's own accounts and hosts: one user whose home is
 * `scratch/home`, and this machine's loopback. Answers each with its place inside.
 */
export async function writeAccountFiles(scratch: string): Promise<readonly OwnFile[]> {
  const folder = join(scratch, 'etc');
  await mkdir(folder, { recursive: true });
  const texts: readonly (readonly [name: string, text: string])[] = [
    [
      'passwd',
      `patchwright:x:${SANDBOX_USER}:${SANDBOX_USER}:Patchwright:${join(scratch, 'home')}:/bin/sh\n`,
    ],
    ['group', `patchwright:x:${SANDBOX_USER}:\n`],
    ['hosts', '127.0.0.1 localhost\n::1 localhost\n'],
  ];
  const files: OwnFile[] = [];
  for (const [name, text] of texts) {
    await writeFile(join(folder, name), text);
    files.push([join(folder, name), `/etc/${name}`]);
  }
  return files;
}
