import { describe, expect, test } from 'vitest';
import {
  chainFault,
  chainHash,
  decode,
  deriveId,
  emptyHead,
  encode,
  genesisHash,
  MalformedEvent,
  type SealContext,
  type StoredEvent,
  seal,
  type TaskDraft,
} from '../src/index.ts';
import { taskExamples } from './examples.ts';

const context: SealContext = {
  aggregate: { kind: 'task', tenant: 'acme', id: 'shop-42' },
  expected: { version: 4, hash: 'a'.repeat(64) },
  causationId: 'cause',
  handler: 'planner/plan',
  source: '/patchwright/planner',
  actor: 'agent:planner',
  time: '2026-03-02T09:30:00.000Z',
  build: '0.1.0',
  correlationId: 'shop-42',
};
const drafts: readonly TaskDraft[] = [
  { type: 'planning_started', data: { version: 1 } },
  { type: 'plan_proposed', data: taskExamples.plan_proposed },
];

describe('sealing', () => {
  test('counts on from the expected head and binds each event to the one before', () => {
    const [first, second] = seal(drafts, context);
    expect(first?.aggVersion).toBe(5);
    expect(first?.prevHash).toBe('a'.repeat(64));
    expect(second?.aggVersion).toBe(6);
    expect(second?.prevHash).toBe(first && chainHash(first));
  });

  test('the same facts of the same cause get the same ids, and later ones of that cause count on', () => {
    const ids = seal(drafts, context).map((event) => event.id);
    expect(
      seal(drafts, { ...context, time: '2026-03-02T09:31:00.000Z', build: '0.2.0' }).map(
        (event) => event.id,
      ),
    ).toEqual(ids);
    const [later] = seal(drafts.slice(1), { ...context, firstIndex: 1 });
    expect(later?.id).toBe(ids[1]);
    expect(ids[0]).toBe(deriveId(context.aggregate, 'cause', 'planner/plan', 0));
  });

  test('masks secrets before anything can reach the log', () => {
    const [event] = seal(
      [
        {
          type: 'task_failed',
          data: { reason: 'push with ghp_abcdefghijklmnopqrstuvwxyz012345 refused' },
        },
      ],
      context,
    );
    expect(event?.data).toEqual({ reason: 'push with [masked] refused' });
  });

  test('refuses a fact that does not fit its schema', () => {
    const wrong = { type: 'planning_started', data: { version: 'one' } } as unknown as TaskDraft;
    expect(() => seal([wrong], context)).toThrow(MalformedEvent);
  });

  test('refuses a fact that is not about this kind of aggregate', () => {
    const aggregate = { ...context.aggregate, kind: 'issue' } as const;
    expect(() => seal(drafts, { ...context, aggregate })).toThrow(
      /no fact about a issue|no fact about an issue/,
    );
  });
});

describe('the chain of a history', () => {
  const history = stored(
    seal([{ type: 'task_requested', data: taskExamples.task_requested }, ...drafts], {
      ...context,
      expected: emptyHead,
    }),
  );

  test('holds as it was written', () => {
    expect(history[0]?.prevHash).toBe(genesisHash);
    expect(chainFault(history)).toBeUndefined();
  });

  test.each([
    ['an event was taken out', history.filter((_, index) => index !== 1), 3],
    ['an event was put first', [...history].reverse(), 3],
    ['an event was changed', changed(history, 1, { actor: 'human:slack:UEVIL' }), 3],
  ])('breaks where %s', (_what, events, version) => {
    expect(chainFault(events)?.version).toBe(version);
  });

  test('binds what an approval names', () => {
    const [given] = seal([{ type: 'approval_given', data: taskExamples.approval_given }], context);
    if (given === undefined) throw new Error('nothing was sealed');
    for (const other of [
      { ...given, actor: 'someone' },
      { ...given, time: '2026-03-02T09:30:00.001Z' },
      { ...given, data: { ...taskExamples.approval_given, digest: 'e'.repeat(64) } },
      { ...given, version: given.version + 1 },
      { ...given, causationId: 'other' },
    ]) {
      expect(chainHash(other)).not.toBe(chainHash(given));
    }
    expect(chainHash({ ...given, build: '9.9.9' } as typeof given)).toBe(chainHash(given));
  });
});

function stored(events: readonly Parameters<typeof encode>[0][]): StoredEvent[] {
  return events.map((event, index) => decode({ ...encode(event), seq: 10 + index }));
}

function changed(
  events: readonly StoredEvent[],
  index: number,
  change: Partial<StoredEvent>,
): StoredEvent[] {
  return events.map((event, at) => {
    if (at !== index) return event;
    const { seq, hash: _hash, ...rest } = { ...event, ...change };
    return decode({ ...encode(rest), seq });
  });
}
