import {
  commandWord,
  commandWords,
  decide as decideCommand,
  defaultPolicy,
  initialTask,
  type Person,
  type Role,
  roles,
} from '@patchwright/task';
import { describe, expect, test } from 'vitest';
import { decide, roleRefusal, type TaskIntent } from '../src/decide.ts';
import type { Order } from '../src/intent.ts';
import { digest, head, waiting } from './waiting-task.ts';

const maria: Person = { actor: 'human:maria', via: 'github', roles: ['approver'] };
const policy = defaultPolicy.approval;

function say(
  order: Order,
  more: Partial<Extract<TaskIntent, { kind: 'order' }>> = {},
  person = maria,
) {
  const intent: TaskIntent = {
    kind: 'order',
    where: { kind: 'pull-request', repository: 'acme/shop', number: 7 },
    order,
    by: { channel: 'github', names: ['maria'] },
    answer: { kind: 'nobody' },
    quiet: false,
    ...more,
  };
  return decide(intent, waiting, person, policy);
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

  test('said under another plan than the one that waits is refused', () => {
    for (const word of ['reject', 'revise'] as const) {
      expect(say({ word, text: 'no', planVersion: 1 })).toMatchObject({ kind: 'refuse' });
    }
    expect(say({ word: 'approve', planVersion: 1 })).toMatchObject({
      kind: 'refuse',
      reason: expect.stringContaining('version 1'),
    });
    expect(say({ word: 'approve', planVersion: 2 })).toMatchObject({ kind: 'command' });
  });

  test('to retry or to change the priority carries what was said', () => {
    expect(say({ word: 'retry', from: 'planning' })).toMatchObject({
      command: { kind: 'retry', from: 'planning' },
    });
    expect(say({ word: 'priority', level: 'high' })).toMatchObject({
      command: { kind: 'prioritise', priority: 'high' },
    });
  });

  test('to be told something decides nothing', () => {
    for (const word of ['status', 'plan', 'diff', 'logs', 'ci', 'cost', 'explain'] as const) {
      expect(say({ word })).toEqual({ kind: 'tell', what: word });
    }
  });
});

test('a word needs the role that its definition names, whoever checks it', () => {
  const nobody: Person = { actor: 'human:tom', via: 'slack', roles: [] };
  for (const { name, role } of commandWords) {
    expect(roleRefusal(name, nobody), name).toContain(`the role ${role}`);
    expect(roleRefusal(name, { ...nobody, roles: [role] })).toBeUndefined();
  }
});

const orders: readonly Order[] = [
  { word: 'approve' },
  { word: 'reject', text: 'no' },
  { word: 'revise', text: 'cents' },
  { word: 'retry' },
  { word: 'cancel', text: 'no' },
  { word: 'pause' },
  { word: 'resume' },
  { word: 'priority', level: 'high' },
];

test.each(orders)('the domain asks for the role that the word $word has', (order) => {
  const { role } = commandWord(order.word);
  const below = roles[roles.indexOf(role) - 1] ?? 'viewer';
  const codeFor = (held: Role) => {
    const step = say(order, {}, { ...maria, roles: [held] });
    if (step.kind !== 'command') throw new Error(step.kind);
    const decision = decideCommand(step.command, waiting);
    return decision.kind === 'refused' ? decision.code : 'accepted';
  };
  expect(codeFor(below)).toBe('not_allowed');
  expect(codeFor(role)).not.toBe('not_allowed');
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

test('a merge is stated once, whatever the task is at', () => {
  const sha = '9'.repeat(40);
  const merge: TaskIntent = {
    kind: 'merge',
    where: { kind: 'branch', repository: 'acme/shop', branch: 'agent/shop-42-cart' },
    sha,
    by: { channel: 'github', names: ['maria'] },
  };
  const completed = { ...waiting, status: 'completed' as const };
  expect(decide(merge, completed, maria, policy)).toMatchObject({
    command: { drafts: [{ type: 'pull_request_merged', data: { sha, by: 'human:maria' } }] },
  });
  expect(decide(merge, { ...completed, merged: sha }, maria, policy)).toMatchObject({
    kind: 'ignore',
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
