import type { TaskDraft } from '@patchwright/events';
import { describe, expect, test } from 'vitest';
import { decide } from '../src/decide.ts';
import type { Effect } from '../src/effects.ts';
import { planCheck } from '../src/render/plan-check.ts';
import { answerReviews } from '../src/tell.ts';
import {
  facts,
  house,
  nasty,
  planOf,
  proposed,
  pullRequest,
  requested,
  taskOf,
  untilApproved,
  untilExecuted,
  untilProposed,
  written,
} from './story.ts';

const asApp = { ...house, checks: true };

function effectsOf(drafts: readonly TaskDraft[], to: Effect['to'], of = asApp) {
  const history = written(drafts);
  const cause = history.at(-1);
  if (cause === undefined) throw new Error('nothing happened');
  return decide(cause, history, taskOf(drafts), of).filter((effect) => effect.to === to);
}

function wish(feedback: string, via: 'github' | 'slack' = 'github'): TaskDraft {
  return { type: 'revision_requested', data: { by: 'human:maria', via, feedback } };
}

describe('the check of a plan', () => {
  test('asks on the commit that holds the plan, with three buttons that GitHub takes', () => {
    const [check] = effectsOf(untilProposed, 'check-run');
    const { digest } = proposed().data;
    expect(check).toMatchObject({
      key: 'shop-42/check/1/at/5',
      sha: '4'.repeat(40),
      name: 'Patchwright plan',
      about: `shop-42/${digest}`,
      title: 'Waits for approval',
      conclusion: 'action_required',
    });
    const { actions } = planCheck(taskOf(untilProposed), 1);
    expect(actions.map(({ label }) => label)).toEqual(['Approve plan', 'Request changes', 'Stop']);
    for (const { label, description, identifier } of actions) {
      expect(label.length).toBeLessThanOrEqual(20);
      expect(description.length).toBeLessThanOrEqual(40);
      expect(identifier.length).toBeLessThanOrEqual(20);
    }
  });

  test('is not made with a person’s token, which may not', () => {
    expect(effectsOf(untilProposed, 'check-run', house)).toEqual([]);
  });

  test.each([
    ['approved', untilApproved, { title: 'Approved', conclusion: 'success' }],
    [
      'sent back',
      [...untilProposed, wish('Round down')],
      { title: 'Sent back', conclusion: 'neutral' },
    ],
    [
      'rejected',
      [
        ...untilProposed,
        { type: 'plan_rejected', data: { by: 'human:maria', via: 'github', reason: 'too big' } },
      ],
      { title: 'Rejected', conclusion: 'cancelled', summary: expect.stringContaining('too big') },
    ],
    [
      'expired',
      [
        ...untilProposed,
        { type: 'approval_expired', data: { waitingSince: '2026-03-02T09:00:04.000Z' } },
      ],
      { title: 'Expired', conclusion: 'timed_out' },
    ],
  ] satisfies [string, readonly TaskDraft[], object][])(
    'a plan that is %s has no buttons',
    (_, drafts, wanted) => {
      expect(effectsOf(drafts, 'check-run')).toMatchObject([{ ...wanted, actions: [] }]);
    },
  );

  test('of an older version says that another took its place', () => {
    const now = taskOf([...untilProposed, wish('Round down'), facts.planning, proposed(2)]);
    expect(planCheck(now, 1)).toMatchObject({
      conclusion: 'neutral',
      actions: [],
      summary: expect.stringContaining('Version 2'),
    });
  });

  test('shows text of others as text', () => {
    const drafts = [requested({ title: nasty }), ...untilProposed.slice(1, -1)];
    const { summary } = planCheck(taskOf([...drafts, proposed(1, planOf({ summary: nasty }))]), 1);
    expect(summary).not.toMatch(/<img|@maria|\n@agent/);
  });
});

describe('words on a line of a pull request', () => {
  const planned = [...untilProposed, wish('Round  down'), facts.planning, proposed(2)];

  test('are answered in their thread by the plan that takes them up', () => {
    expect(effectsOf(planned, 'review-replies')).toMatchObject([
      { key: 'shop-42/planned/2', wishes: ['Round  down'], number: pullRequest.number },
    ]);
  });

  test('that led to an earlier plan are not answered again by a later one', () => {
    const drafts = [...planned, wish('Name it well'), facts.planning, proposed(3)];
    expect(effectsOf(drafts, 'review-replies')).toMatchObject([{ wishes: ['Name it well'] }]);
  });

  test('from elsewhere have no thread', () => {
    const drafts = [...untilProposed, wish('Round down', 'slack'), facts.planning, proposed(2)];
    expect(effectsOf(drafts, 'review-replies')).toEqual([]);
  });

  test('are told once more when they are carried out', () => {
    const after = untilExecuted.slice(untilProposed.length);
    expect(effectsOf([...planned, ...after], 'review-replies')).toMatchObject([
      { key: 'shop-42/carried-out', wishes: ['Round  down'] },
    ]);
  });

  test('are found by what they say, one answer for each thread', async () => {
    const replies: object[] = [];
    const comment = {
      review: null,
      path: 'src/cart.ts',
      line: 3,
      author: 'maria',
      createdAt: '2026-03-02T09:00:00Z',
    };
    const [effect] = effectsOf(planned, 'review-replies');
    if (effect?.to !== 'review-replies') throw new Error('nothing is answered');
    await answerReviews(effect, {
      listReviewComments: async () => [
        { ...comment, id: 11, thread: 11, body: '@agent revise Round\ndown' },
        { ...comment, id: 12, thread: 11, body: 'I said: Round down' },
        { ...comment, id: 13, thread: 13, body: 'Looks fine' },
      ],
      ensureReviewReply: async (reply) => {
        replies.push(reply);
        return { id: 1, url: '' };
      },
    });
    expect(replies).toMatchObject([{ key: 'shop-42/planned/2/11', commentId: 11 }]);
  });

  test('are found in each line of a review that said them together', async () => {
    const threads: number[] = [];
    const [effect] = effectsOf(planned, 'review-replies');
    if (effect?.to !== 'review-replies') throw new Error('nothing is answered');
    const at = { review: 5, line: null, author: 'maria', createdAt: '2026-03-02T09:00:00Z' };
    const wishes = ['Two things.\n\nsrc/cart.ts:12: Round\ndown\n\nsrc/tax.ts:3: Name it'];
    await answerReviews(
      { ...effect, wishes },
      {
        listReviewComments: async () => [
          { ...at, id: 21, thread: 21, path: 'src/cart.ts', body: 'Round\ndown' },
          { ...at, id: 22, thread: 22, path: 'src/tax.ts', body: 'Name it' },
          { ...at, id: 23, thread: 23, path: 'src/other.ts', body: 'Name it' },
          { ...at, id: 24, thread: 24, path: 'src/tax.ts', body: '' },
        ],
        ensureReviewReply: async ({ commentId }) => {
          threads.push(commentId);
          return { id: 1, url: '' };
        },
      },
    );
    expect(threads).toEqual([21, 22]);
  });
});
