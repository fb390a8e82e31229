import type { StoredEvent, TaskEvent } from '@patchwright/events';
import { type PlanChange, proposalChanges } from '@patchwright/task';
import { amount } from './text.ts';

/** Most changes that are shown; whoever wants all of them compares the plans. */
const MOST_CHANGES = 8;
const LONGEST_CHANGE = 300;

/** What is different in this version of the plan, compared with the one that was proposed before it; empty for the first one. */
export function changesOf(
  history: readonly StoredEvent<TaskEvent>[],
  version: number,
): readonly PlanChange[] {
  const plans = history.flatMap((event) => (event.type === 'plan_proposed' ? [event.data] : []));
  const at = plans.findLastIndex((one) => one.version === version);
  const [before, after] = [plans[at - 1], plans[at]];
  return before === undefined || after === undefined ? [] : proposalChanges(before, after);
}

/** The changes as lines of a list, in the markup that `write` makes of text of others. */
export function changeLines(
  changes: readonly PlanChange[],
  write: (text: string, max: number) => string,
): readonly string[] {
  const more = changes.length - MOST_CHANGES;
  return [
    ...changes.slice(0, MOST_CHANGES).map(({ part, before, after }) => {
      const name = write(part, LONGEST_CHANGE);
      if (after === null) return `${name} is gone`;
      return `${before === null ? 'new: ' : ''}${name}: ${write(after, LONGEST_CHANGE)}`;
    }),
    ...(more > 0 ? [`and ${amount(more, 'more change')}`] : []),
  ];
}
