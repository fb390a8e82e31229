import type { Task } from './task.ts';

/** A task before its first event. */
export function initialTask(tenant: string, id: string): Task {
  return {
    status: 'unknown',
    id,
    tenant,
    version: 0,
    title: '',
    description: '',
    requester: '',
    priority: 'normal',
    labels: [],
    votes: [],
    feedback: [],
    steps: [],
    commits: [],
    ci: { rounds: 0, fixes: 0, state: 'none', failures: [] },
    ready: false,
    usage: { modelCalls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 },
    requestedAt: '',
    updatedAt: '',
    since: { version: 0, at: '' },
    artifacts: [],
  };
}
