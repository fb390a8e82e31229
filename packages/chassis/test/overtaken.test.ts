import { type Draft, emptyHead, type StoredEvent, seal } from '@patchwright/events';
import { expect, test } from 'vitest';
import { factsOf } from '../src/decide-stated.ts';
import { overtakenBy } from '../src/overtaken.ts';

const aggregate = { kind: 'task', tenant: 'main', id: 'shop-42' } as const;
const item = { tenant: 'main', id: 'shop-42', causeId: 'cause' };
const ines = { by: 'human:cli:ines', via: 'cli' } as const;
const requested: Draft = {
  type: 'task_requested',
  data: {
    title: 'A cart',
    description: '',
    trigger: { kind: 'jira', ref: 'SHOP-42' },
    requester: 'ines',
    priority: 'normal',
    labels: [],
  },
};
const paused: Draft = { type: 'task_paused', data: ines };
const resumed: Draft = { type: 'task_resumed', data: ines };
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
