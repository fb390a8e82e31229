import { type TaskDraft, taskEvents } from '@patchwright/events';
import { describe, expect, test } from 'vitest';
import {
  type Call,
  callsFor,
  type Deadlines,
  defaultDeadlines,
  dueCalls,
  dueWork,
  evolve,
  fold,
  isOpen,
  laneOf,
  onTimer,
  type PartRecord,
  type Status,
  statuses,
  type Task,
  timerNames,
} from '../src/index.ts';
import { facts, head, headAt, id, standing, standingAfter, tenant, written } from './story.ts';

const deadlines: Deadlines = {
  approvalMs: 1000,
  executionMs: 200,
  ciMs: 300,
  ciPollMs: 40,
  mergePollMs: 70,
};

/** What a fact calls for on a task that stands there, in short words. */
function called(status: Status, draft: TaskDraft, ...before: readonly TaskDraft[]): string[] {
  const task = standing(status);
  const events = written([...before, draft], headAt(task));
  const last = events.at(-1);
  if (last === undefined) throw new Error('no event');
  return callsFor(last, events.reduce(evolve, task), deadlines).map(inWords).sort();
}

function inWords(call: Call): string {
  switch (call.kind) {
    case 'work':
      return call.work;
    case 'move':
      return `waits in ${call.lane}`;
    case 'timer':
      return `${call.name} in ${call.afterMs}`;
    case 'cancel':
      return `no ${call.name}`;
    case 'follow':
      return `${call.task} looks${call.again ? ' again' : ''}`;
  }
}

/** A task in one repository has no timer for the merge of its parts. */
const noTimers = timerNames.filter((name) => name !== 'merge_poll').map((name) => `no ${name}`);

describe('what an event calls for', () => {
  test.each<readonly [Status, keyof typeof facts, readonly string[]]>([
    ['unknown', 'task_requested', ['discover']],
    ['requested', 'discovery_started', []],
    ['discovering', 'discovery_completed', ['plan']],
    [
      'planning',
      'plan_proposed',
      ['notify', 'approval_reminder in 500', 'approval_expiry in 1000'],
    ],
    ['awaiting_approval', 'approval_given', ['notify']],
    [
      'awaiting_approval',
      'plan_approved',
      [
        'execute',
        'notify',
        'execution_deadline in 200',
        'no approval_reminder',
        'no approval_expiry',
      ],
    ],
    [
      'awaiting_approval',
      'revision_requested',
      ['plan', 'notify', 'no approval_reminder', 'no approval_expiry', 'no execution_deadline'],
    ],
    ['awaiting_approval', 'approval_reminded', ['notify']],
    ['awaiting_approval', 'plan_rejected', ['notify', ...noTimers]],
    ['awaiting_approval', 'approval_expired', ['notify', ...noTimers]],
    [
      'approved',
      'approval_voided',
      [
        'notify',
        'plan',
        'approval_reminder in 500',
        'approval_expiry in 1000',
        'no execution_deadline',
      ],
    ],
    ['awaiting_approval', 'foreign_push_recorded', ['plan']],
    ['ci_monitoring', 'foreign_push_recorded', []],
    ['approved', 'execution_started', ['notify', 'execution_deadline in 200']],
    ['executing', 'test_proved_red', ['notify']],
    ['executing', 'test_proved_green', ['notify']],
    ['executing', 'step_completed', []],
    ['executing', 'commit_recorded', []],
    [
      'executing',
      'execution_completed',
      ['ci', 'notify', 'ci_deadline in 300', 'ci_poll in 40', 'no execution_deadline'],
    ],
    ['ci_monitoring', 'ci_reported', ['ci']],
    ['executing', 'ci_reported', []],
    ['ci_monitoring', 'ci_failed', ['ci', 'notify', 'no ci_poll']],
    ['fixing_ci', 'ci_fix_pushed', ['ci', 'notify', 'ci_poll in 40']],
    ['ci_monitoring', 'ci_passed', ['notify', 'no ci_poll']],
    ['ci_monitoring', 'task_completed', ['notify', ...noTimers]],
    ['completed', 'pull_request_merged', ['notify']],
    ['executing', 'task_failed', ['notify', ...noTimers]],
    ['executing', 'task_escalated', ['notify', ...noTimers]],
    ['executing', 'task_cancelled', ['notify', ...noTimers]],
    ['executing', 'work_parked', ['notify', ...noTimers]],
    ['executing', 'task_paused', ['notify', ...noTimers]],
    ['paused', 'task_resumed', ['execute', 'notify', 'execution_deadline in 200']],
    ['failed', 'task_retried', ['execute', 'notify', 'execution_deadline in 200']],
    ['planning', 'trigger_joined', ['notify']],
    ['planning', 'ticket_edited', ['discover', 'notify']],
    ['revising', 'ticket_edited', ['discover', 'notify']],
    // The work that waits reads the new words.
    ['requested', 'ticket_edited', []],
    ['planning', 'priority_changed', ['waits in p0']],
    ['executing', 'run_finished', []],
  ])('a task that is %s: %s calls for %j', (status, type, expected) => {
    expect(called(status, facts[type])).toEqual([...expected].sort());
  });

  test.each(['ticket_edited', 'expired'] as const)(
    'an approval that is void by %s asks people, and for no other plan',
    (cause) => {
      const voided = { ...facts.approval_voided, data: { ...facts.approval_voided.data, cause } };
      expect(called('approved', voided)).not.toContain('plan');
      expect(called('approved', voided)).toContain('notify');
    },
  );

  test('a resumed task whose branch somebody moved has its plan looked at', () => {
    const moved = [facts.task_paused, facts.foreign_push_recorded];
    expect(called('awaiting_approval', facts.task_resumed, ...moved)).toContain('plan');
  });

  test('an execution ends at the shorter of what was approved and what the mesh allows', () => {
    const long = { ...deadlines, executionMs: 100 * 3_600_000 };
    const task = standing('approved');
    expect(dueCalls(task, long)).toContainEqual({
      kind: 'timer',
      name: 'execution_deadline',
      afterMs: 3_600_000,
    });
    expect(dueCalls(task, deadlines)).toContainEqual({
      kind: 'timer',
      name: 'execution_deadline',
      afterMs: 200,
    });
  });

  test('a report about another commit than the newest calls for nothing', () => {
    expect(
      called('ci_monitoring', {
        ...facts.ci_reported,
        data: { ...facts.ci_reported.data, sha: 'f'.repeat(40) },
      }),
    ).toEqual([]);
    expect(facts.ci_reported.data.sha).toBe(head);
  });

  test.each([
    ['planning', ['plan', 'notify']],
    ['awaiting_approval', ['notify', 'approval_reminder in 500', 'approval_expiry in 1000']],
    ['ci_monitoring', ['ci', 'notify', 'ci_deadline in 300', 'ci_poll in 40']],
    ['fixing_ci', ['ci', 'notify', 'ci_deadline in 300']],
  ] as const)('resuming a task that was %s sets it going from there', (status, expected) => {
    expect(called(status, facts.task_resumed, facts.task_paused)).toEqual([...expected].sort());
  });

  test('sending parked work again calls for that work', () => {
    expect(called('planning', facts.work_redriven, facts.work_parked)).toEqual(['notify', 'plan']);
  });

  test('a paused task calls for nothing, whatever its running work states', () => {
    expect(called('executing', facts.execution_completed, facts.task_paused)).toEqual([]);
    expect(called('executing', facts.test_proved_red, facts.task_paused)).toEqual([]);
  });

  test('never fails, whichever fact comes where', () => {
    for (const status of statuses) {
      for (const { type } of taskEvents) {
        for (const before of [[], [facts.task_paused]]) {
          expect(() => called(status, facts[type], ...before)).not.toThrow();
        }
      }
    }
  });

  test.each([
    ['critical', 'p0'],
    ['high', 'p1'],
    ['normal', 'p2'],
    ['low', 'p3'],
  ] as const)('work of a %s task goes into lane %s', (priority, lane) => {
    expect(laneOf(priority)).toBe(lane);
    const events = written([
      { ...facts.task_requested, data: { ...facts.task_requested.data, priority } },
    ]);
    const [event] = events;
    if (event === undefined) throw new Error('no event');
    expect(callsFor(event, fold(tenant, id, events), deadlines)).toEqual([
      { kind: 'work', work: 'discover', lane },
    ]);
  });

  test('by default people have 72 hours, an execution one, CI two', () => {
    expect(defaultDeadlines).toEqual({
      approvalMs: 259_200_000,
      executionMs: 3_600_000,
      ciMs: 7_200_000,
      ciPollMs: 30_000,
      mergePollMs: 300_000,
    });
  });
});

