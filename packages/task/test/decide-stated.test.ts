import { type TaskDraft, taskEvents } from '@patchwright/events';
import { describe, expect, test } from 'vitest';
import { type Decision, decide, landing, statuses, type Task, transitions } from '../src/index.ts';
import {
  digest,
  facts,
  given,
  outcome,
  plan,
  proposed,
  reasonOf,
  standing,
  standingAfter,
} from './story.ts';

function state(task: Task, ...drafts: readonly TaskDraft[]): Decision {
  return decide({ kind: 'state', drafts }, task);
}

const types = taskEvents.map((definition) => definition.type);
const ofWork = types.filter((type) => transitions[type].statedBy === 'work');
const ofPeople = types.filter((type) => transitions[type].statedBy !== 'work');

describe('a service states a fact', () => {
  test.each(
    statuses
      .filter((status) => status !== 'unknown')
      .flatMap((status) => ofWork.map((type) => ({ status, type }))),
  )(
    '$type about a task that is $status: accepted exactly where the table has it',
    ({ status, type }) => {
      const task = standing(status);
      const decision = state(task, facts[type]);
      if (landing(task, facts[type]) === undefined) {
        expect(outcome(decision)).toBe('wrong_state');
      } else if (decision.kind === 'refused') {
        // What the table allows is refused for its content only.
        expect(`${type} ${status} ${decision.code}`).toMatch(
          /^(task_completed (ci_monitoring|paused) wrong_state|plan_proposed (planning|awaiting_approval) unsound)$/,
        );
      }
    },
  );

  test.each(ofPeople)('but never %s, which follows from a decision', (type) => {
    for (const status of statuses) {
      if (status === 'unknown') continue;
      expect(outcome(state(standing(status), facts[type]))).toBe('not_allowed');
    }
  });

  test('and several, each checked after the ones before it', () => {
    expect(
      outcome(
        state(standing('revising'), facts.planning_started, proposed(2, plan('low', 'again'))),
      ),
    ).toBe('planning_started, plan_proposed');
    expect(
      outcome(state(standing('requested'), facts.discovery_completed, facts.discovery_started)),
    ).toBe('wrong_state');
    expect(
      outcome(
        state(
          standing('ci_monitoring'),
          facts.ci_passed,
          facts.pull_request_readied,
          facts.task_completed,
        ),
      ),
    ).toBe('ci_passed, pull_request_readied, task_completed');
  });

  test('but checks are not found green twice', () => {
    expect(outcome(state(standing('ci_monitoring'), facts.ci_passed, facts.ci_passed))).toBe(
      'nothing_to_do',
    );
  });

  test.each([facts.ci_failed, facts.ci_passed])(
    'but nothing is believed of the checks of a commit that the branch has left: $type',
    (fact) => {
      const stale = { ...fact, data: { ...fact.data, sha: '9'.repeat(40) } } as typeof fact;
      expect(outcome(state(standing('ci_monitoring'), stale))).toBe('nothing_to_do');
    },
  );

  test('but not twice that one commit came of its merge, by whomever it is noticed', () => {
    const merged = standingAfter('completed', facts.pull_request_merged);
    expect(outcome(state(merged, facts.pull_request_merged))).toBe('nothing_to_do');
    const other = { ...facts.pull_request_merged.data, sha: 'e'.repeat(40) };
    expect(outcome(state(merged, { type: 'pull_request_merged', data: other }))).toBe(
      'pull_request_merged',
    );
  });

  test('that nobody knows is refused', () => {
    expect(
      outcome(state(standing('planning'), { type: 'task_teleported', data: {} } as never)),
    ).toBe('not_allowed');
  });

  test('about a task that nobody asked for is refused', () => {
    expect(outcome(state(given(), facts.discovery_started))).toBe('unknown_task');
  });

  test('or none, which is nothing to do', () => {
    expect(outcome(state(standing('planning')))).toBe('nothing_to_do');
  });

  test('of running work while the task is paused', () => {
    expect(
      outcome(state(standing('paused'), facts.test_proved_red, facts.execution_completed)),
    ).toBe('test_proved_red, execution_completed');
  });

  test('too late, and is told where the task stands', () => {
    expect(reasonOf(state(standing('cancelled'), facts.test_proved_red))).toBe(
      'test_proved_red does not fit: shop-42 is cancelled, and this can only be stated while it is being executed. Fold the task again before going on.',
    );
  });
});

