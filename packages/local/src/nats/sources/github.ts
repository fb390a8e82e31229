import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BINARY_NAME } from '../binary-cache.ts';
import { PINNED_VERSION } from '../version.ts';
import type { NatsSource } from './source.ts';
import { hasCommand, runClient } from './source.ts';

const RELEASES = 'https://github.com/nats-io/nats-server/releases/download';

/** The project's own release archive, checked against the checksums published beside it. */
export const github: NatsSource = githubReleases(RELEASES);

/** The same, from another address: a mirror that keeps GitHub's layout. */
export function githubReleases(address: string): NatsSource {
  return {
    name: 'the release on GitHub',
    async unavailable({ variables }) {
      if (archiveName(process.platform, process.arch) === undefined) {
        return `there is no release for ${process.platform} on ${process.arch}`;
      }
      return (await hasCommand(variables, 'tar', '--version')) ? undefined : 'there is no tar';
    },
    async get(context) {
      const name = archiveName(process.platform, process.arch) as string;
      const release = `${address}/v${PINNED_VERSION}`;
      const sums = (await download(`${release}/SHA256SUMS`)).toString('utf8');
      const archive = await download(`${release}/${name}`);
      verify(archive, name, sums);
      await writeFile(join(context.folder, name), archive);
      await runClient(context, 'tar', ['-xf', name]);
      return join(context.folder, name.replace(/\.(tar\.gz|zip)$/, ''), BINARY_NAME);
    },
  };
}

/** The archive's name for a platform; `undefined` when the project publishes none for it. */
export function archiveName(platform: NodeJS.Platform, arch: string): string | undefined {
  const system = { linux: 'linux', darwin: 'darwin', win32: 'windows' }[platform as string];
  const machine = { x64: 'amd64', arm64: 'arm64' }[arch];
  if (system === undefined || machine === undefined) return undefined;
  const ending = system === 'windows' ? 'zip' : 'tar.gz';
  return `nats-server-v${PINNED_VERSION}-${system}-${machine}.${ending}`;
}

function verify(archive: Buffer, name: string, sums: string): void {
  const published = sums
    .split('\n')
    .map((line) => line.trim().split(/\s+\*?/))
    .find(([, file]) => file === name)?.[0];
  if (published === undefined) throw new Error(`SHA256SUMS does not name ${name}`);
  const actual = createHash('sha256').update(archive).digest('hex');
  if (actual !== published) {
    throw new Error(`the checksum of ${name} is ${actual}, published is ${published}`);
  }
}

async function download(url: string): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(120_000) }).catch(
    (error: Error) => {
      throw new Error(`${new URL(url).host} cannot be reached`, { cause: error });
    },
  );
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}
