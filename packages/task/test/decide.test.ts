import { describe, expect, test } from 'vitest';
import {
  type Command,
  decide,
  initialTask,
  type Person,
  type Status,
  statuses,
} from '../src/index.ts';
import {
  admin,
  facts,
  id,
  ines,
  maria,
  outcome,
  person,
  policy,
  reasonOf,
  standing,
  standingAfter,
  tenant,
  viewer,
} from './story.ts';

type PersonsCommand =
  | 'approve'
  | 'reject'
  | 'revise'
  | 'cancel'
  | 'pause'
  | 'resume'
  | 'retry'
  | 'prioritise'
  | 'redrive';

function asked(kind: PersonsCommand, by: Person): Command {
  switch (kind) {
    case 'approve':
      return { kind, person: by, policy };
    case 'reject':
    case 'cancel':
      return { kind, person: by, reason: 'no' };
    case 'revise':
      return { kind, person: by, feedback: 'smaller' };
    case 'pause':
    case 'resume':
    case 'retry':
      return { kind, person: by };
    case 'prioritise':
      return { kind, person: by, priority: 'critical' };
    case 'redrive':
      return { kind, person: by, work: 'execute' };
  }
}

const commands: readonly PersonsCommand[] = [
  'approve',
  'reject',
  'revise',
  'cancel',
  'pause',
  'resume',
  'retry',
  'prioritise',
  'redrive',
];

/** What an admin gets for each command (columns in the order of `commands`) in each status. "-" is `wrong_state`, "decided" `already_decided`, "nothing" `nothing_to_do`. */
const answers: Readonly<Record<Status, string>> = {
  unknown:
    'unknown_task unknown_task unknown_task unknown_task unknown_task unknown_task unknown_task unknown_task unknown_task',
  requested: '- - - task_cancelled task_paused - - priority_changed -',
  discovering: '- - - task_cancelled task_paused - - priority_changed -',
  awaiting_answer: '- - question_answered task_cancelled task_paused - - priority_changed -',
  planning: '- - - task_cancelled task_paused - - priority_changed -',
  revising: '- - - task_cancelled task_paused - - priority_changed -',
  awaiting_approval:
    'approval_given+plan_approved plan_rejected revision_requested task_cancelled task_paused - - priority_changed -',
  approved: 'decided decided revision_requested task_cancelled task_paused - - priority_changed -',
  executing: 'decided decided decided task_cancelled task_paused - - priority_changed -',
  ci_monitoring: 'decided decided decided task_cancelled task_paused - - priority_changed -',
  fixing_ci: 'decided decided decided task_cancelled task_paused - - priority_changed -',
  paused: '- - - task_cancelled nothing task_resumed - priority_changed -',
  completed: 'decided decided decided - - - - - -',
  rejected: 'decided decided decided - - - - - -',
  cancelled: 'decided decided decided decided - - - - -',
  expired: '- - - - - - task_retried - -',
  failed: 'decided decided task_retried+revision_requested - - - task_retried - -',
  escalated: 'decided decided task_retried+revision_requested - - - task_retried - -',
};
const spelled: Readonly<Record<string, string>> = {
  '-': 'wrong_state',
  decided: 'already_decided',
  nothing: 'nothing_to_do',
};

describe('what an admin may ask of a task', () => {
  test.each(
    statuses.flatMap((status) =>
      commands.map((kind, column) => ({
        status,
        kind,
        answer: answers[status].split(' ')[column] ?? '',
      })),
    ),
  )('that is $status: $kind → $answer', ({ status, kind, answer }) => {
    const decision = decide(asked(kind, admin), standing(status));
    expect(outcome(decision)).toBe((spelled[answer] ?? answer).replace('+', ', '));
  });

  test.each(statuses)(
    'a refusal about a task that is %s is a sentence with a way out',
    (status) => {
      for (const kind of commands) {
        const decision = decide(asked(kind, admin), standing(status));
        if (decision.kind === 'accepted') continue;
        expect(decision.reason).toContain(id);
        expect(decision.reason).toMatch(/^[\w].*\. ?.*[.]$/);
        expect(decision.reason).not.toMatch(/undefined|_/);
      }
    },
  );
});

