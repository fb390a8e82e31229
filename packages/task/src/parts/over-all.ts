import type { Usage } from '@patchwright/events';
import type { Task } from '../task.ts';
import { sumUsage } from '../views/spending-rows.ts';
import { type PartChange, partsInOrder } from './parts-of.ts';

/** What a task over several repositories and those of its parts that are done came to together. */
export interface OverAll {
  /** Pull requests, its own included. */
  readonly pullRequests: number;
  readonly usage: Usage;
  readonly change: PartChange;
}

/** What the task and its parts came to together; `undefined` for a task in one repository. Dropped parts cost what they cost. */
export function overAll(task: Pick<Task, 'parts' | 'usage' | 'result'>): OverAll | undefined {
  const parts = partsInOrder(task);
  if (parts.length === 0) return undefined;
  const { result } = task;
  const own = {
    files: result?.filesModified.length ?? 0,
    linesAdded: result?.linesAdded ?? 0,
    linesRemoved: result?.linesRemoved ?? 0,
  };
  return {
    pullRequests: parts.length + 1,
    usage: sumUsage([task.usage, ...(task.parts ?? []).flatMap(({ usage }) => usage ?? [])]),
    change: parts
      .flatMap(({ change }) => change ?? [])
      .reduce(
        (sum, change) => ({
          files: sum.files + change.files,
          linesAdded: sum.linesAdded + change.linesAdded,
          linesRemoved: sum.linesRemoved + change.linesRemoved,
        }),
        own,
      ),
  };
}
