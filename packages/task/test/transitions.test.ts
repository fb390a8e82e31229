import type { TaskEventType } from '@patchwright/events';
import { taskEvents } from '@patchwright/events';
import { describe, expect, test } from 'vitest';
import {
  branchHead,
  endStatuses,
  evolve,
  fold,
  initialTask,
  isEnded,
  isOpen,
  landing,
  type Status,
  statuses,
  type Task,
  transitions,
} from '../src/index.ts';
import {
  facts,
  given,
  head,
  history,
  id,
  proposed,
  standing,
  standingAfter,
  tenant,
  wayTo,
  written,
} from './story.ts';

const types = taskEvents.map((definition) => definition.type);

/** The task's life, written down once more by hand: status, event, next status. Pauses, retries and redrives have tests of their own. */
const moves: readonly (readonly [Status, TaskEventType, Status])[] = [
  ['unknown', 'task_requested', 'requested'],
  ['requested', 'discovery_started', 'discovering'],
  ['requested', 'ticket_edited', 'requested'],
  ['discovering', 'ticket_edited', 'requested'],
  ['planning', 'ticket_edited', 'requested'],
  ['revising', 'ticket_edited', 'requested'],
  ['discovering', 'discovery_completed', 'planning'],
  ['discovering', 'question_asked', 'awaiting_answer'],
  ['awaiting_answer', 'question_answered', 'requested'],
  ['awaiting_answer', 'question_expired', 'expired'],
  ['awaiting_answer', 'ticket_edited', 'requested'],
  ['planning', 'planning_started', 'planning'],
  ['planning', 'plan_proposed', 'awaiting_approval'],
  ['awaiting_approval', 'plan_approved', 'approved'],
  ['awaiting_approval', 'plan_rejected', 'rejected'],
  ['awaiting_approval', 'revision_requested', 'revising'],
  ['awaiting_approval', 'approval_voided', 'awaiting_approval'],
  ['awaiting_approval', 'approval_expired', 'expired'],
  ['approved', 'revision_requested', 'revising'],
  ['approved', 'approval_voided', 'awaiting_approval'],
  ['executing', 'approval_voided', 'awaiting_approval'],
  ['executing', 'amendment_requested', 'awaiting_approval'],
  ['unknown', 'part_proposed', 'awaiting_approval'],
  ['awaiting_approval', 'part_proposed', 'awaiting_approval'],
  ['awaiting_approval', 'part_released', 'approved'],
  ['approved', 'part_recalled', 'awaiting_approval'],
  ['executing', 'part_recalled', 'awaiting_approval'],
  ['approved', 'execution_started', 'executing'],
  ['executing', 'execution_started', 'executing'],
  ['revising', 'planning_started', 'planning'],
  ['executing', 'execution_completed', 'ci_monitoring'],
  ['ci_monitoring', 'ci_failed', 'fixing_ci'],
  ['ci_monitoring', 'task_completed', 'completed'],
  ['fixing_ci', 'ci_fix_pushed', 'ci_monitoring'],
];
const alwaysOpen = statuses.filter((status) => isOpen(status) && status !== 'paused');
const ends: readonly (readonly [TaskEventType, Status])[] = [
  ['task_failed', 'failed'],
  ['task_escalated', 'escalated'],
  ['task_cancelled', 'cancelled'],
  ['work_parked', 'escalated'],
  ['task_paused', 'paused'],
];

describe('the transition table', () => {
  test('has every event of a task, and no other', () => {
    expect(Object.keys(transitions).sort()).toEqual([...types].sort());
  });

  test.each(moves)('a task that is %s: %s makes it %s', (from, type, to) => {
    expect(landing(standing(from), facts[type])?.status).toBe(to);
  });

  test.each(alwaysOpen.flatMap((status) => ends.map(([type, to]) => [status, type, to] as const)))(
    'a task that is %s: %s makes it %s',
    (from, type, to) => {
      expect(landing(standing(from), facts[type])?.status).toBe(to);
    },
  );

  test('moves a task nowhere else', () => {
    const known = new Set([
      ...moves.map(([from, type]) => `${from} ${type}`),
      ...alwaysOpen.flatMap((status) => ends.map(([type]) => `${status} ${type}`)),
    ]);
    const unexpected = statuses
      .filter((status) => status !== 'paused')
      .flatMap((status) =>
        types.map((type) => ({ status, type, to: landing(standing(status), facts[type]) })),
      )
      .filter(
        ({ status, type, to }) =>
          to !== undefined && to.status !== status && !known.has(`${status} ${type}`),
      );
    expect(unexpected.map(({ status, type }) => `${status} ${type}`)).toEqual([
      'expired task_retried',
      'failed task_retried',
      'escalated task_retried',
    ]);
  });

  test.each(endStatuses)('a task that is %s is left only by a retry or a redrive', (status) => {
    const leaving = types.filter((type) => {
      const place = landing({ ...standing(status), parkedFrom: 'executing' }, facts[type]);
      return place !== undefined && place.status !== status;
    });
    const allowed = status === 'escalated' ? ['task_retried', 'work_redriven'] : ['task_retried'];
    expect(leaving.filter((type) => !allowed.includes(type))).toEqual([]);
    expect(isEnded(status)).toBe(true);
  });
});

