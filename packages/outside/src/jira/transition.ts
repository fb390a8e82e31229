import { issuePath, type JiraClient } from './client.ts';
import { PlaceAnswer, type StatusAnswer, TransitionsAnswer } from './schemas.ts';

/** Where a ticket may be moved. */
export type Goal = 'in_progress' | 'in_review' | 'done';

/** The statuses' own names, in the order in which they are tried. */
export type StatusNames = Partial<Readonly<Record<Goal, string>>>;

const RANK = { in_progress: 1, in_review: 2, done: 3 } as const;
const NAMES: Readonly<Record<Goal, readonly string[]>> = {
  in_progress: ['in progress', 'in development', 'doing', 'started'],
  in_review: ['in review', 'review', 'code review', 'peer review', 'ready for review'],
  done: ['done', 'closed', 'resolved', 'complete', 'completed'],
};
const MOST_STEPS = 3;

/** The ticket's status. */
export async function statusOf(client: JiraClient, ticket: string): Promise<StatusAnswer> {
  const { fields } = await client.send(PlaceAnswer, {
    url: issuePath(ticket),
    method: 'GET',
    searchParams: { fields: 'status' },
  });
  return fields.status;
}

/** Whether a status is the one that is wanted: by name, else by category. */
export function isThere(status: StatusAnswer, to: Goal, names: StatusNames): boolean {
  if (rankOf(status, names) === RANK[to]) return true;
  return to === 'done' && status.statusCategory?.key === 'done';
}

/**
 * Moves the ticket, over the statuses between where the workflow has no direct way.
 * Answers the status it has then: where there is no way at all, the one that it had.
 */
export async function transition(
  client: JiraClient,
  ticket: string,
  to: Goal,
  names: StatusNames,
): Promise<StatusAnswer> {
  let status = await statusOf(client, ticket);
  for (let step = 0; step < MOST_STEPS && !isThere(status, to, names); step += 1) {
    const { transitions } = await client.send(TransitionsAnswer, {
      url: issuePath(ticket, '/transitions'),
      method: 'GET',
    });
    const next = bestOf(transitions, status, to, names);
    if (next === undefined) return status;
    await client.tell({
      url: issuePath(ticket, '/transitions'),
      method: 'POST',
      body: { transition: { id: next.id } },
    });
    status = await statusOf(client, ticket);
  }
  return status;
}

type Way = TransitionsAnswer['transitions'][number];

/** The way to the goal itself, else the one that leads nearest to it without passing it or going back. */
function bestOf(
  ways: readonly Way[],
  from: StatusAnswer,
  to: Goal,
  names: StatusNames,
): Way | undefined {
  const direct = ways.find((way) => isThere(way.to, to, names));
  if (direct !== undefined) return direct;
  const here = rankOf(from, names);
  return ways
    .filter((way) => rankOf(way.to, names) > here && rankOf(way.to, names) < RANK[to])
    .sort((a, b) => rankOf(b.to, names) - rankOf(a.to, names))[0];
}

function rankOf(status: StatusAnswer, names: StatusNames): number {
  const name = status.name.toLowerCase();
  for (const goal of ['in_progress', 'in_review', 'done'] as const) {
    const own = names[goal]?.toLowerCase();
    if (own === undefined ? NAMES[goal].includes(name) : own === name) return RANK[goal];
  }
  switch (status.statusCategory?.key) {
    case 'done':
      return RANK.done;
    case 'indeterminate':
      return RANK.in_progress;
    default:
      return 0;
  }
}
