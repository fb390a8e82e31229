import type { StoredEvent, TaskEvent } from '@patchwright/events';
import { isEnded } from '../standing.ts';
import type { Task } from '../task.ts';
import type { Duration, MetricsRow } from './rows.ts';

/** The spans, in seconds, that durations are counted within. */
export const durationBounds = [10, 30, 60, 120, 300, 600, 1800, 3600, 14_400, 86_400] as const;

/** As which agent a task as a whole is counted. */
const WHOLE = 'patchwright';

/** The durations with those that the event ends: a service's run, or the task itself. */
export function durationsAfter(
  known: MetricsRow['durations'],
  event: StoredEvent<TaskEvent>,
  before: Task,
  after: Task,
): MetricsRow['durations'] {
  if (event.type === 'run_finished') {
    return added(known, `${event.data.service} finished`, event.data.durationMs);
  }
  // A part counts with its whole.
  if (!isEnded(after.status) || isEnded(before.status) || after.part !== undefined) return known;
  const tookMs = Date.parse(event.time) - Date.parse(after.requestedAt);
  return added(known, `${WHOLE} ${after.status}`, tookMs);
}

function added(known: MetricsRow['durations'], key: string, ms: number): MetricsRow['durations'] {
  const seconds = Math.max(0, ms) / 1000;
  const { count, seconds: all, within } = known[key] ?? nothing;
  const next: Duration = {
    count: count + 1,
    // To the millisecond, so that sums do not carry the noise of binary fractions.
    seconds: Math.round((all + seconds) * 1000) / 1000,
    within: durationBounds.map((bound, at) => (within[at] ?? 0) + (seconds <= bound ? 1 : 0)),
  };
  return Object.fromEntries(
    Object.entries({ ...known, [key]: next }).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const nothing: Duration = { count: 0, seconds: 0, within: [] };
