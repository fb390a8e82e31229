import {
  type ChangedFile,
  type FrozenTest,
  findingsText,
  type StatedChanges,
  tampering,
} from '@patchwright/codegraph';
import type { CommandResult } from '@patchwright/workspace';
import type { ExecutorWorld, Progress, Site } from '../execution.ts';

/** Why the way from one tree to another may not be taken: it weakens the proof. `undefined` when it does not. */
export async function tamperingBetween(
  site: Site,
  world: Pick<ExecutorWorld, 'workspace'>,
  progress: Pick<Progress, 'proved'>,
  trees: { readonly from: string; readonly to: string },
): Promise<string | undefined> {
  const found = await weakened(site, world, progress, trees);
  return found === undefined ? undefined : `the change weakens what the tests prove:\n${found}`;
}

/** Why a run of tests proves nothing: what it ran weakened the tests meanwhile, other ones of which were yet to come. */
export async function tamperingWhile(
  site: Site,
  world: Pick<ExecutorWorld, 'workspace'>,
  progress: Pick<Progress, 'proved'>,
  run: { readonly of: string; readonly result: CommandResult; readonly baseline: CommandResult },
): Promise<string | undefined> {
  const trees = { from: run.of, to: run.result.tree };
  if (trees.from === trees.to) return undefined;
  const { repository, before } = site;
  // There are tests that write what lies in the repository, and did so before.
  const usual =
    run.baseline.tree === before
      ? []
      : (await world.workspace.diff({ repository, from: before, to: run.baseline.tree })).files;
  const known = new Set(usual.map(({ path }) => path));
  // Runs leave reports and caches behind, which are new.
  const found = await weakened(
    site,
    world,
    progress,
    trees,
    ({ path, status }) => status !== 'added' && !known.has(path),
  );
  return found === undefined ? undefined : `what was run changed its own tests:\n${found}`;
}

async function weakened(
  site: Site,
  { workspace }: Pick<ExecutorWorld, 'workspace'>,
  progress: Pick<Progress, 'proved'>,
  trees: { readonly from: string; readonly to: string },
  counts: (file: { readonly path: string; readonly status: string }) => boolean = () => true,
): Promise<string | undefined> {
  const { repository } = site;
  const { files } = await workspace.diff({ repository, ...trees });
  const changed: ChangedFile[] = [];
  for (const { path, status } of files.filter(counts)) {
    // What cannot be read as text is there all the same.
    const read = async (tree: string) =>
      (await workspace.readFile({ repository, tree, path })) ?? '';
    changed.push({
      path,
      before: status === 'added' ? null : await read(trees.from),
      after: status === 'deleted' ? null : await read(trees.to),
    });
  }
  const findings = await tampering(changed, statedBy(site), frozenTests(site, progress));
  return findings.length === 0 ? undefined : findingsText(findings);
}

/** What people agreed to: the plan's steps, and the files that came in by amendments. */
function statedBy({ plan, task }: Site): StatedChanges {
  const amended = (task.amendments ?? []).flatMap(({ paths, reason }) =>
    paths.map((file) => ({ type: 'amendment', file, action: reason })),
  );
  return { steps: [...plan.steps, ...amended] };
}

/** The tests that were proved red in this execution, or before it on the branch. */
function frozenTests(site: Site, progress: Pick<Progress, 'proved'>): readonly FrozenTest[] {
  return site.steps.flatMap(({ order, file, testName }) =>
    progress.proved.has(order) && testName ? [{ path: file, name: testName }] : [],
  );
}
