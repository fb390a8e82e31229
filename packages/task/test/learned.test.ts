import { canonicalJson, type StoredEvent, type TaskEvent } from '@patchwright/events';
import { describe, expect, test } from 'vitest';
import { type LearnedRow, learnedKey, viewRows } from '../src/index.ts';
import { facts, history, id, tenant, wayTo, written } from './story.ts';

const key = learnedKey(tenant, 'acme/shop');

/** The rows that grow from events, as canonical JSON. */
function grow(events: readonly StoredEvent<TaskEvent>[]): ReadonlyMap<string, string> {
  const rows = new Map<string, string>();
  for (const event of events) {
    const changes = viewRows(event, (name) => {
      const text = rows.get(name);
      return text === undefined ? undefined : JSON.parse(text);
    });
    for (const change of changes) rows.set(change.key, canonicalJson(change.row));
  }
  return rows;
}

function learnedFrom(events: readonly StoredEvent<TaskEvent>[]): LearnedRow | undefined {
  const text = grow(events).get(key);
  return text === undefined ? undefined : JSON.parse(text);
}

describe('what a task found', () => {
  test('is learned when it is completed: cause, files, test command and what people said', () => {
    expect(learnedFrom(history(...wayTo.completed))).toMatchObject({
      tenant,
      repository: 'acme/shop',
      lessons: [
        {
          task: id,
          outcome: 'completed',
          rootCause: 'binary fractions',
          keywords: ['cart'],
          files: ['src/cart.ts'],
          testCommand: 'npm test',
        },
      ],
    });
  });

  test('is learned, too, when people turned its plan down, with why', () => {
    expect(learnedFrom(history(...wayTo.rejected))?.lessons).toMatchObject([
      { outcome: 'rejected', reason: 'tax first' },
    ]);
  });

  test.each(['awaiting_approval', 'failed', 'escalated', 'cancelled'] as const)(
    'teaches nobody while, or when, the task is %s',
    (status) => {
      expect(learnedFrom(history(...wayTo[status]))).toBeUndefined();
    },
  );

  test('holds what people asked for on the way', () => {
    const events = history(...wayTo.revising, 'planning_started', 'plan_proposed', 'plan_rejected');
    expect(learnedFrom(events)?.lessons[0]?.feedback).toEqual(['negative totals too']);
  });

  test('is one lesson, however often its end is delivered, and the same to the byte when built anew', () => {
    const events = history(...wayTo.completed);
    expect(grow([...events, ...events.slice(-1)]).get(key)).toBe(grow(events).get(key));
  });

  test('of a second task stands behind the first one’s in the row of their repository', () => {
    const first = history(...wayTo.completed);
    const second = written(wayTo.rejected.map((name) => facts[name])).map((event) => ({
      ...event,
      aggregate: { ...event.aggregate, id: 'shop-43' },
      seq: event.seq + 1000,
    }));
    expect(learnedFrom([...first, ...second])?.lessons.map(({ task }) => task)).toEqual([
      id,
      'shop-43',
    ]);
  });

  test('lies in a row of its own for each tenant', () => {
    expect(learnedKey('rival', 'acme/shop')).not.toBe(key);
    expect(learnedKey(tenant, 'Acme/Shop')).toBe(key);
  });
});
