import { canonicalJson, type StoredEvent, type TaskEvent } from '@patchwright/events';
import type { Decision } from '../command.ts';
import { evolve, fold } from '../evolve.ts';
import { initialTask } from '../initial-task.ts';
import type { Task } from '../task.ts';
import { decideFollow } from './follow.ts';

type Fact = StoredEvent<TaskEvent>;

/** Who states what a task takes over from its whole or its parts. */
const FOLLOWER = 'system:scheduler';
const fromKin: ReadonlySet<TaskEvent['type']> = new Set([
  'part_proposed',
  'part_released',
  'part_recalled',
  'part_started',
  'part_completed',
  'part_merged',
]);

/**
 * The facts about parts in a task's history that today's rules would not state: for which there is no moment, from their cause on, at
 * which the other task stood so that they follow. `others` are the histories of the whole, or of the parts. Pure.
 */
export function unfollowed(
  history: readonly Fact[],
  others: readonly (readonly Fact[])[],
): readonly Fact[] {
  const strange: Fact[] = [];
  for (const [index, fact] of history.entries()) {
    if (!fromKin.has(fact.type) || fact.actor !== FOLLOWER) continue;
    // A cause that is looked at again after a crash may have more to say than the first time; each look began where one of its facts stands.
    const begins = history.flatMap((one, at) =>
      at <= index && one.causationId === fact.causationId ? [at] : [],
    );
    const { tenant, id } = fact.aggregate;
    const follows = begins.some((at) => {
      const before = fold(tenant, id, history.slice(0, at));
      return others.some((other) => couldFollow(before, fact, other));
    });
    if (!follows) strange.push(fact);
  }
  return strange;
}

function couldFollow(task: Task, fact: Fact, other: readonly Fact[]): boolean {
  const [begin] = other;
  if (begin === undefined) return false;
  const cause = other.findIndex(({ id }) => id === fact.causationId);
  // A sweep looks because of the same fact, and retries nothing.
  const looks = other[cause]?.type === 'task_retried' ? [true, false] : [false];
  let stood = initialTask(begin.aggregate.tenant, begin.aggregate.id);
  for (const [index, event] of other.entries()) {
    stood = evolve(stood, event);
    if (index < cause || event.seq > fact.seq) continue;
    if (looks.some((again) => states(decideFollow(task, stood, again), fact))) return true;
  }
  return false;
}

function states(decision: Decision, fact: Fact): boolean {
  return (
    decision.kind === 'accepted' &&
    decision.drafts.some(
      ({ type, data }) => type === fact.type && canonicalJson(data) === canonicalJson(fact.data),
    )
  );
}
