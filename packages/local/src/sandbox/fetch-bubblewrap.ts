import { access, chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NatsEnvironment } from '../nats/config.ts';
import { closedToDebian, unpackDebian } from '../nats/sources/debian-package.ts';

// The libraries come along, since a small system may lack them.
const PACKAGES = ['bubblewrap', 'libcap2', 'libselinux1'];

/** The folder of a `bwrap` that was fetched before; `undefined` when none was. */
export async function keptBubblewrap({
  cacheDir,
}: Pick<NatsEnvironment, 'cacheDir'>): Promise<string | undefined> {
  const bin = join(cacheDir, 'bubblewrap', 'bin');
  return access(join(bin, 'bwrap')).then(
    () => bin,
    () => undefined,
  );
}

/**
 * The folder of a `bwrap` that is fetched from Debian's packages and kept in the cache, without being installed on the
 * machine. Throws with the reason, in a few words, where this cannot be done.
 */
export async function fetchBubblewrap(
  environment: Pick<NatsEnvironment, 'cacheDir' | 'clientVariables'>,
): Promise<string> {
  const home = join(environment.cacheDir, 'bubblewrap');
  const bin = join(home, 'bin');
  if ((await keptBubblewrap(environment)) !== undefined) return bin;
  const closed = await closedToDebian({ variables: environment.clientVariables });
  if (closed !== undefined) throw new Error(closed);
  await mkdir(environment.cacheDir, { recursive: true });
  const folder = await mkdtemp(join(environment.cacheDir, 'bubblewrap-'));
  try {
    const context = { folder, variables: environment.clientVariables };
    const unpacked = await unpackDebian(context, 'own', PACKAGES);
    const libraries: string[] = [];
    for (const parent of ['lib', 'usr/lib']) {
      const names = await readdir(join(unpacked, parent)).catch(() => []);
      libraries.push(
        ...names.filter((name) => name.endsWith('-linux-gnu')).map((name) => join(parent, name)),
      );
    }
    await mkdir(join(folder, 'bin'));
    const paths = libraries.map((path) => `"$home/unpacked/${path}"`).join(':');
    // The path is bwrap's alone: what it starts has an environment of its own.
    await writeFile(
      join(folder, 'bin', 'bwrap'),
      `#!/bin/sh\nhome=$(dirname "$0")/..\nLD_LIBRARY_PATH=${paths} exec "$home/unpacked/usr/bin/bwrap" "$@"\n`,
    );
    await chmod(join(folder, 'bin', 'bwrap'), 0o755);
    await rm(join(folder, 'apt'), { recursive: true, force: true });
    // Whoever was faster has left the same.
    await rename(folder, home).catch(() => undefined);
    await access(join(bin, 'bwrap'));
    return bin;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