describe('nothing is executed without an approval of exactly the present plan', () => {
  test('execution of another digest than the approved one is refused', () => {
    const other = {
      ...facts.execution_started,
      data: { ...facts.execution_started.data, digest: 'e'.repeat(64) },
    };
    expect(outcome(state(standing('approved'), other))).toBe('stale_digest');
    expect(outcome(state(standing('approved'), facts.execution_started))).toBe('execution_started');
  });

  test('facts of execution are refused when the approval is not of the present plan', () => {
    const task = standing('executing');
    for (const doubtful of [
      {
        ...task,
        approval: { digest: 'e'.repeat(64), approvers: [], expiresAt: '2026-03-03T09:30:00.000Z' },
      },
      (({ approval: _approval, ...rest }) => rest)(task),
    ]) {
      expect(outcome(state(doubtful, facts.test_proved_red))).toBe('stale_digest');
      expect(outcome(state(doubtful, facts.execution_completed))).toBe('stale_digest');
      expect(outcome(state(doubtful, facts.task_failed))).toBe('task_failed');
    }
  });
});

describe("somebody else's push", () => {
  test('makes an approval void, and says so', () => {
    const decision = state(standing('approved'), facts.foreign_push_recorded);
    expect(decision).toEqual({
      kind: 'accepted',
      drafts: [
        facts.foreign_push_recorded,
        {
          type: 'approval_voided',
          data: {
            cause: 'foreign_commit',
            reason:
              'human:github:tom pushed 555555555555 to agent/shop-42-cart after the plan was approved',
            digest,
          },
        },
      ],
    });
  });

  test('makes votes void that were given so far', () => {
    expect(
      outcome(
        state(
          standingAfter('awaiting_approval', facts.approval_given),
          facts.foreign_push_recorded,
        ),
      ),
    ).toBe('foreign_push_recorded, approval_voided');
  });

  test('makes the approval of a running execution void', () => {
    expect(outcome(state(standing('executing'), facts.foreign_push_recorded))).toBe(
      'foreign_push_recorded, approval_voided',
    );
  });

  test('is only recorded where nothing was approved, or all is pushed', () => {
    expect(outcome(state(standing('awaiting_approval'), facts.foreign_push_recorded))).toBe(
      'foreign_push_recorded',
    );
    expect(outcome(state(standing('ci_monitoring'), facts.foreign_push_recorded))).toBe(
      'foreign_push_recorded',
    );
    expect(standingAfter('ci_monitoring', facts.foreign_push_recorded).foreignPush).toMatchObject({
      by: 'human:github:tom',
    });
  });

  test('makes the approval of a paused task void as well', () => {
    const paused = standingAfter('approved', facts.task_paused);
    expect(outcome(state(paused, facts.foreign_push_recorded))).toBe(
      'foreign_push_recorded, approval_voided',
    );
  });
});

describe('a proposal', () => {
  const task = standing('planning');

  test('whose digest does not name its plan is refused', () => {
    const wrong = {
      ...facts.plan_proposed,
      data: { ...facts.plan_proposed.data, digest: 'e'.repeat(64) },
    };
    expect(outcome(state(task, wrong))).toBe('stale_digest');
  });

  test('whose plan does not begin with a failing test is refused', () => {
    const [test1, code] = plan().steps as [
      ReturnType<typeof plan>['steps'][number],
      ReturnType<typeof plan>['steps'][number],
    ];
    const wrong = proposed(1, { ...plan(), steps: [{ ...code, dependsOn: [] }, test1] });
    expect(outcome(state(task, wrong))).toBe('unsound');
    expect(reasonOf(state(task, wrong))).toMatch(/first code step must be a failing test/);
  });

  test('that does not count on from the last one is refused', () => {
    const revising = standingAfter(
      'awaiting_approval',
      facts.revision_requested,
      facts.planning_started,
    );
    expect(outcome(state(revising, proposed(1)))).toBe('unsound');
    expect(outcome(state(revising, proposed(2)))).toBe('plan_proposed');
  });
});

test('a task is completed only when its checks are green', () => {
  expect(outcome(state(standing('ci_monitoring'), facts.task_completed))).toBe('wrong_state');
});
