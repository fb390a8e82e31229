import type { TaskDraft } from '@patchwright/events';
import { expect, test } from 'vitest';
import { decide } from '../src/decide.ts';
import type { Effect } from '../src/effects.ts';
import { house, nasty, planOf, proposed, taskOf, untilProposed, written } from './story.ts';

const wished: TaskDraft = {
  type: 'revision_requested',
  data: { by: 'human:maria', via: 'slack', feedback: 'Refuse such coupons instead' },
};
const replanned: readonly TaskDraft[] = [
  ...untilProposed,
  wished,
  { type: 'planning_started', data: { version: 2 } },
  proposed(2, planOf({ summary: 'Refuse coupons larger than the cart', riskLevel: 'medium' })),
];

/** What is told of the newest fact, by where it is told. */
function told(drafts: readonly TaskDraft[]): Readonly<Record<string, string>> {
  const history = written(drafts);
  const cause = history.at(-1);
  if (cause === undefined) throw new Error('nothing happened');
  const effects: readonly Effect[] = decide(cause, history, taskOf(drafts), house);
  return Object.fromEntries(effects.map((effect) => [effect.to, JSON.stringify(effect)]));
}

test('wherever a new version of the plan is decided on, what changed is shown', () => {
  const places = told(replanned);
  for (const place of ['slack-message', 'pull-request', 'ticket-comment']) {
    expect(places[place]).toContain('summary: Refuse coupons larger than the cart');
    expect(places[place]).toContain('risk level: medium');
    expect(places[place]).not.toContain('root cause:');
  }
});

test('the first version has nothing that it could have changed', () => {
  const places = told(untilProposed);
  expect(Object.values(places).join()).not.toMatch(/Changed (since|in version)/);
});

test('what changed stays where it was shown when the plan is decided on', () => {
  const { digest } = proposed(2, planOf()).data;
  const vote = { by: 'human:jonas', via: 'slack', digest } as const;
  const places = told([...replanned, { type: 'approval_given', data: vote }]);
  expect(places['slack-update']).toContain('risk level: medium');
});

test('many changes are counted, and text of others stays text', () => {
  const risky = planOf({
    summary: nasty,
    rootCause: 'x',
    dataFlow: 'x',
    security: ['x'],
    rollback: 'x',
    risks: ['x'],
    scope: { in: ['x'], out: ['x'] },
    breakingChanges: ['x'],
    testCommand: 'x',
  });
  const places = told([...replanned.slice(0, -1), proposed(2, risky)]);
  expect(places['slack-message']).toContain('and 2 more changes');
  expect(places['slack-message']).not.toContain('<!channel>');
  expect(places['pull-request']).not.toContain('<img');
});
