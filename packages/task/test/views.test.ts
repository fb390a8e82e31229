import { canonicalJson, type StoredEvent, taskEvents } from '@patchwright/events';
import { describe, expect, test } from 'vitest';
import {
  durationBounds,
  fold,
  type MetricsRow,
  summarise,
  type TaskRow,
  taskOf,
  viewKeys,
  viewRows,
  viewsVersion,
} from '../src/index.ts';
import { digest, facts, history, id, plan, proposed, tenant, wayTo, written } from './story.ts';

type Rows = Map<string, string>;

/** Applies events as a projector would: rows are kept as canonical JSON. */
function project(events: readonly StoredEvent[], rows: Rows = new Map()): Rows {
  for (const event of events) {
    for (const { key, row } of viewRows(event, (name) => read(rows, name))) {
      if (row === null) rows.delete(key);
      else rows.set(key, canonicalJson(row));
    }
  }
  return rows;
}

function read(rows: Rows, key: string): unknown {
  const text = rows.get(key);
  return text === undefined ? undefined : JSON.parse(text);
}

const story = history(
  ...wayTo.fixing_ci,
  'ci_fix_pushed',
  'run_finished',
  'ci_passed',
  'pull_request_readied',
  'task_completed',
);

describe("a task's row", () => {
  test('is the folded task with its story and how far it is written', () => {
    const row = read(project(story), viewKeys.task(id)) as TaskRow;
    expect(taskOf(row)).toEqual(fold(tenant, id, story));
    expect(row.lastSeq).toBe(story.at(-1)?.seq);
    expect(row.timeline).toHaveLength(story.length);
    expect(row.timeline[0]).toEqual({
      seq: 10,
      version: 1,
      type: 'task_requested',
      at: '2026-03-02T09:00:00.000Z',
      actor: 'system:story',
      summary: 'human:slack:ines asked for "Cart total is off by a cent" by jira SHOP-42',
    });
  });

  test('keeps the newest 500 lines of a long story', () => {
    const long = written([
      facts.task_requested,
      ...Array.from({ length: 520 }, () => facts.trigger_joined),
    ]);
    const row = read(project(long), viewKeys.task(id)) as TaskRow;
    expect(row.timeline).toHaveLength(500);
    expect(row.timeline.at(-1)?.version).toBe(521);
    expect(row.version).toBe(521);
  });
});

describe('the row of a waiting approval', () => {
  test('is there while the plan waits, and says what is to be decided', () => {
    const rows = project(history(...wayTo.awaiting_approval));
    expect(read(rows, viewKeys.approval(id))).toMatchObject({
      task: id,
      version: 1,
      digest,
      riskLevel: 'low',
      estimatedMinutes: 15,
      files: ['test/cart.test.ts', 'src/cart.ts'],
      pullRequest: { number: 7 },
      ticket: { key: 'SHOP-42' },
      votes: [],
      waitingSince: '2026-03-02T09:00:04.000Z',
    });
  });

  test('shows the votes so far', () => {
    const rows = project(
      written([
        ...wayTo.planning.map((name) => facts[name]),
        proposed(1, plan('high')),
        facts.approval_given,
      ]),
    );
    expect(read(rows, viewKeys.approval(id))).toMatchObject({
      votes: [{ by: 'human:slack:maria' }],
    });
  });

  test.each(['approved', 'rejected', 'expired', 'revising', 'cancelled'] as const)(
    'is gone once the task is %s',
    (status) => {
      expect(project(history(...wayTo[status])).has(viewKeys.approval(id))).toBe(false);
    },
  );

  test('is gone while the task is paused', () => {
    expect(
      project(history(...wayTo.awaiting_approval, 'task_paused')).has(viewKeys.approval(id)),
    ).toBe(false);
  });
});

describe('the metrics', () => {
  test('count what came of tasks', () => {
    expect(read(project(story), viewKeys.metrics)).toMatchObject({
      byStatus: { completed: 1 },
      started: 1,
      completed: 1,
      plansProposed: 1,
      plansApproved: 1,
      testsProvedRed: 1,
      testsProvedGreen: 1,
      ciFailures: 1,
      fixAttempts: 1,
      modelCalls: 2,
      costUsd: 0.1,
      events: story.length,
    } satisfies Partial<MetricsRow>);
  });

  test('say how long runs and tasks took', () => {
    const { durations } = read(project(story), viewKeys.metrics) as MetricsRow;
    expect(durations).toMatchObject({
      'executor finished': { count: 1, seconds: 0.005, within: Array(10).fill(1) },
      'patchwright completed': { count: 1 },
    });
    const took = durations['patchwright completed']?.seconds ?? 0;
    expect(took).toBeGreaterThan(0);
    expect(durations['patchwright completed']?.within).toEqual(
      durationBounds.map((bound) => (took <= bound ? 1 : 0)),
    );
  });

  test('do not count what did not fit', () => {
    const rows = project(history('task_requested', 'task_completed', 'plan_approved'));
    expect(read(rows, viewKeys.metrics)).toMatchObject({
      byStatus: { requested: 1 },
      completed: 0,
      plansApproved: 0,
      events: 3,
    });
  });
});

