import type { TaskDraft } from '@patchwright/events';
import { expect, test } from 'vitest';
import { planProgress } from '../src/render/plan-progress.ts';
import { facts, nasty, taskOf, untilApproved, untilExecuted } from './story.ts';

/** The plan's title and each card by what it is about, as people see them. */
function shown(drafts: readonly TaskDraft[]) {
  const message = planProgress(taskOf(drafts));
  const [block] = message?.blocks ?? [];
  if (block?.type !== 'plan') throw new Error('there is no plan');
  const cards = (block.tasks ?? []) as readonly { task_id: string; status: string }[];
  return {
    title: block.title,
    text: message?.text,
    states: Object.fromEntries(cards.map((card) => [card.task_id, card.status])),
    all: JSON.stringify(block),
  };
}

test('a plan that has just begun works on its first step', () => {
  expect(shown([...untilApproved, facts.executing])).toMatchObject({
    title: 'SHOP-42: 0 of 2 steps done',
    states: { 'step-1': 'in_progress', 'step-2': 'pending', checks: 'pending' },
  });
});

test('what was proved and carried out is done, and the checks run', () => {
  const { states, all, text } = shown(untilExecuted);
  expect(states).toMatchObject({ 'step-1': 'complete', 'step-2': 'complete' });
  expect(all).toContain('RED proved, GREEN proved');
  expect(text).toContain('2 of 2 steps done');
});

test('checks that failed are worked on until they are green, or the task has ended', () => {
  const failed = [...untilExecuted, facts.ciFailed];
  expect(shown(failed).states.checks).toBe('in_progress');
  expect(shown(failed).all).toContain('failed: ');
  expect(shown([...untilExecuted, facts.ciPassed]).states.checks).toBe('complete');
  const given = { type: 'task_escalated', data: { reason: 'x', diagnosis: '' } } as const;
  expect(shown([...failed, given]).states.checks).toBe('error');
});

test('text of others has no markup in it', () => {
  expect(shown([...untilApproved, facts.executing]).all).not.toContain('"mrkdwn"');
  expect(nasty).not.toBe('');
});

test('without a plan there is nothing to show', () => {
  expect(planProgress(taskOf([facts.requested]))).toBeUndefined();
});
