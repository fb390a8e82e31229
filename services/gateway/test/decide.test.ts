import {
  approvalDigest,
  type Plan,
  PlanProposed,
  TaskRequested,
  termsOf,
} from '@patchwright/events';
import {
  decide as decideCommand,
  defaultPolicy,
  foreseen,
  initialTask,
  type Person,
  type Task,
} from '@patchwright/task';
import { describe, expect, test } from 'vitest';
import { decide, type TaskIntent } from '../src/decide.ts';
import type { Order } from '../src/intent.ts';

const maria: Person = { actor: 'human:maria', via: 'github', roles: ['approver'] };
const policy = defaultPolicy.approval;
const head = '4'.repeat(40);

const plan: Plan = {
  summary: 'Count in cents',
  rootCause: 'binary fractions',
  scope: { in: [], out: [] },
  components: [],
  dataFlow: '',
  tests: { unit: ['cart rounds'], integration: [] },
  steps: [
    {
      order: 1,
      type: 'test',
      file: 'test/cart.test.ts',
      action: 'add a test',
      testName: 'cart rounds',
      command: 'npm test',
      dependsOn: [],
      estimatedMinutes: 5,
      optional: false,
    },
  ],
  testCommand: 'npm test',
  riskLevel: 'low',
  breakingChanges: [],
  risks: [],
  security: [],
  rollback: 'revert',
  estimatedMinutes: 5,
};
const site = {
  repository: 'acme/shop',
  base: { ref: 'main', sha: '1'.repeat(40) },
  branch: 'agent/shop-42-cart',
  plan,
  terms: termsOf(plan, { minutes: 60, costUsd: 5 }, 'one'),
};
const digest = approvalDigest(site);

/** `shop-42` as it waits for an approval since nine o'clock. */
const waiting: Task = (() => {
  const start = { ...initialTask('main', 'shop-42'), updatedAt: '2026-03-02T09:00:00.000Z' };
  const requested = foreseen(
    start,
    TaskRequested.of({
      title: 'Cart is off',
      description: '',
      trigger: { kind: 'jira', ref: 'SHOP-42' },
      ticket: { system: 'jira', key: 'SHOP-42', url: 'https://j/browse/SHOP-42' },
      requester: 'human:ines',
      priority: 'normal',
      labels: [],
    }),
  );
  const pullRequest = { repository: 'acme/shop', number: 7, url: 'https://g/acme/shop/pull/7' };
  const proposed = PlanProposed.of({ ...site, version: 2, digest, head, pullRequest });
  return foreseen({ ...requested, status: 'planning' }, proposed);
})();

function say(order: Order, more: Partial<Extract<TaskIntent, { kind: 'order' }>> = {}) {
  const intent: TaskIntent = {
    kind: 'order',
    where: { kind: 'pull-request', repository: 'acme/shop', number: 7 },
    order,
    rest: '',
    by: { channel: 'github', names: ['maria'] },
    answer: { kind: 'nobody' },
    quiet: false,
    ...more,
  };
  return decide(intent, waiting, maria, policy);
}