describe('the views', () => {
  test('rebuilt from the beginning are those that grew, to the byte', () => {
    const grown: Rows = new Map();
    for (const event of story) project([event], grown);
    expect([...project(story)].sort()).toEqual([...grown].sort());
  });

  test('take an event that comes again without a change', () => {
    const rows = project(story);
    const before = [...rows];
    project(story.slice(-4), rows);
    expect([...rows]).toEqual(before);
    for (const event of story) expect(viewRows(event, (key) => read(rows, key))).toEqual([]);
  });

  test('have a version of their own', () => {
    expect(viewsVersion).toMatch(/^[0-9a-f]{12}$/);
  });

  test('have a row for each production error', () => {
    const event = {
      ...(story[0] as StoredEvent),
      aggregate: { kind: 'issue', tenant, id: 'api-1' },
      type: 'error_observed',
      data: {
        sentryId: '1',
        project: 'api',
        title: 'TypeError',
        level: 'error',
        countLastDay: 42,
        usersLastDay: 1,
        threshold: 10,
        firstSeen: '',
        lastSeen: '',
        url: '',
      },
    } as StoredEvent;
    const rows = project([
      event,
      {
        ...event,
        seq: 20,
        aggVersion: 2,
        type: 'ticket_filed',
        data: { ticket: 'SHOP-77', url: '' },
      },
    ]);
    expect(read(rows, viewKeys.issue('api-1'))).toMatchObject({
      status: 'filed',
      ticket: { key: 'SHOP-77' },
      lastSeq: 20,
    });
    expect(viewRows(event, (key) => read(rows, key))).toEqual([]);
    expect(summarise(event as never)).toBe(
      'error in api, 42 times in a day (threshold 10): TypeError',
    );
  });

  test('have a row for the monitor: its newest look, and all of them together', () => {
    const figures = { lookedAt: 12, overThreshold: 3, created: 1, skipped: 11 };
    const event = {
      ...(story[0] as StoredEvent),
      aggregate: { kind: 'monitor', tenant, id: 'sentry-2026-03' },
      type: 'monitor_ticked',
      data: { projects: ['api'], ...figures },
    } as StoredEvent;
    const quiet = { projects: ['api'], lookedAt: 2, overThreshold: 0, created: 0, skipped: 2 };
    const rows = project([event, { ...event, seq: 20, aggVersion: 2, data: quiet }]);
    expect(read(rows, viewKeys.monitor)).toMatchObject({
      ticks: 2,
      lookedAt: 14,
      overThreshold: 3,
      created: 1,
      skipped: 13,
      last: quiet,
      lastSeq: 20,
    });
    expect(viewRows(event, (key) => read(rows, key))).toEqual([]);
    expect(summarise(event as never)).toBe(
      'Looked at 12 errors: 3 over the threshold, 1 ticket made, 11 skipped',
    );
  });

  test('take nothing from an event that is about neither', () => {
    expect(
      viewRows({ ...(story[0] as StoredEvent), type: 'task_teleported' }, () => undefined),
    ).toEqual([]);
  });
});

describe('the sentence of an event', () => {
  test.each(taskEvents.map((definition) => definition.type))(
    '%s is one line for people',
    (type) => {
      const [event] = written([facts[type]]);
      if (event === undefined) throw new Error('no event');
      const sentence = summarise(event);
      expect(sentence).toMatch(/^\S.*\S$/);
      expect(sentence).not.toMatch(/undefined|\[object|NaN/);
      expect(summarise(event)).toBe(sentence);
    },
  );

  test('counts in words that fit', () => {
    const [one, none] = written([facts.run_finished, facts.verification_passed]);
    if (one === undefined || none === undefined) throw new Error('no event');
    expect(summarise(one)).toBe('executor finished with 2 model calls');
    expect(summarise(none)).toBe('Checked again in a fresh checkout of 66666666: failed');
  });
});

describe('links', () => {
  test('lead from the pull request and the branch of a proposal to its task', () => {
    const rows = project(history(...wayTo.awaiting_approval));
    const { branch, pullRequest, repository } = facts.plan_proposed.data;
    const key = viewKeys.pullRequest(pullRequest.repository, pullRequest.number);
    expect(read(rows, key)).toMatchObject({ task: id });
    expect(read(rows, viewKeys.branch(repository, branch))).toMatchObject({ task: id });
    expect(key).toMatch(/^link\.[0-9a-f]{16}$/);
  });

  test('do not care how a repository is spelled', () => {
    expect(viewKeys.pullRequest('Acme/Shop', 7)).toBe(viewKeys.pullRequest('acme/shop', 7));
  });

  test('lead from an error to the task that was asked for because of it', () => {
    const sentry = { id: '4501', project: 'Checkout', url: 'https://sentry.example/4501' };
    const requested = { ...facts.task_requested, data: { ...facts.task_requested.data, sentry } };
    const rows = project(written([requested]));
    expect(read(rows, viewKeys.error('checkout', '4501'))).toMatchObject({ task: id });
  });

  test('of a plan are not there before it is proposed', () => {
    const rows = project(history(...wayTo.planning));
    expect([...rows.keys()].filter((key) => key.startsWith('link.'))).toEqual([]);
  });
});