describe('a fact that does not fit', () => {
  const misfits = statuses.flatMap((status) =>
    types
      .filter((type) => landing(standing(status), facts[type]) === undefined)
      .map((type) => ({ status, type })),
  );

  test.each(misfits)(
    '$type leaves a task that is $status as it was, but for its version',
    ({ status, type }) => {
      const before = standing(status);
      const after = standingAfter(status, facts[type]);
      expect(after).toEqual({ ...before, version: before.version + 1 });
    },
  );

  test('of a kind that nobody knows leaves the task as it was', () => {
    const before = standing('planning');
    const [event] = history('task_requested');
    const strange = { ...event, type: 'task_teleported', aggVersion: before.version + 1 } as never;
    expect(evolve(before, strange)).toEqual({ ...before, version: before.version + 1 });
  });
});

describe('folding', () => {
  test('all at once is folding one after the other, and an event that comes twice changes nothing', () => {
    const events = history(...wayTo.completed);
    let task: Task = initialTask(tenant, id);
    for (const event of events) {
      task = evolve(task, event);
      expect(evolve(task, event)).toBe(task);
    }
    expect(task).toEqual(fold(tenant, id, events));
    expect(task.version).toBe(events.length);
  });

  test('a task before its first event is unknown and empty', () => {
    expect(fold(tenant, id, [])).toEqual(initialTask(tenant, id));
  });
});

describe('a pause', () => {
  test('keeps the place, and resuming goes back to it', () => {
    const paused = standingAfter('planning', facts.task_paused);
    expect(paused).toMatchObject({ status: 'paused', pausedFrom: 'planning' });
    const resumed = standingAfter('planning', facts.task_paused, facts.task_resumed);
    expect(resumed.status).toBe('planning');
    expect('pausedFrom' in resumed).toBe(false);
  });

  test('lets the facts of running work come in: the task stays paused, its place moves on', () => {
    const paused = standingAfter(
      'executing',
      facts.task_paused,
      facts.test_proved_red,
      facts.execution_completed,
    );
    expect(paused).toMatchObject({ status: 'paused', pausedFrom: 'ci_monitoring', head });
    expect(paused.steps).toHaveLength(1);
  });

  test('does not hold up an end', () => {
    const failed = standingAfter('executing', facts.task_paused, facts.task_failed);
    expect(failed.status).toBe('failed');
    expect('pausedFrom' in failed).toBe(false);
    expect(standingAfter('executing', facts.task_paused, facts.work_parked)).toMatchObject({
      status: 'escalated',
      parkedFrom: 'executing',
    });
    expect(standingAfter('executing', facts.task_paused, facts.task_cancelled).status).toBe(
      'cancelled',
    );
  });

  test('keeps out what people decide about the work', () => {
    expect(
      standingAfter('awaiting_approval', facts.task_paused, facts.plan_approved),
    ).toMatchObject({ status: 'paused', pausedFrom: 'awaiting_approval' });
  });
});

describe('parked work', () => {
  test('escalates the task, and sending it again puts it back', () => {
    const parked = standingAfter('executing', facts.work_parked);
    expect(parked).toMatchObject({
      status: 'escalated',
      parkedFrom: 'executing',
      reason: 'the model is down',
    });
    const back = standingAfter('executing', facts.work_parked, facts.work_redriven);
    expect(back.status).toBe('executing');
    expect('parkedFrom' in back).toBe(false);
    expect('reason' in back).toBe(false);
  });

  test('cannot be sent again where none is parked', () => {
    expect(standingAfter('escalated', facts.work_redriven).status).toBe('escalated');
  });

  test('keeps its place over facts that move nothing', () => {
    expect(standingAfter('executing', facts.work_parked, facts.run_finished).parkedFrom).toBe(
      'executing',
    );
  });
});

