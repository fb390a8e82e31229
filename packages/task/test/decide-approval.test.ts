import { describe, expect, test } from 'vitest';
import { type Command, decide, type Person, type Task, votesNeeded } from '../src/index.ts';
import {
  digest,
  facts,
  following,
  ines,
  maria,
  outcome,
  person,
  plan,
  policy,
  proposed,
  reasonOf,
  standing,
  standingAfter,
  tom,
} from './story.ts';

const awaiting = standing('awaiting_approval');
const risky = standingAfter('planning', proposed(1, plan('high')));

function approve(by: Person, more: Partial<Extract<Command, { kind: 'approve' }>> = {}): Command {
  return { kind: 'approve', person: by, policy, ...more };
}

/** The task after the command was accepted. */
function after(task: Task, command: Command): Task {
  const decision = decide(command, task);
  if (decision.kind === 'refused') throw new Error(decision.reason);
  return following(task, ...decision.drafts);
}

describe('an approval', () => {
  test('of a low risk needs one vote, and says who, where and what', () => {
    expect(decide(approve(maria, { digest }), awaiting)).toEqual({
      kind: 'accepted',
      drafts: [
        { type: 'approval_given', data: { by: maria.actor, via: 'slack', digest } },
        {
          type: 'plan_approved',
          data: {
            digest,
            approvers: [{ by: maria.actor, via: 'slack' }],
            policy: 'default',
            expiryHours: 24,
          },
        },
      ],
    });
  });

  test('without a digest is of the proposal that waits', () => {
    expect(decide(approve(maria), awaiting)).toEqual(decide(approve(maria, { digest }), awaiting));
  });

  test('of a high risk needs two people', () => {
    expect(outcome(decide(approve(maria), risky))).toBe('approval_given');
    const once = after(risky, approve(maria));
    expect(once.status).toBe('awaiting_approval');
    const twice = decide(approve(tom), once);
    expect(outcome(twice)).toBe('approval_given, plan_approved');
    expect(after(once, approve(tom)).approval?.approvers.map((vote) => vote.by)).toEqual([
      maria.actor,
      tom.actor,
    ]);
  });

  test('is not given twice by one person', () => {
    const decision = decide(approve(maria), after(risky, approve(maria)));
    expect(outcome(decision)).toBe('already_voted');
    expect(reasonOf(decision)).toMatch(/1 more person has to/);
  });

  test('of an older version of the plan is refused', () => {
    const revised = standingAfter(
      'awaiting_approval',
      facts.revision_requested,
      facts.planning_started,
      proposed(2, plan('low', 'Another way')),
    );
    const decision = decide(approve(maria, { digest }), revised);
    expect(outcome(decision)).toBe('stale_digest');
    expect(reasonOf(decision)).toMatch(/version 2 .* took its place/);
  });

  test('of what one asked for oneself is refused, unless the policy allows it', () => {
    const own: Person = { ...ines, roles: ['approver'] };
    expect(outcome(decide(approve(own), awaiting))).toBe('self_approval');
    const lenient = { ...policy, selfApproval: true };
    expect(decide(approve(own, { policy: lenient }), awaiting).kind).toBe('accepted');
  });

  test('after the decision says who decided, and when', () => {
    const decision = decide(approve(tom), standing('approved'));
    expect(outcome(decision)).toBe('already_decided');
    expect(reasonOf(decision)).toBe(
      'The plan of shop-42 was approved by human:slack:maria at 2026-03-02T09:00:05.000Z. Pause or cancel the task if it must not go on.',
    );
    expect(reasonOf(decide(approve(tom), standing('rejected')))).toMatch(
      /was rejected by human:slack:maria at/,
    );
  });

  test('racing a cancel gets a clear answer: the one that comes second learns who came first', () => {
    expect(reasonOf(decide(approve(tom), standing('cancelled')))).toMatch(
      /was cancelled by human:slack:maria at/,
    );
  });

  test('needs at least one vote, whatever a policy says', () => {
    const none = { ...policy, votes: { low: 0, medium: 0, high: 0 } };
    expect(awaiting.proposal && votesNeeded(none, awaiting.proposal)).toBe(1);
    expect(outcome(decide(approve(maria, { policy: none }), awaiting))).toBe(
      'approval_given, plan_approved',
    );
  });

  test('waits until a paused task is resumed', () => {
    const decision = decide(approve(maria), standingAfter('awaiting_approval', facts.task_paused));
    expect(reasonOf(decision)).toMatch(/Resume it first/);
  });

  test('by an admin counts, since each role includes those before it', () => {
    expect(decide(approve(person('root', 'admin')), awaiting).kind).toBe('accepted');
  });
});

describe('a wish for another plan', () => {
  test('makes an approval void', () => {
    const revised = after(standing('approved'), { kind: 'revise', person: maria, feedback: 'no' });
    expect(revised.status).toBe('revising');
    expect(revised.approval).toBeUndefined();
    expect(revised.feedback).toMatchObject([{ by: maria.actor, text: 'no' }]);
  });

  test.each(['task_failed', 'task_escalated'] as const)(
    'takes a task up again after %s, where its plan was approved',
    (end) => {
      const ended = standingAfter('approved', facts[end]);
      const decision = decide({ kind: 'revise', person: maria, feedback: 'money too' }, ended);
      expect(outcome(decision)).toBe('task_retried, revision_requested');
      const revised = after(ended, { kind: 'revise', person: maria, feedback: 'money too' });
      expect(revised).toMatchObject({ status: 'revising', feedback: [{ text: 'money too' }] });
      expect(revised.approval).toBeUndefined();
      expect(revised.reason).toBeUndefined();
    },
  );

  test('cannot be about a task that failed before it had an approved plan', () => {
    const ended = standingAfter('planning', facts.task_failed);
    const decision = decide({ kind: 'revise', person: maria, feedback: 'money too' }, ended);
    expect(reasonOf(decision)).toMatch(/cannot be planned anew. Retry it/);
  });

  test('that says nothing is refused', () => {
    expect(outcome(decide({ kind: 'revise', person: maria, feedback: ' \n' }, awaiting))).toBe(
      'nothing_to_do',
    );
  });
});