describe('what a task waits for', () => {
  test.each(statuses)(
    '%s: every open task waits for something, an ended one for nothing',
    (status) => {
      expect(dueWork(standing(status)) === 'nothing').toBe(!isOpen(status));
    },
  );

  test('green checks wait for the work that completes the task', () => {
    expect(dueWork(standing('ci_monitoring'))).toBe('timer');
    expect(dueWork(standingAfter('ci_monitoring', facts.ci_passed))).toBe('ci');
  });
});

/** A part that is green. */
const waitingPart: PartRecord = {
  ...{ task: 'shop-42__money', repository: 'acme/money', after: [], state: 'completed' },
  pullRequest: { repository: 'acme/money', number: 3, url: 'https://github.example/3' },
};

describe('what a fire means', () => {
  const waiting: Task = standing('ci_monitoring');

  test.each(['approval_reminder', 'approval_expiry', 'execution_deadline', 'ci_deadline'] as const)(
    '%s is a command to decide about',
    (timer) => {
      expect(onTimer(timer, 4, waiting, deadlines)).toEqual({
        kind: 'command',
        command: { kind: 'fire', timer, version: 4 },
      });
    },
  );

  test('a poll of merges is work, and the next poll, while a task waits for one', () => {
    const record = { ...waitingPart, awaitsMerge: true } as const;
    const unmerged: Task = { ...standing('approved'), parts: [record] };
    expect(onTimer('merge_poll', 4, unmerged, deadlines)).toEqual({
      kind: 'calls',
      calls: [
        { kind: 'work', work: 'ci', lane: 'p2' },
        { kind: 'timer', name: 'merge_poll', afterMs: 70 },
      ],
    });
    const merged = { ...record, merged: head };
    const nothing: readonly Task[] = [
      { ...unmerged, parts: [merged] },
      { ...unmerged, parts: [waitingPart] },
      { ...unmerged, status: 'cancelled' },
      { ...unmerged, status: 'paused' },
      standing('approved'),
    ];
    for (const task of nothing) {
      expect(onTimer('merge_poll', 4, task, deadlines)).toEqual({ kind: 'nothing' });
    }
  });

  test('a poll is work, and the next poll, while checks are awaited', () => {
    expect(onTimer('ci_poll', 4, waiting, deadlines)).toEqual({
      kind: 'calls',
      calls: [
        { kind: 'work', work: 'ci', lane: 'p2' },
        { kind: 'timer', name: 'ci_poll', afterMs: 40 },
      ],
    });
    expect(onTimer('ci_poll', 4, standing('fixing_ci'), deadlines)).toEqual({ kind: 'nothing' });
  });
});
