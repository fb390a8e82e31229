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
};

function contextWith(get: () => Promise<unknown>): ServiceContext<Config> {
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
    count('webhooks', { source: 'github', outcome: 'accepted' });
    count('verified', { source: 'github', secret: '2' });
    const text = await metricsText(contextWith(async () => row));
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
      'ai_agent_webhooks_total{source="github",outcome="accepted"} 1',
      'ai_agent_webhook_verifications_total{source="github",secret="2"} 1',
      'ai_agent_log_reachable 1',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
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