describe('what is known of a task', () => {
  test('comes from its request', () => {
    expect(standing('requested')).toMatchObject({
      id,
      tenant,
      title: 'Cart total is off by a cent',
      requester: 'human:slack:ines',
      trigger: { kind: 'jira', ref: 'SHOP-42' },
      requestedAt: '2026-03-02T09:00:00.000Z',
    });
  });

  test('a vote counts for the present proposal only', () => {
    expect(standing('approved').approval).toMatchObject({
      approvers: [{ by: 'human:slack:maria', at: '2026-03-02T09:00:05.000Z' }],
    });
    for (const fact of [facts.approval_voided, facts.revision_requested]) {
      const task = standingAfter('approved', fact);
      expect(task.votes).toEqual([]);
      expect('approval' in task).toBe(false);
    }
  });

  test('each step keeps its proof', () => {
    const task = standingAfter(
      'executing',
      facts.baseline_recorded,
      facts.test_not_reproduced,
      facts.test_proved_red,
      facts.test_proved_green,
      facts.commit_recorded,
      facts.step_completed,
      facts.step_failed,
    );
    expect(task.steps).toMatchObject([
      {
        order: 1,
        state: 'done',
        attempts: 2,
        commit: head,
        summary: 'counts cents',
        red: { exitCode: 1 },
      },
      { order: 2, state: 'failed', attempts: 3, reason: 'suite fails' },
    ]);
    expect(task.commits).toHaveLength(1);
    expect(task.artifacts).toHaveLength(1);
    expect(task.baseline?.exitCode).toBe(1);
  });

  test('rounds and fixes of CI are counted', () => {
    const task = standingAfter('fixing_ci', facts.ci_fix_pushed, facts.ci_passed);
    expect(task.ci).toEqual({ rounds: 2, fixes: 1, state: 'passed', failures: [] });
    expect(task.head).toBe('7'.repeat(40));
  });

  test('what its runs used adds up, without the noise of fractions', () => {
    const task = standingAfter(
      'executing',
      facts.run_finished,
      facts.run_finished,
      facts.run_finished,
    );
    expect(task.usage).toEqual({ modelCalls: 6, inputTokens: 300, outputTokens: 30, costUsd: 0.3 });
  });

  test('a retry forgets why it ended, and gives CI its tries back', () => {
    const failed = standingAfter('fixing_ci', facts.ci_fix_pushed, facts.task_escalated);
    expect(failed).toMatchObject({
      reason: 'a test fails in CI',
      diagnosis: 'expected 3 to be 4',
      ci: { fixes: 1 },
    });
    const retried = standingAfter('fixing_ci', facts.ci_fix_pushed, facts.task_escalated, {
      ...facts.task_retried,
      data: { ...facts.task_retried.data, to: 'ci_monitoring' },
    });
    expect(retried).toMatchObject({
      status: 'ci_monitoring',
      ci: { fixes: 0, rounds: 1, state: 'pending' },
    });
    expect('reason' in retried || 'diagnosis' in retried).toBe(false);
  });

  test('a second execution knows the steps that were pushed, and forgets the others', () => {
    const again = standingAfter(
      'executing',
      facts.baseline_recorded,
      facts.test_proved_red,
      facts.changes_pushed,
      facts.step_failed,
      facts.task_failed,
      facts.task_retried,
      facts.execution_started,
    );
    expect(again.steps).toMatchObject([{ order: 1, state: 'red', pushed: true }]);
    expect('baseline' in again).toBe(false);
  });

  test('a new plan begins with no steps', () => {
    const again = standingAfter(
      'executing',
      facts.test_proved_red,
      facts.changes_pushed,
      facts.task_failed,
      { ...facts.task_retried, data: { ...facts.task_retried.data, to: 'planning' } },
      proposed(2),
    );
    expect(again.steps).toEqual([]);
  });

  test("the head of its branch is the newest known, be it somebody else's", () => {
    expect(branchHead(standing('planning'))).toBeUndefined();
    expect(branchHead(standing('approved'))).toBe('4'.repeat(40));
    expect(branchHead(standingAfter('approved', facts.foreign_push_recorded))).toBe('5'.repeat(40));
    expect(
      branchHead(standingAfter('executing', facts.foreign_push_recorded, facts.changes_pushed)),
    ).toBe(head);
  });
});

describe('when a deadline began', () => {
  test('is when its phase began, however often the status changes within it', () => {
    expect(standing('awaiting_approval').since.version).toBe(5);
    expect(
      standingAfter('awaiting_approval', facts.approval_given, facts.approval_reminded).since
        .version,
    ).toBe(5);
    const completed = standing('ci_monitoring').since;
    expect(standingAfter('ci_monitoring', facts.ci_failed, facts.ci_fix_pushed).since).toEqual(
      completed,
    );
  });

  test('begins anew with an execution, a voided approval and a resumption', () => {
    expect(standing('executing').since.version).toBe(8);
    expect(standingAfter('awaiting_approval', facts.approval_voided).since.version).toBe(6);
    expect(
      standingAfter('awaiting_approval', facts.task_paused, facts.task_resumed).since.version,
    ).toBe(7);
    expect(
      'remindedAt' in
        standingAfter('awaiting_approval', facts.approval_reminded, facts.approval_voided),
    ).toBe(false);
  });
});

test('facts that are written keep their order and chain', () => {
  expect(
    written([facts.task_requested, facts.discovery_started]).map((event) => event.aggVersion),
  ).toEqual([1, 2]);
  expect(given(facts.task_requested).version).toBe(1);
});