describe('who may ask', () => {
  test.each(commands)('a viewer may not %s', (kind) => {
    const status = kind === 'resume' ? 'paused' : kind === 'retry' ? 'failed' : 'awaiting_approval';
    expect(outcome(decide(asked(kind, viewer), standing(status)))).toBe('not_allowed');
  });

  test.each(['approve', 'reject'] as const)('an operator may not %s', (kind) => {
    const decision = decide(asked(kind, ines), standing('awaiting_approval'));
    expect(reasonOf(decision)).toBe(
      `human:slack:ines has the role operator, but only an approver may ${kind} plans. Ask one, or have the role given in the policy.`,
    );
  });

  test.each(['revise', 'cancel', 'pause', 'prioritise'] as const)('an operator may %s', (kind) => {
    expect(decide(asked(kind, ines), standing('awaiting_approval')).kind).toBe('accepted');
  });

  test('somebody without any role may nothing', () => {
    const nobody: Person = { ...person('nobody', 'viewer'), roles: [] };
    expect(reasonOf(decide(asked('cancel', nobody), standing('planning')))).toMatch(/has no role/);
  });
});

describe('a request', () => {
  const request: Command = { kind: 'request', request: facts.task_requested.data };

  test('begins a task', () => {
    expect(decide(request, initialTask(tenant, id))).toEqual({
      kind: 'accepted',
      drafts: [facts.task_requested],
    });
  });

  test.each(
    statuses.filter(
      (status) =>
        ![
          'unknown',
          'completed',
          'rejected',
          'expired',
          'failed',
          'escalated',
          'cancelled',
        ].includes(status),
    ),
  )('for a ticket whose task is %s joins that task', (status) => {
    expect(decide(request, standing(status))).toEqual({
      kind: 'accepted',
      drafts: [{ type: 'trigger_joined', data: { kind: 'jira', ref: 'SHOP-42', by: ines.actor } }],
    });
  });

  test.each(['completed', 'rejected', 'expired', 'failed', 'escalated', 'cancelled'] as const)(
    'under the id of a task that is %s is refused: the next generation is another task',
    (status) => {
      expect(outcome(decide(request, standing(status)))).toBe('wrong_state');
    },
  );
});

describe('a retry begins again after what still holds', () => {
  test.each([
    ['nothing was found yet', standingAfter('discovering', facts.task_failed), 'requested'],
    ['places were found', standingAfter('planning', facts.task_failed), 'planning'],
    ['nobody decided in time', standing('expired'), 'planning'],
    [
      'the plan was not approved',
      standingAfter('awaiting_approval', facts.approval_given, facts.task_escalated),
      'planning',
    ],
    ['the plan is approved', standing('failed'), 'approved'],
    ['the work is done', standingAfter('fixing_ci', facts.task_escalated), 'ci_monitoring'],
  ] as const)('%s', (_what, task, to) => {
    expect(decide({ kind: 'retry', person: maria }, task)).toEqual({
      kind: 'accepted',
      drafts: [{ type: 'task_retried', data: { by: maria.actor, via: 'slack', to } }],
    });
  });
});

test('a retry does not count on an approval of another plan', () => {
  const doubtful = {
    ...standing('failed'),
    approval: { digest: 'e'.repeat(64), approvers: [], expiresAt: '2026-03-03T09:30:00.000Z' },
  };
  expect(decide({ kind: 'retry', person: maria }, doubtful)).toMatchObject({
    drafts: [{ data: { to: 'planning' } }],
  });
});

test('a priority that the task has already is not given again', () => {
  expect(
    outcome(decide({ kind: 'prioritise', person: ines, priority: 'normal' }, standing('planning'))),
  ).toBe('nothing_to_do');
});

test('parked work is sent again by an operator', () => {
  const parked = standingAfter('executing', facts.work_parked);
  expect(decide(asked('redrive', ines), parked)).toEqual({
    kind: 'accepted',
    drafts: [{ type: 'work_redriven', data: { work: 'execute', by: ines.actor } }],
  });
});

test('cancelling twice says who did it first', () => {
  expect(reasonOf(decide(asked('cancel', ines), standing('cancelled')))).toBe(
    'shop-42 was cancelled by human:slack:maria at 2026-03-02T09:00:05.000Z. Nothing is left to do.',
  );
});
