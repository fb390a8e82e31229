import type { PlannerWorld } from './propose.ts';
import { DOCUMENT } from './publish.ts';

/** A branch, and what is known of its head. */
export interface Place {
  readonly repository: string;
  readonly branch: string;
  readonly head?: string | undefined;
}

/**
 * The commit that an attempt left on the branch which ended before it could propose its plan: it differs from what is known by the
 * plan's document alone, so the next one may stand on top of it. `undefined` when there is none; anything else is somebody's work.
 */
export async function leftBehind(
  world: Pick<PlannerWorld, 'workspace'>,
  { repository, branch, head }: Place,
  tree: string,
): Promise<string | undefined> {
  const remote = await world.workspace.remoteHead({ repository, branch });
  if (remote === null || remote === head) return undefined;
  const there = await world.workspace.open({ repository, ref: remote });
  const { files } = await world.workspace.diff({ repository, from: tree, to: there.tree });
  return files.every((file) => file.path === DOCUMENT) ? remote : undefined;
}
