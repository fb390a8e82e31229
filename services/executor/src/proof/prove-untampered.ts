import {
  type ChangedFile,
  type FrozenTest,
  findingsText,
  type StatedChanges,
  tampering,
} from '@patchwright/codegraph';
import type { ExecutorWorld, Progress, Site } from '../execution.ts';

/** Why the way from one tree to another may not be taken: it weakens the proof. `undefined` when it does not. */
export async function tamperingBetween(
  site: Site,
  world: Pick<ExecutorWorld, 'workspace'>,
  progress: Pick<Progress, 'proved'>,
  trees: { readonly from: string; readonly to: string },
): Promise<string | undefined> {
  const { repository } = site;
  const { files } = await world.workspace.diff({ repository, ...trees });
  const changed: ChangedFile[] = [];
  for (const { path, status } of files) {
    // What cannot be read as text is there all the same.
    const read = async (tree: string) =>
      (await world.workspace.readFile({ repository, tree, path })) ?? '';
    changed.push({
      path,
      before: status === 'added' ? null : await read(trees.from),
      after: status === 'deleted' ? null : await read(trees.to),
    });
  }
  const findings = await tampering(changed, statedBy(site), frozenTests(site, progress));
  return findings.length === 0
    ? undefined
    : `the change weakens what the tests prove:\n${findingsText(findings)}`;
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