describe('an order', () => {
  test('to approve names the plan that waits', () => {
    expect(say({ word: 'approve' })).toEqual({
      kind: 'command',
      command: { kind: 'approve', person: maria, policy, digest },
    });
  });

  test('to approve another plan is left to the domain, which refuses it', () => {
    const step = say({ word: 'approve', digest: 'd'.repeat(64) });
    if (step.kind !== 'command') throw new Error(step.kind);
    expect(decideCommand(step.command, waiting)).toMatchObject({ code: 'stale_digest' });
  });

  test.each<[string, Order]>([
    ['reject', { word: 'reject', text: 'no', digest: 'd'.repeat(64) }],
    ['revise', { word: 'revise', text: 'no', digest: 'd'.repeat(64) }],
  ])('to %s another plan is refused', (_, order) => {
    expect(say(order)).toMatchObject({
      kind: 'refuse',
      reason: expect.stringContaining('version 2'),
    });
  });

  test('that was said before this plan was there is refused', () => {
    const saidAt = '2026-03-02T08:59:00Z';
    expect(say({ word: 'approve' }, { saidAt })).toMatchObject({
      kind: 'refuse',
      reason: expect.stringContaining('before the present plan'),
    });
    expect(say({ word: 'pause' }, { saidAt })).toMatchObject({ kind: 'command' });
  });

  test('within the difference of two clocks still counts', () => {
    expect(say({ word: 'approve' }, { saidAt: '2026-03-02T08:59:56Z' })).toMatchObject({
      kind: 'command',
    });
  });

  test('of a review counts only for the commit that it looked at', () => {
    const quiet = { quiet: true } as const;
    expect(say({ word: 'approve', head }, quiet)).toMatchObject({ kind: 'command' });
    expect(say({ word: 'approve', head: '9'.repeat(40) }, quiet)).toMatchObject({ kind: 'ignore' });
  });

  test('may name the task or its ticket, and then says the rest', () => {
    for (const name of ['SHOP-42', 'shop-42']) {
      expect(
        say({ word: 'reject', text: `${name} too risky` }, { rest: `${name} too risky` }),
      ).toMatchObject({
        command: { reason: 'too risky' },
      });
    }
  });

  test('that names another task than the one of its place is refused', () => {
    expect(say({ word: 'approve' }, { rest: 'API-7' })).toMatchObject({
      kind: 'refuse',
      reason: expect.stringContaining('you named API-7'),
    });
  });

  test('may be followed by talk', () => {
    expect(say({ word: 'approve' }, { rest: 'this looks good' })).toMatchObject({
      kind: 'command',
    });
  });

  test('for the status is answered', () => {
    expect(say({ word: 'status' })).toEqual({
      kind: 'answer',
      text: 'shop-42 is waiting for approval: Cart is off\nPlan: version 2, low risk, https://g/acme/shop/pull/7',
    });
  });
});

describe('a request', () => {
  const request: TaskIntent = {
    kind: 'request',
    origin: { system: 'slack', key: 'mend it' },
    ref: '/agent',
    request: { title: 'Mend it', description: 'Mend it', priority: 'normal', labels: [] },
    by: { channel: 'slack', names: ['U0TOM'] },
    answer: { kind: 'nobody' },
    guarded: true,
  };
  const nobody = initialTask('main', 'mend-it');

  test('of somebody without the role is refused', () => {
    const tom: Person = { actor: 'human:slack:U0TOM', via: 'slack', roles: ['viewer'] };
    expect(decide(request, nobody, tom, policy)).toMatchObject({ kind: 'refuse' });
    expect(decide({ ...request, guarded: false }, nobody, tom, policy)).toMatchObject({
      kind: 'command',
    });
  });

  test('carries who asked', () => {
    expect(decide(request, nobody, maria, policy)).toMatchObject({
      command: { request: { requester: 'human:maria', trigger: { kind: 'slack', ref: '/agent' } } },
    });
  });
});

describe('a push', () => {
  const push = (sha: string): TaskIntent => ({
    kind: 'push',
    where: { kind: 'branch', repository: 'acme/shop', branch: 'agent/shop-42-cart' },
    sha,
    by: { channel: 'github', names: ['tom'] },
  });

  test('of a commit that is not ours is stated', () => {
    expect(decide(push('9'.repeat(40)), waiting, maria, policy)).toMatchObject({
      command: {
        kind: 'state',
        drafts: [{ type: 'foreign_push_recorded', data: { by: 'human:maria' } }],
      },
    });
  });

  test('of our own commit is not, nor one that is known', () => {
    expect(decide(push(head), waiting, maria, policy)).toMatchObject({ kind: 'ignore' });
    const known = { ...waiting, foreignPush: { sha: '9'.repeat(40), by: 'x', at: '' } };
    expect(decide(push('9'.repeat(40)), known, maria, policy)).toMatchObject({ kind: 'ignore' });
  });
});

test('checks are followed only after something was pushed', () => {
  const ci: TaskIntent = {
    kind: 'ci',
    where: { kind: 'branch', repository: 'acme/shop', branch: 'agent/shop-42-cart' },
    sha: head,
    name: 'ci',
    conclusion: 'failure',
  };
  expect(decide(ci, waiting, undefined, policy)).toMatchObject({ kind: 'ignore' });
  expect(decide(ci, { ...waiting, status: 'ci_monitoring' }, undefined, policy)).toMatchObject({
    command: {
      drafts: [{ type: 'ci_reported', data: { sha: head, name: 'ci', conclusion: 'failure' } }],
    },
  });
});
