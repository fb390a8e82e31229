import { sha256 } from '@patchwright/events';
import { fixFault, type Task } from '@patchwright/task';
import type { CiSite } from './decide.ts';
import type { CiWorld } from './world.ts';

const DOCUMENT = 'PLAN.md';

/**
 * What stands against pushing a fix now, as a sentence: somebody moved the branch, the approval no longer holds, the plan was edited,
 * the rules were changed. `undefined` when it may be pushed. Throws the ports' faults.
 */
export async function pushFault(
  world: CiWorld,
  task: Task,
  { repository, branch }: CiSite,
): Promise<string | undefined> {
  const head = await world.workspace.remoteHead({ repository, branch });
  const document = head === null ? null : await documentAt(world, repository, head);
  const { policyVersion } = await world.rules.inForce({});
  const now = await world.clock.now();
  return fixFault(task, { now, head, document, policyVersion })?.reason;
}

async function documentAt(
  { workspace }: CiWorld,
  repository: string,
  ref: string,
): Promise<string | null> {
  const { tree } = await workspace.open({ repository, ref });
  const text = await workspace.readFile({ repository, tree, path: DOCUMENT });
  return text === null ? null : sha256(text);
}
