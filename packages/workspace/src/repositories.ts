import { join } from 'node:path';
import {
  DEFAULT_LIMITS,
  DEFAULT_MIRRORS_MB,
  DEFAULT_WHOLE_MB,
  type WorkspaceConfig,
} from './config.ts';
import { gitSettings } from './git/git-settings.ts';
import { type Mirror, openMirror } from './git/mirror.ts';
import { isMirror, keepWithinBudget, markUsed } from './git/mirror-budget.ts';
import { type Objects, openObjects } from './git/objects.ts';
import { type TreeListing, treeListings } from './git/tree-listing.ts';
import type { RunPlace } from './run-command.ts';
import { chooseSandbox } from './sandbox/choose-sandbox.ts';
import { openTreePool, workerName } from './trees/tree-pool.ts';

/** A repository on this machine. */
export interface OpenRepository {
  readonly mirror: Mirror;
  readonly objects: Objects;
  readonly listings: { read(tree: string): Promise<TreeListing> };
}

/** What the port's methods share, each part made when it is first needed. */
export interface Repositories {
  readonly scratch: string;
  repository(name: string): Promise<OpenRepository>;
  place(): Promise<RunPlace>;
}

/** How often room is looked for. */
const LOOK_MS = 10 * 60_000;

/** Remembers what a function made, but not that it failed. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make().catch((thrown) => {
      made = undefined;
      throw thrown;
    });
    return made;
  };
}

/** Opens repositories below the configuration's root. */
export function repositories(config: WorkspaceConfig): Repositories {
  const { root } = config;
  const scratch = join(root, 'scratch');
  const settings = once(() => gitSettings(config));
  const known = new Map<string, () => Promise<OpenRepository>>();
  const place = once(async (): Promise<RunPlace> => {
    const [sandbox, pool] = await Promise.all([
      chooseSandbox(config.sandbox ?? 'required', {
        tools: config.tools,
        scratch,
        ...(config.cluster === undefined ? {} : { cluster: config.cluster }),
      }),
      openTreePool({
        root,
        worker: config.worker ?? workerName(),
        nodeModules: config.tools.nodeModules,
      }),
    ]);
    return {
      sandbox,
      pool,
      blobs: config.blobs,
      limits: { ...DEFAULT_LIMITS, ...config.limits },
      packages: {
        root: join(root, 'packages'),
        registries: config.registries ?? [],
        scripts: config.installScripts ?? [],
      },
    };
  });
  const budgetMb = config.mirrorsMb ?? DEFAULT_MIRRORS_MB;
  let looked = 0;
  async function makeRoom(): Promise<void> {
    if (budgetMb === 0 || Date.now() - looked < LOOK_MS) return;
    looked = Date.now();
    await keepWithinBudget(join(root, 'mirrors'), budgetMb * 1024 * 1024);
  }
  function opened(name: string): Promise<OpenRepository> {
    const open =
      known.get(name) ??
      once(async () => {
        const mirror = await openMirror({
          settings: await settings(),
          root,
          repository: name,
          remote: config.remote,
          wholeUpToMb: config.wholeUpToMb ?? DEFAULT_WHOLE_MB,
        });
        return {
          mirror,
          objects: openObjects(mirror, config.checkpoints),
          listings: treeListings(mirror),
        };
      });
    known.set(name, open);
    return open();
  }
  return {
    scratch,
    place,
    async repository(name) {
      let repository = await opened(name);
      if (!(await isMirror(repository.mirror.directory))) {
        known.delete(name);
        repository = await opened(name);
      }
      await markUsed(repository.mirror.directory);
      await makeRoom();
      return repository;
    },
  };
}
