import { isEnded, type Status, statusWords, type TaskRow } from '@patchwright/task';
import { shorten } from './shorten.ts';

/** Which tasks need somebody soonest. */
const FIRST: readonly Status[] = [
  'awaiting_approval',
  'awaiting_answer',
  'escalated',
  'failed',
  'paused',
];

/** The tasks of the view, one a line: those that wait for people first, then those under way, then those that ended last. */
export function listText(rows: readonly TaskRow[], state: Status | undefined): string {
  const shown = rows
    .filter((row) => state === undefined || row.status === state)
    .sort((a, b) => rank(a) - rank(b) || b.updatedAt.localeCompare(a.updatedAt));
  if (shown.length === 0) {
    return state === undefined ? 'There is no task yet.' : `No task is ${statusWords[state]}.`;
  }
  const lines = shown.map((row) => {
    const where = row.proposal?.pullRequest.url ?? row.repository ?? '';
    return `- ${row.id} is ${statusWords[row.status]}: ${row.title}${where === '' ? '' : ` (${where})`}`;
  });
  return shorten(lines, 'patchwright list');
}

function rank({ status }: TaskRow): number {
  const first = FIRST.indexOf(status);
  if (first >= 0) return first;
  return isEnded(status) ? FIRST.length + 1 : FIRST.length;
}
