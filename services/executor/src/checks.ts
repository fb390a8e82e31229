import type { ExecutorWorld, Progress, Site } from './execution.ts';

/**
 * Runs the repository's own lint, type and format checks on a tree. What a tool can mend by itself it mends, within the
 * planned files; a check that failed before the change too is none of ours. Answers the tree, or what to tell the next try.
 */
export async function runChecks(
  site: Site,
  world: ExecutorWorld,
  progress: Progress,
  written: string,
): Promise<string> {
  let tree = written;
  for (const check of site.toolchain.checks) {
    const at = { repository: site.repository, tree };
    const result = await world.workspace.run({ ...at, command: check.command });
    if (result.exitCode === 0) continue;
    const base = await world.workspace.run({
      repository: site.repository,
      tree: progress.tree,
      command: check.command,
    });
    if (base.exitCode !== 0 || check.fix === null) continue;
    tree = (await world.workspace.run({ ...at, command: check.fix })).tree;
  }
  return tree;
}
