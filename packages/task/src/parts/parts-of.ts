import type { PlanPart, PullRequestRef, Usage } from '@patchwright/events';
import type { Task } from '../task.ts';

/** What is known of one part of a task. */
export interface PartRecord {
  /** The part's own task. */
  readonly task: string;
  readonly repository: string;
  readonly pullRequest: PullRequestRef;
  /** The parts (by task) that are done before it. */
  readonly after: readonly string[];
  /** `dropped`: the present plan does without it. */
  readonly state: 'waiting' | 'started' | 'completed' | 'dropped';
  /** Its newest commit, once it is done. */
  readonly head?: string;
  /** Others begin only once it is merged, as the policy said when the plan was proposed. */
  readonly awaitsMerge?: true;
  /** The commit by which it was merged. */
  readonly merged?: string;
  /** What its model calls used, and what it changed, once it is done. */
  readonly usage?: Usage;
  readonly change?: PartChange;
}

/** How much a part changed in its repository. */
export interface PartChange {
  readonly files: number;
  readonly linesAdded: number;
  readonly linesRemoved: number;
}

/** Whether the task may not be executed yet, since a part of its present plan is not done. */
export function waitsForParts({ parts }: { readonly parts?: Task['parts'] | undefined }): boolean {
  return (parts ?? []).some((record) => record.state !== 'dropped' && !isDone(record));
}

/** Whether those that rest on the part may begin. */
export function isDone({
  state,
  awaitsMerge,
  merged,
}: Pick<PartRecord, 'state' | 'awaitsMerge' | 'merged'>): boolean {
  return state === 'completed' && (awaitsMerge === undefined || merged !== undefined);
}

/** The parts that are green, and whose merge is what others wait for now. */
export function mergesAwaited({
  parts,
}: {
  readonly parts?: Task['parts'] | undefined;
}): readonly PartRecord[] {
  return (parts ?? []).filter((record) => record.state === 'completed' && !isDone(record));
}

/** Whether the task is done in several repositories: it has parts, or is one. */
export function spansRepositories({ part, proposal }: Pick<Task, 'part' | 'proposal'>): boolean {
  return part !== undefined || proposal?.parts !== undefined;
}

/** The parts with those of a new plan: what is listed again waits anew, unless it was started; what is not, is dropped. */
export function partsAfter(
  known: readonly PartRecord[],
  listed: readonly PlanPart[],
  startAfter?: 'merged',
): readonly PartRecord[] {
  const kept = known.filter(({ task }) => !listed.some((part) => part.task === task));
  return [
    ...listed.map(({ task, repository, pullRequest, after }): PartRecord => {
      const { awaitsMerge: _, ...record } = known.find((one) => one.task === task) ?? {
        state: 'waiting' as const,
      };
      const awaits = startAfter === 'merged' ? ({ awaitsMerge: true } as const) : {};
      return { ...record, task, repository, pullRequest, after, ...awaits };
    }),
    ...kept.map((record) => ({ ...record, state: 'dropped' as const })),
  ];
}

/** The parts of the present plan, in the order in which their pull requests are merged; the whole's own comes last. */
export function partsInOrder({ parts }: Pick<Task, 'parts'>): readonly PartRecord[] {
  return (parts ?? []).filter(({ state }) => state !== 'dropped');
}

/** The parts with this one in another state. */
export function withPart(
  parts: readonly PartRecord[] | undefined,
  task: string,
  news: Partial<PartRecord>,
): readonly PartRecord[] {
  return (parts ?? []).map((record) => (record.task === task ? { ...record, ...news } : record));
}
