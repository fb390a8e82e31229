import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CiReport,
  CostReport,
  ciReport,
  costOverview,
  costReport,
  decide,
  Explanation,
  explanation,
  fold,
  PlanReport,
  planChanges,
  planReport,
  type RetryStep,
  retrySteps,
  retryTargets,
  statuses,
} from '../src/index.ts';
import { happenings, play } from './happenings.ts';
import {
  facts,
  history,
  id,
  ines,
  plan,
  proposed,
  standing,
  tenant,
  wayTo,
  written,
} from './story.ts';

describe('the plan', () => {
  test('is told with every version, what was asked for and what changed', () => {
    const events = written([
      facts.task_requested,
      facts.discovery_started,
      facts.discovery_completed,
      facts.planning_started,
      proposed(1),
      facts.revision_requested,
      facts.planning_started,
      proposed(2, plan('high', 'Count in cents')),
    ]);
    const report = planReport(fold(tenant, id, events), events);
    expect(report.versions.map(({ version }) => version)).toEqual([1, 2]);
    expect(report.versions[1]?.feedback).toHaveLength(1);
    expect(report.versions[1]?.changes).toEqual([
      { part: 'summary', before: 'Round to the cent', after: 'Count in cents' },
      { part: 'risk level', before: 'low', after: 'high' },
    ]);
  });

  test('names steps that came and went', () => {
    const one = plan();
    const [first] = one.steps;
    const changes = planChanges(one, { ...one, steps: first === undefined ? [] : [first] });
    expect(changes).toMatchObject([{ part: 'step 2', after: null }]);
    expect(planChanges(one, one)).toEqual([]);
  });
});

test('the checks are told round by round, each fix with the failures that it mended', () => {
  const events = history(...wayTo.fixing_ci, 'ci_fix_pushed', 'ci_passed');
  const { rounds, state, fixes } = ciReport(fold(tenant, id, events), events);
  expect(state).toBe('passed');
  expect(fixes).toBe(1);
  expect(rounds[0]).toMatchObject({
    round: 1,
    state: 'failed',
    fix: { commands: expect.any(Array) },
  });
  expect(rounds.at(-1)).toMatchObject({ state: 'passed' });
});

test('the cost is that of the task, by phase, and of many tasks together', () => {
  const events = history(...wayTo.awaiting_approval, 'run_finished', 'run_finished');
  const task = fold(tenant, id, events);
  const report = costReport(task, events);
  expect(report.phases).toHaveLength(1);
  expect(report.phases[0]).toMatchObject({ runs: 2, usage: task.usage });
  const overview = costOverview([task, task]);
  expect(overview).toMatchObject({ tasks: 2, byStatus: [{ name: 'awaiting_approval', tasks: 2 }] });
  expect(overview.total.modelCalls).toBe(2 * task.usage.modelCalls);
});

test('the cost is told by model, and what no journal tells any more is named', () => {
  const events = history(...wayTo.awaiting_approval, 'run_finished', 'run_finished');
  const task = fold(tenant, id, events);
  const { usage } = task;
  const half = {
    modelCalls: Math.floor(usage.modelCalls / 2),
    inputTokens: usage.inputTokens / 2,
    outputTokens: usage.outputTokens / 2,
    costUsd: usage.costUsd / 2,
  };
  const known = [
    { name: 'claude-opus-5-5', usage: { ...half, modelCalls: 1 } },
    { name: 'claude-opus-5-5', usage: { ...half, modelCalls: 1 } },
  ];
  expect(costReport(task, events, known).models[0]).toEqual({
    name: 'claude-opus-5-5',
    usage: { ...usage, modelCalls: 2 },
  });
  expect(costReport(task, events).models).toEqual([{ name: 'no longer in the journal', usage }]);
});

describe('an explanation', () => {
  test.each(statuses.filter((status) => status !== 'unknown'))(
    'of a task that is %s says what it waits for or that it has ended, and what can be done',
    (status) => {
      const task = standing(status);
      const told = explanation(task, history(...wayTo[status]));
      expect(told.because[0]).toContain(ines.actor);
      expect(told.next.length).toBeGreaterThan(0);
      const isOver = ['completed', 'rejected', 'expired', 'failed', 'escalated', 'cancelled'];
      expect(told.waitsFor === undefined).toBe(isOver.includes(status));
    },
  );
});

describe('a retry', () => {
  test.each(Object.keys(retrySteps) as RetryStep[])(
    'from %s is decided by how far the task came',
    (from) => {
      for (const status of ['failed', 'escalated', 'expired'] as const) {
        const task = standing(status);
        const decision = decide({ kind: 'retry', person: ines, from }, task);
        expect(decision.kind).toBe(retryTargets(task).includes(from) ? 'accepted' : 'refused');
        if (decision.kind === 'accepted') {
          expect(decision.drafts).toMatchObject([{ data: { to: retrySteps[from] } }]);
        }
      }
    },
  );
});

test('whatever happened, every report fits its schema', () => {
  fc.assert(
    fc.property(happenings, (happened) => {
      const { events } = play(happened, () => undefined);
      const task = fold(tenant, id, events);
      PlanReport.parse(planReport(task, events));
      CiReport.parse(ciReport(task, events));
      CostReport.parse(costReport(task, events));
      Explanation.parse(explanation(task, events));
    }),
    { numRuns: 300 },
  );
});
