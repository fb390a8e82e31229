import type { ServiceContext } from '@patchwright/chassis';
import { describe, expect, test } from 'vitest';
import type { Config } from '../src/config.ts';
import { count } from '../src/counters.ts';
import { metricsText, render } from '../src/http/metrics.ts';

const row = {
  byStatus: { executing: 2, awaiting_approval: 1 },
  started: 7,
  completed: 3,
  failed: 1,
  escalated: 2,
  rejected: 0,
  expired: 0,
  cancelled: 0,
  plansProposed: 6,
  plansApproved: 5,
  revisions: 1,
  ciFailures: 4,
  fixAttempts: 4,
  modelCalls: 90,
  inputTokens: 1000,
  outputTokens: 200,
  costUsd: 0.25,
  durations: {
    'discovery finished': { count: 3, seconds: 130.5, within: [1, 1, 2, 3, 3, 3, 3, 3, 3, 3] },
    'patchwright completed': { count: 1, seconds: 7200, within: [0, 0, 0, 0, 0, 0, 0, 0, 1, 1] },
  },
};
const monitorRow = { ticks: 2, lookedAt: 9, overThreshold: 3, created: 1, skipped: 8 };
const rows: Readonly<Record<string, unknown>> = {
  'metrics.tasks': row,
  'monitor.sentry': monitorRow,
};

function contextWith(get: (key: string) => Promise<unknown>): ServiceContext<Config> {
  const depth = async () => [
    { kind: 'execute', lane: 'p1', waiting: 3, running: 1 },
    { kind: 'plan', lane: 'p0', waiting: 0, running: 0 },
  ];
  return {
    bus: { views: { open: () => ({ get }) }, work: { depth } },
    log: { debug() {} },
  } as unknown as ServiceContext<Config>;
}

describe('what Prometheus is shown', () => {
  test('are the tasks, the queues and what this process counted itself', async () => {
    count('webhooks', { source: 'here', outcome: 'accepted' });
    count('verified', { source: 'here', secret: '2' });
    const text = await metricsText(contextWith(async (key) => rows[key]));
    for (const line of [
      '# TYPE ai_agent_tasks_started_total counter',
      'ai_agent_tasks_started_total{agent="patchwright"} 7',
      'ai_agent_tasks_completed_total{agent="patchwright",status="completed"} 3',
      'ai_agent_tasks_completed_total{agent="patchwright",status="failed"} 1',
      'ai_agent_tasks{status="executing"} 2',
      'ai_agent_queue_length{queue_name="execute",lane="p1"} 4',
      'ai_agent_queue_length{queue_name="plan",lane="p0"} 0',
      'ai_agent_errors_total{agent="patchwright",error_type="task_failed"} 1',
      'ai_agent_errors_total{agent="cicd",error_type="ci_failed"} 4',
      'ai_agent_ci_fix_attempts_total{agent="cicd"} 4',
      'ai_agent_escalations_total{agent="patchwright"} 2',
      'ai_agent_tokens_total{agent="patchwright",direction="input"} 1000',
      'ai_agent_cost_usd_total{agent="patchwright"} 0.25',
      'ai_agent_webhooks_total{source="here",outcome="accepted"} 1',
      'ai_agent_webhook_verifications_total{source="here",secret="2"} 1',
      'ai_agent_log_reachable 1',
      '# TYPE ai_agent_task_duration_seconds histogram',
      'ai_agent_task_duration_seconds_bucket{agent="discovery",status="finished",le="60"} 2',
      'ai_agent_task_duration_seconds_bucket{agent="discovery",status="finished",le="+Inf"} 3',
      'ai_agent_task_duration_seconds_sum{agent="discovery",status="finished"} 130.5',
      'ai_agent_task_duration_seconds_count{agent="patchwright",status="completed"} 1',
      'ai_agent_sentry_ticks_total 2',
      'ai_agent_sentry_issues_total{outcome="looked_at"} 9',
      'ai_agent_sentry_issues_total{outcome="over_threshold"} 3',
      'ai_agent_sentry_issues_total{outcome="created"} 1',
      'ai_agent_sentry_issues_total{outcome="skipped"} 8',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
  });

  test.each([
    ['ai_agent_tasks_started_total', ['agent']],
    ['ai_agent_tasks_completed_total', ['agent', 'status']],
    ['ai_agent_task_duration_seconds_sum', ['agent', 'status']],
    ['ai_agent_queue_length', ['queue_name']],
    ['ai_agent_errors_total', ['agent', 'error_type']],
    ['ai_agent_tokens_total', ['agent']],
    ['ai_agent_cost_usd_total', ['agent']],
    ['ai_agent_ci_fix_attempts_total', ['agent']],
    ['ai_agent_escalations_total', ['agent']],
  ] as const)('has %s by %j, as dashboards and alarms ask for it', async (name, labels) => {
    const text = await metricsText(contextWith(async (key) => rows[key]));
    const sample = text.split('\n').find((line) => line.startsWith(`${name}{`));
    expect([...(sample?.matchAll(/(\w+)="/g) ?? [])].map(([, label]) => label)).toEqual(
      expect.arrayContaining([...labels]),
    );
  });

  test('is what this process knows itself while the log is out of reach', async () => {
    const away = contextWith(() => Promise.reject(new Error('away')));
    const text = await metricsText(away);
    expect(text).toContain('ai_agent_log_reachable 0\n');
    expect(text).toContain('ai_agent_webhooks_total');
    expect(text).not.toContain('ai_agent_tasks_started_total');
  });

  test('has no tasks before there was one', async () => {
    const text = await metricsText(contextWith(async () => undefined));
    expect(text).toContain('ai_agent_log_reachable 1\n');
    expect(text).not.toContain('ai_agent_tasks');
  });
});

test('a label may hold any text', () => {
  const samples = [{ labels: { path: 'a\\b"c\nd' }, value: 1 }];
  expect(render([{ name: 'n', help: 'h', type: 'gauge', samples }])).toBe(
    '# HELP n h\n# TYPE n gauge\nn{path="a\\\\b\\"c\\nd"} 1\n',
  );
});
