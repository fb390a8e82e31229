import type { StoredEvent, TaskEvent, WorkKind } from '@patchwright/events';
import { evolve, initialTask, isEnded, type Task } from '@patchwright/task';

/** The kinds of work that move a task on, and so have no meaning once it has ended or is paused. Telling people about it has. */
const moving: ReadonlySet<WorkKind> = new Set(['discover', 'plan', 'execute', 'ci']);

/** Whether work of this kind stops when its task ends or pauses. */
export function canBeOvertaken(kind: WorkKind): boolean {
  return moving.has(kind);
}

/**
 * Why a run's work is no longer wanted, or `undefined`: since its task was folded (at `foldSeq`) somebody else ended or paused it or
 * made the approval of an execution void, or it was at rest already. Whoever takes it up again calls for new work, so this holds even if the task has gone on meanwhile. What
 * the run itself stated (by `causationId`) does not stop it.
 */
export function overtakenBy(
  item: {
    readonly kind: WorkKind;
    readonly tenant: string;
    readonly id: string;
    readonly causeId: string;
  },
  facts: readonly StoredEvent<TaskEvent>[],
  foldSeq: number,
): string | undefined {
  const outdated = outdatedBy(item, facts, foldSeq);
  if (outdated !== undefined) return outdated;
  let task: Task = initialTask(item.tenant, item.id);
  let atRestBy: StoredEvent<TaskEvent> | undefined;
  for (const fact of facts) {
    const next = evolve(task, fact);
    if (next.status !== task.status) atRestBy = isAtRest(next, item.kind) ? fact : undefined;
    task = next;
    const isLater = fact.seq >= foldSeq && fact.causationId !== item.causeId;
    if (isLater && atRestBy !== undefined && atRestBy.causationId !== item.causeId) break;
  }
  if (atRestBy === undefined || atRestBy.causationId === item.causeId) return undefined;
  return `${atRestBy.type} by ${atRestBy.actor}`;
}

/**
 * Why what a run found out holds no longer, or `undefined`: since its task was folded the ticket was edited, and the task began anew.
 * Asked before each fact, so that none is stated about words that nobody says any more.
 */
export function outdatedBy(
  { kind, causeId }: { readonly kind: WorkKind; readonly causeId: string },
  facts: readonly StoredEvent<TaskEvent>[],
  foldSeq: number,
): string | undefined {
  if (kind !== 'discover' && kind !== 'plan') return undefined;
  const edit = facts.findLast((fact) => fact.type === 'ticket_edited' && fact.data.again);
  return edit === undefined || edit.seq <= foldSeq || edit.id === causeId
    ? undefined
    : `${edit.type} by ${edit.actor}`;
}

/** An execution rests, too, while people are asked again about its plan. */
function isAtRest({ status }: Task, kind: WorkKind): boolean {
  const isAsked = kind === 'execute' && status === 'awaiting_approval';
  return isAsked || status === 'paused' || isEnded(status);
}
