import { beforeEach, describe, expect, test } from 'vitest';
import {
  CostReport,
  costReport,
  decide,
  dueWork,
  overAll,
  proposalChanges,
  type Task,
} from '../src/index.ts';
import {
  approveAll,
  type Family,
  goesOn,
  money,
  openFamily,
  parts,
  proposedWith,
  tax,
} from './family.ts';
import { facts, id, ines, maria, outcome, policy, reasonOf, tom } from './story.ts';

let family: Family;
beforeEach(() => {
  family = openFamily();
});

function propose(version = 1, listed = parts): void {
  family.state(id, facts.planning_started, proposedWith(listed, version));
  family.settle();
}
function approve(): void {
  approveAll(family, [maria]);
  family.settle();
}
function runs(...about: readonly string[]): void {
  for (const one of about) {
    for (let step = 0; step < 6; step += 1) goesOn(family, one);
    family.settle();
  }
}
function stands(): Readonly<Record<string, Task['status']>> {
  return {
    whole: family.task(id).status,
    money: family.task(money).status,
    tax: family.task(tax).status,
  };
}

describe('a task over several repositories', () => {
  test('is proposed as a whole: its parts come to be with it, and wait with it', () => {
    propose();
    expect(stands()).toEqual({
      whole: 'awaiting_approval',
      money: 'awaiting_approval',
      tax: 'awaiting_approval',
    });
    expect(family.task(money)).toMatchObject({
      repository: 'acme/money',
      requester: ines.actor,
      part: { whole: id },
      proposal: { digest: parts[0]?.digest },
    });
    expect(dueWork(family.task(money))).toBe('task');
  });

  test('is approved once: what rests on nothing begins, then what rests on that, and the whole at last', () => {
    propose();
    approve();
    expect(stands()).toEqual({ whole: 'approved', money: 'approved', tax: 'awaiting_approval' });
    expect(dueWork(family.task(id))).toBe('task');
    runs(money);
    expect(stands()).toEqual({ whole: 'approved', money: 'completed', tax: 'approved' });
    runs(tax);
    expect(dueWork(family.task(id))).toBe('execute');
    runs(id);
    expect(stands()).toEqual({ whole: 'completed', money: 'completed', tax: 'completed' });
    expect(family.task(money).approval).toMatchObject({
      digest: parts[0]?.digest,
      approvers: [{ by: maria.actor }],
      expiresAt: family.task(id).approval?.expiresAt,
    });
  });

  test('begins what rests on a part once that is merged, where the policy has it so', () => {
    family.state(id, facts.planning_started, proposedWith(parts, 1, 'merged'));
    family.settle();
    approve();
    runs(money, tax, id);
    expect(stands()).toEqual({ whole: 'approved', money: 'completed', tax: 'awaiting_approval' });
    family.state(money, facts.pull_request_merged);
    family.settle();
    expect(stands()).toMatchObject({ whole: 'approved', tax: 'approved' });
    runs(tax, id);
    expect(stands()).toMatchObject({ whole: 'approved', tax: 'completed' });
    expect(dueWork(family.task(id))).toBe('task');
    family.state(tax, facts.pull_request_merged);
    family.settle();
    expect(dueWork(family.task(id))).toBe('execute');
    runs(id);
    expect(stands()).toEqual({ whole: 'completed', money: 'completed', tax: 'completed' });
  });

  test('counts a part as merged that people merged before it was green', () => {
    family.state(id, facts.planning_started, proposedWith(parts, 1, 'merged'));
    family.settle();
    approve();
    family.state(money, facts.pull_request_merged);
    runs(money);
    expect(stands()).toMatchObject({ money: 'completed', tax: 'approved' });
  });

  test('knows what it and its parts came to together', () => {
    propose();
    expect(overAll(family.task(id))?.usage.costUsd).toBe(0);
    approve();
    for (const one of [money, tax, id]) {
      family.state(one, facts.run_finished);
      runs(one);
    }
    expect(overAll(family.task(id))).toMatchObject({
      pullRequests: 3,
      usage: { modelCalls: 6, costUsd: 0.3 },
      change: { files: 3, linesAdded: 6, linesRemoved: 3 },
    });
    expect(overAll(family.task(money))).toBeUndefined();
  });

  test('tells what it cost, what each part did, and what they came to together', () => {
    propose();
    approve();
    for (const one of [money, id]) family.state(one, facts.run_finished);
    runs(money);
    const told = CostReport.parse(costReport(family.task(id), []));
    expect(told).toMatchObject({
      parts: [
        { task: money, repository: 'acme/money', state: 'completed', usage: { costUsd: 0.1 } },
        { task: tax, repository: 'acme/tax', state: 'started' },
      ],
      total: { costUsd: 0.1 },
      withParts: { costUsd: 0.2 },
    });
    expect(told.parts?.[1]).not.toHaveProperty('usage');
    expect(costReport(family.task(money), [])).not.toHaveProperty('withParts');
  });

  test('is not executed before its parts are done, whoever says so', () => {
    propose();
    approve();
    const { digest = '' } = family.task(id).approval ?? {};
    const started = family.state(id, { type: 'execution_started', data: { digest, base: 'main' } });
    expect(reasonOf(started)).toMatch(/parts are not done/);
  });

  test('is decided about as a whole only', () => {
    propose();
    const said = decide({ kind: 'approve', person: maria, policy }, family.task(money));
    expect(reasonOf(said)).toBe(`${money} is a part of ${id}. Say it about ${id}.`);
  });

  test('ends as a whole when it is rejected', () => {
    propose();
    family.say(id, { kind: 'reject', person: tom, reason: 'not now' });
    family.settle();
    expect(stands()).toEqual({ whole: 'rejected', money: 'cancelled', tax: 'cancelled' });
    expect(family.task(money).closedBy?.by).toBe(tom.actor);
  });

  test('ends as a whole when it is cancelled while a part is at work', () => {
    propose();
    approve();
    family.say(id, { kind: 'cancel', person: tom, reason: 'not now' });
    family.settle();
    expect(stands()).toEqual({ whole: 'cancelled', money: 'cancelled', tax: 'cancelled' });
  });

  test('is paused and resumed as a whole', () => {
    propose();
    approve();
    family.say(id, { kind: 'pause', person: tom });
    family.settle();
    expect(stands()).toEqual({ whole: 'paused', money: 'paused', tax: 'paused' });
    family.say(id, { kind: 'resume', person: tom });
    family.settle();
    expect(stands()).toEqual({ whole: 'approved', money: 'approved', tax: 'awaiting_approval' });
  });

  test('has a void approval as soon as one of its branches is another, and needs a new one', () => {
    propose();
    approve();
    family.state(money, facts.foreign_push_recorded);
    family.settle();
    expect(stands()).toEqual({
      whole: 'awaiting_approval',
      money: 'awaiting_approval',
      tax: 'awaiting_approval',
    });
    expect(family.task(id).voided?.reason).toMatch(/in the part shop-42__money/);
    approve();
    expect(stands()).toMatchObject({ whole: 'approved', money: 'approved' });
  });

  test('takes the release from its parts when its own approval becomes void', () => {
    propose();
    approve();
    family.state(id, facts.foreign_push_recorded);
    family.settle();
    expect(stands()).toMatchObject({ whole: 'awaiting_approval', money: 'awaiting_approval' });
    expect('approval' in family.task(money)).toBe(false);
  });

  test('is escalated with a part of it, and a retry begins that part again', () => {
    propose();
    approve();
    family.state(money, facts.task_failed);
    family.settle();
    expect(stands()).toMatchObject({ whole: 'escalated', money: 'failed' });
    expect(family.task(id).reason).toMatch(
      /shop-42__money in acme\/money is failed: step 2 failed/,
    );
    family.say(id, { kind: 'retry', person: ines });
    family.settle();
    expect(stands()).toMatchObject({ whole: 'approved', money: 'approved' });
    runs(money, tax, id);
    expect(stands()).toEqual({ whole: 'completed', money: 'completed', tax: 'completed' });
  });

  test('can be planned anew after a part of it failed, and that part counts with the next plan', () => {
    propose();
    approve();
    family.state(money, facts.task_failed);
    family.settle();
    family.say(id, { kind: 'revise', person: ines, feedback: 'src/sum is needed too' });
    family.settle();
    expect(stands()).toEqual({
      whole: 'revising',
      money: 'awaiting_approval',
      tax: 'awaiting_approval',
    });
    propose(2);
    approve();
    runs(money, tax, id);
    expect(stands()).toEqual({ whole: 'completed', money: 'completed', tax: 'completed' });
  });

  test('takes a part up again that came to an end before it was ever released', () => {
    propose();
    approve();
    family.state(tax, facts.task_failed);
    family.settle();
    expect(stands()).toEqual({ whole: 'escalated', money: 'approved', tax: 'failed' });
    family.say(id, { kind: 'retry', person: ines });
    family.settle();
    expect(stands()).toEqual({ whole: 'approved', money: 'approved', tax: 'awaiting_approval' });
    expect(family.task(tax).reason).toBeUndefined();
    runs(money, tax, id);
    expect(stands()).toEqual({ whole: 'completed', money: 'completed', tax: 'completed' });
  });

  test('drops the parts that its next plan does without', () => {
    propose();
    family.say(id, { kind: 'revise', person: ines, feedback: 'leave tax alone' });
    propose(2, parts.slice(0, 1));
    expect(stands()).toEqual({
      whole: 'awaiting_approval',
      money: 'awaiting_approval',
      tax: 'cancelled',
    });
    expect(family.task(money).proposal?.version).toBe(2);
    approve();
    runs(money, id);
    expect(stands()).toMatchObject({ whole: 'completed', money: 'completed' });
  });

  test('needs as many people as the strictest of its repositories', () => {
    const strict = {
      ...policy,
      repositories: { 'acme/tax': { votes: { low: 2 }, expiryHours: 1 } },
    };
    propose();
    const first = family.say(id, { kind: 'approve', person: maria, policy: strict });
    expect(outcome(first)).toBe('approval_given');
    const second = family.say(id, { kind: 'approve', person: tom, policy: strict });
    expect(second).toMatchObject({ drafts: [{}, { data: { expiryHours: 1 } }] });
  });

  test.each([
    ['a part whose digest names something else', [{ ...parts[0], digest: 'f'.repeat(64) }]],
    ['two parts in one repository', [parts[0], { ...parts[0], task: 'shop-42__money_2' }]],
    ['a part before what it rests on', [...parts].reverse()],
  ])('cannot be proposed with %s', (_what, listed) => {
    family.state(id, facts.planning_started);
    const said = family.state(id, proposedWith(listed as typeof parts));
    expect(outcome(said)).toBe('unsound');
  });

  test('approves other words as soon as a part says something else', () => {
    const [first] = parts;
    if (first === undefined) return;
    const other = { ...first, digest: 'a'.repeat(64) };
    expect(proposedWith([other]).data.digest).not.toBe(proposedWith([first]).data.digest);
  });
});

test('people are told what is different in each repository of the next plan', () => {
  const [first, second] = parts;
  if (first === undefined || second === undefined) return;
  const other = { ...first, plan: { ...first.plan, summary: 'Round half up' } };
  const before = { plan: first.plan, parts: [first, second] };
  expect(proposalChanges(before, { plan: first.plan, parts: [other] })).toEqual([
    { part: 'acme/money, summary', before: first.plan.summary, after: 'Round half up' },
    { part: 'acme/tax', before: second.plan.summary, after: null },
  ]);
});
