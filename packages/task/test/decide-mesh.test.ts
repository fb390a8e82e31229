import { describe, expect, test } from 'vitest';
import {
  type Command,
  decide,
  isOpen,
  type Status,
  statuses,
  type Task,
  type TimerName,
  timerNames,
} from '../src/index.ts';
import { facts, outcome, reasonOf, standing, standingAfter } from './story.ts';

function fire(task: Task, timer: TimerName, version = task.version): ReturnType<typeof decide> {
  return decide({ kind: 'fire', timer, version }, task);
}

const meant: Readonly<Record<TimerName, Readonly<Partial<Record<Status, string>>>>> = {
  approval_reminder: { awaiting_approval: 'approval_reminded' },
  approval_expiry: { awaiting_approval: 'approval_expired' },
  answer_reminder: { awaiting_answer: 'question_reminded' },
  answer_expiry: { awaiting_answer: 'question_expired' },
  execution_deadline: { approved: 'task_escalated', executing: 'task_escalated' },
  ci_deadline: { ci_monitoring: 'task_escalated', fixing_ci: 'task_escalated' },
  ci_poll: {},
  merge_poll: {},
};

describe('a timer that fires', () => {
  test.each(timerNames.flatMap((timer) => statuses.map((status) => ({ timer, status }))))(
    '$timer, on a task that is $status',
    ({ timer, status }) => {
      const expected =
        status === 'unknown' ? 'unknown_task' : (meant[timer][status] ?? 'nothing_to_do');
      expect(outcome(fire(standing(status), timer))).toBe(expected);
    },
  );

  test('twice reminds people once', () => {
    const reminded = standingAfter('awaiting_approval', facts.approval_reminded);
    expect(outcome(fire(reminded, 'approval_reminder'))).toBe('nothing_to_do');
    expect(outcome(fire(reminded, 'approval_expiry'))).toBe('approval_expired');
  });

  test('too late finds that what it watched is over', () => {
    const again = standingAfter('awaiting_approval', facts.approval_voided);
    expect(outcome(fire(again, 'approval_expiry', 5))).toBe('nothing_to_do');
    expect(reasonOf(fire(again, 'approval_expiry', 5))).toMatch(/set at version 5, before/);
    expect(outcome(fire(again, 'approval_expiry', 6))).toBe('approval_expired');
  });

  test('for checks still counts after a fix was pushed', () => {
    const set = standing('ci_monitoring').version;
    const fixed = standingAfter('ci_monitoring', facts.ci_failed, facts.ci_fix_pushed);
    expect(outcome(fire(fixed, 'ci_deadline', set))).toBe('task_escalated');
  });

  test('names since when the approval has waited', () => {
    expect(fire(standing('awaiting_approval'), 'approval_expiry')).toMatchObject({
      drafts: [{ data: { waitingSince: '2026-03-02T09:00:04.000Z' } }],
    });
  });
});

describe('a dead letter', () => {
  function park(task: Task, work: string): ReturnType<typeof decide> {
    const command: Command = {
      kind: 'park',
      work,
      cause: '7',
      attempts: 4,
      reason: 'the model is down',
    };
    return decide(command, task);
  }

  test.each([
    ['requested', 'discover'],
    ['discovering', 'discover'],
    ['planning', 'plan'],
    ['revising', 'plan'],
    ['approved', 'execute'],
    ['executing', 'execute'],
    ['ci_monitoring', 'ci'],
    ['fixing_ci', 'ci'],
    ['paused', 'execute'],
  ] as const)('parks a task that is %s when it is of its work, %s', (status, work) => {
    expect(outcome(park(standing(status), work))).toBe('work_parked');
    expect(outcome(park(standing(status), `mesh.v1.work.${work}.p2.acme.shop-42.7`))).toBe(
      'work_parked',
    );
  });

  test('of work that the task does not wait for changes nothing', () => {
    for (const status of statuses) {
      if (status === 'unknown') continue;
      expect(outcome(park(standing(status), 'notify'))).toBe('nothing_to_do');
    }
    expect(outcome(park(standing('awaiting_approval'), 'plan'))).toBe('nothing_to_do');
    expect(outcome(park(standing('failed'), 'execute'))).toBe('nothing_to_do');
  });

  test("of the mesh's own work parks every open task, since nobody else would set it going", () => {
    for (const status of statuses) {
      if (status === 'unknown') continue;
      expect(outcome(park(standing(status), 'route'))).toBe(
        isOpen(status) ? 'work_parked' : 'nothing_to_do',
      );
    }
  });
});
