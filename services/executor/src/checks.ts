import type { Toolchain } from '@patchwright/workspace';
import type { ExecutorWorld, Site } from './execution.ts';

type Check = Toolchain['checks'][number];

/** The tree after the repository's own lint and format tools have mended what they can. A check that failed before our change is left alone. */
export async function mendChecks(
  site: Site,
  world: ExecutorWorld,
  written: string,
): Promise<string> {
  let tree = written;
  for (const check of site.toolchain.checks) {
    if (check.fix === null || (await isMet(site, world, check, tree)).met) continue;
    if (!(await wasMet(site, world, check))) continue;
    const { repository } = site;
    tree = (await world.workspace.run({ repository, tree, command: check.fix })).tree;
  }
  return tree;
}

/** The first of the repository's lint, type and format checks that fails on a tree and did not before our change, to be told to the next try. */
export async function unmetChecks(
  site: Site,
  world: ExecutorWorld,
  tree: string,
): Promise<string | undefined> {
  for (const check of site.toolchain.checks) {
    const { met, excerpt } = await isMet(site, world, check, tree);
    if (!met && (await wasMet(site, world, check))) {
      return `${check.command} succeeded before the change and fails now\n\n${excerpt}`;
    }
  }
  return undefined;
}

async function isMet(site: Site, world: ExecutorWorld, check: Check, tree: string) {
  const { repository } = site;
  const result = await world.workspace.run({ repository, tree, command: check.command });
  return { met: result.exitCode === 0, excerpt: result.excerpt };
}

async function wasMet(site: Site, world: ExecutorWorld, check: Check): Promise<boolean> {
  return (await isMet(site, world, check, site.before)).met;
}
