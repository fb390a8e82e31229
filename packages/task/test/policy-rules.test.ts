import { describe, expect, test } from 'vitest';
import {
  approvalPolicy,
  autoApprovalFault,
  decide,
  type Person,
  type Proposal,
  rulesFor,
  type Task,
  votesNeeded,
} from '../src/index.ts';
import { outcome, plan, proposed, reasonOf, standing, standingAfter, terms } from './story.ts';

const waiting = standing('awaiting_approval');
const proposal = waiting.proposal as Proposal;
const dear: Proposal = { ...proposal, terms: terms(plan(), 20) };

describe('how many people must approve', () => {
  test('follows from the risk', () => {
    const risky = standingAfter('planning', proposed(1, plan('high'))).proposal as Proposal;
    expect(votesNeeded(approvalPolicy(), proposal)).toBe(1);
    expect(votesNeeded(approvalPolicy(), risky)).toBe(2);
  });

  test('follows from the cost, where the policy says so', () => {
    const policy = approvalPolicy({ twoWhenCostOverUsd: 10 });
    expect(votesNeeded(policy, proposal)).toBe(1);
    expect(votesNeeded(policy, dear)).toBe(2);
    expect(votesNeeded(approvalPolicy(), dear)).toBe(1);
  });

  test('is the stricter of the general rule and the repository’s own', () => {
    const policy = approvalPolicy({
      votes: { low: 1, medium: 2, high: 2 },
      selfApproval: true,
      repositories: { 'acme/shop': { votes: { low: 3, medium: 1 }, selfApproval: false } },
    });
    expect(votesNeeded(policy, proposal)).toBe(3);
    expect(rulesFor(policy, 'acme/shop').votes).toEqual({ low: 3, medium: 2, high: 2 });
    expect(rulesFor(policy, 'acme/shop').selfApproval).toBe(false);
    expect(rulesFor(policy, 'acme/other').selfApproval).toBe(true);
  });

  test('is never loosened by a repository, which may shorten how long an approval holds', () => {
    const policy = approvalPolicy({
      repositories: { 'acme/shop': { selfApproval: true, expiryHours: 100, votes: { high: 1 } } },
    });
    const rules = rulesFor(policy, 'acme/shop');
    expect(rules).toMatchObject({ selfApproval: false, expiryHours: 24, votes: { high: 2 } });
    const short = approvalPolicy({ repositories: { 'acme/shop': { expiryHours: 2 } } });
    expect(rulesFor(short, 'acme/shop').expiryHours).toBe(2);
  });
});

describe('an approval without a person', () => {
  const auto = { enabled: true, paths: ['src/**', 'test/**'] };
  const byPolicy: Person = { actor: 'policy:default', via: 'policy', roles: ['approver'] };
  const allowing = approvalPolicy({ auto });

  function approve(policy: typeof allowing, task: Task = waiting) {
    return decide({ kind: 'approve', person: byPolicy, policy }, task);
  }

  test('is off unless the policy allows it', () => {
    expect(outcome(approve(approvalPolicy()))).toBe('not_allowed');
    expect(autoApprovalFault(approvalPolicy(), waiting)).toBe(
      'it does not approve plans by itself',
    );
  });

  test('is the same fact, and says that the policy gave it', () => {
    expect(approve(allowing)).toMatchObject({
      drafts: [
        { type: 'approval_given', data: { by: 'policy:default', via: 'policy' } },
        { type: 'plan_approved', data: { approvers: [{ by: 'policy:default', via: 'policy' }] } },
      ],
    });
  });

  test.each<[string, Parameters<typeof approvalPolicy>[0], string]>([
    ['a path outside those named', { auto: { ...auto, paths: ['src/**'] } }, 'test/cart.test.ts'],
    ['no paths at all', { auto: { enabled: true } }, 'is not among the paths'],
    ['a label that the task lacks', { auto: { ...auto, labels: ['docs'] } }, 'none of the labels'],
    ['two people', { auto, votes: { low: 2 } }, 'more than one person'],
    ['a cost that needs two', { auto, twoWhenCostOverUsd: 1 }, 'more than one person'],
    [
      'a repository that wants people',
      { auto, repositories: { 'acme/shop': { auto: false } } },
      'does not approve plans by itself',
    ],
  ])('is not given with %s', (_, said, reason) => {
    expect(reasonOf(approve(approvalPolicy(said)))).toContain(reason);
  });

  test('is given for a label in any case', () => {
    expect(outcome(approve(approvalPolicy({ auto: { ...auto, labels: ['ai'] } })))).toBe(
      'approval_given, plan_approved',
    );
  });

  test.each(['medium', 'high'] as const)('is not given for %s risk', (risk) => {
    const task = standingAfter('planning', proposed(1, plan(risk)));
    const lenient = approvalPolicy({ auto, votes: { high: 1 } });
    expect(reasonOf(approve(lenient, task))).toContain(`its risk is ${risk}`);
    const wide = approvalPolicy({ auto: { ...auto, maxRisk: 'high' }, votes: { high: 1 } });
    expect(outcome(approve(wide, task))).toBe('approval_given, plan_approved');
  });

  test('is not given for a plan that breaks something', () => {
    const task = standingAfter('planning', proposed(1, { ...plan(), breakingChanges: ['API'] }));
    expect(reasonOf(approve(allowing, task))).toContain('it breaks something');
  });
});
