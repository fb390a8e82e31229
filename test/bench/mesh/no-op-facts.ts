import { ExecutionStarted, PlanningStarted, type TaskDraft } from '@patchwright/events';
import { matterOf } from '../tasks/task-facts.ts';
import { discoveredOf, doneOf, executedOf, proposalOf } from '../tasks/task-life.ts';

/** All tasks of the mesh are about the same, so that nothing has to be thought of while it is measured. */
export const matter = matterOf('mesh', 0);

/** What each service states; made once, so that the mesh is measured and not the making of words. */
export const drafts = {
  discovered: discoveredOf(matter),
  planning: PlanningStarted.of({ version: 1 }),
  proposed: proposalOf(matter),
  started: ExecutionStarted.of({ digest: matter.digest, base: matter.base.sha }),
  executed: executedOf(matter),
  done: doneOf(matter, 1),
} as const satisfies Readonly<Record<string, TaskDraft | readonly TaskDraft[]>>;
