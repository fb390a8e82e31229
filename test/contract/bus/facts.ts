import { randomUUID } from 'node:crypto';
import type { Bus } from '@patchwright/bus';
import {
  type AggregateRef,
  ErrorObserved,
  emptyHead,
  type Head,
  type MeshEvent,
  seal,
} from '@patchwright/events';

/** An aggregate that no other test knows. */
export function freshIssue(name = 'issue'): AggregateRef {
  return { kind: 'issue', tenant: 'default', id: `${name}-${randomUUID().slice(0, 13)}` };
}

/** So many facts on top of a head; the same cause states the same facts. */
export function observed(
  aggregate: AggregateRef,
  head: Head,
  count = 1,
  cause = `cause-${randomUUID()}`,
): MeshEvent[] {
  const drafts = Array.from({ length: count }, (_, index) =>
    ErrorObserved.of({
      sentryId: '4001',
      project: 'shop-api',
      title: `TypeError ${index}`,
      level: 'error',
      countLastDay: 12,
      usersLastDay: 3,
      threshold: 10,
      firstSeen: '2026-11-20T08:00:00.000Z',
      lastSeen: '2026-11-20T09:00:00.000Z',
      url: 'https://sentry.example/4001',
    }),
  );
  return seal(drafts, {
    aggregate,
    expected: head,
    causationId: cause,
    handler: 'test/observe',
    source: '/patchwright/test',
    actor: 'system:test',
    time: '2026-11-20T09:00:00.000Z',
    build: 'test',
    correlationId: aggregate.id,
  });
}

/** Appends facts one call after the other; answers the head after the last. */
export async function append(
  bus: Bus,
  aggregate: AggregateRef,
  counts: readonly number[] = [1],
  from: Head = emptyHead,
): Promise<Head> {
  let head = from;
  for (const count of counts) {
    const outcome = await bus.log.append(aggregate, head, observed(aggregate, head, count));
    if (outcome.kind !== 'appended') throw new Error('somebody else has appended');
    head = outcome.head;
  }
  return head;
}
