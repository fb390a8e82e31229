import { type Draft, emptyHead, type StoredEvent, seal } from '@patchwright/events';
import { facts as story } from '@patchwright/task/story';
import { expect, test } from 'vitest';
import { factsOf } from '../src/decide-stated.ts';
import { outdatedBy, overtakenBy } from '../src/overtaken.ts';

const aggregate = { kind: 'task', tenant: 'main', id: 'shop-42' } as const;
const item = { kind: 'plan', tenant: 'main', id: 'shop-42', causeId: 'cause' } as const;
const ines = { by: 'human:cli:ines', via: 'cli' } as const;
const requested: Draft = story.task_requested;
const paused: Draft = { type: 'task_paused', data: ines };
const resumed: Draft = { type: 'task_resumed', data: ines };
const awaiting: Draft = {
  ...story.approval_voided,
  data: { ...story.approval_voided.data, cause: 'ticket_edited' },
};
const toApproved: readonly Draft[] = [
  requested,
  story.discovery_started,
  story.discovery_completed,
  story.plan_proposed,
  story.plan_approved,
];
const cancelled: Draft = { type: 'task_cancelled', data: { ...ines, reason: 'no more' } };
const failed: Draft = { type: 'task_failed', data: { reason: 'it failed' } };

/** Facts with the sequences 1, 2, …; a fact of the run itself is given as `[draft, 'cause']`. */
function facts(...drafts: readonly (Draft | readonly [Draft, string])[]) {
  const events = drafts.map((given, position) => {
    const [draft, causationId] = 'type' in given ? [given, 'somebody'] : given;
    const [event] = seal([draft], {
      aggregate,
      expected: { version: position, hash: emptyHead.hash },
      causationId,
      handler: 'test',
      source: '/patchwright/test',
      actor: 'human:cli:ines',
      time: '2026-01-01T00:00:00.000Z',
      build: 'b',
      correlationId: 'shop-42',
    });
    return { ...event, seq: position + 1, hash: '' } as StoredEvent;
  });
  return factsOf(events);
}

test('an execution is not wanted once its approval is void, while the plan it is about is', () => {
  const voided = [...toApproved, awaiting];
  expect(overtakenBy({ ...item, kind: 'execute' }, facts(...voided), 6)).toContain(
    'approval_voided',
  );
  expect(overtakenBy(item, facts(...voided), 6)).toBeUndefined();
  expect(
    overtakenBy({ ...item, kind: 'execute' }, facts(...toApproved, [awaiting, 'cause']), 6),
  ).toBeUndefined();
});

test('work on a task that goes on is wanted', () => {
  expect(overtakenBy(item, facts(requested), 1)).toBeUndefined();
});

test('a cancelled task wants no work', () => {
  expect(overtakenBy(item, facts(requested, cancelled), 1)).toBe(
    'task_cancelled by human:cli:ines',
  );
});

test('a task that is paused when the run begins wants none', () => {
  expect(overtakenBy(item, facts(requested, paused), 2)).toContain('task_paused');
});

test('a run that was folded after the task was resumed is the one that goes on', () => {
  expect(overtakenBy(item, facts(requested, paused, resumed), 3)).toBeUndefined();
});

test('a run that the pause fell into stays overtaken after the resume, which called for another', () => {
  expect(overtakenBy(item, facts(requested, paused, resumed), 1)).toContain('task_paused');
});

test('an end that the run stated itself does not stop it', () => {
  expect(overtakenBy(item, facts(requested, [failed, 'cause']), 1)).toBeUndefined();
});

const edited: Draft = {
  type: 'ticket_edited',
  data: { by: 'human:ines', what: 'the title', title: 'B', description: '', again: true },
};

test.each(['discover', 'plan'] as const)(
  'what %s finds out by old words holds no longer, even while it comes in',
  (kind) => {
    const begun = [requested, { type: 'discovery_started', data: {} }] as const;
    const old = { ...item, kind };
    for (const reason of [outdatedBy, overtakenBy]) {
      expect(reason(old, facts(...begun, edited), 2)).toBe('ticket_edited by human:cli:ines');
      // The search that the edit called for states its own beginning, and goes on.
      expect(reason(old, facts(...begun, edited, ...begun.slice(1)), 2)).toContain('ticket_edited');
      expect(reason(old, facts(...begun, edited), 3)).toBeUndefined();
    }
    expect(outdatedBy({ ...old, kind: 'notify' }, facts(...begun, edited), 2)).toBeUndefined();
  },
);
