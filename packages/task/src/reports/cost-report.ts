import { type StoredEvent, type TaskEvent, Usage } from '@patchwright/events';
import { z } from 'zod';
import { dollars } from '../learn.ts';
import type { Task } from '../task.ts';

const Share = z.object({ name: z.string(), usage: Usage });

/** What a task's model calls cost, by phase and by run. */
export const CostReport = z.object({
  task: z.string(),
  total: Usage,
  /** By service, in the order in which they first worked. */
  phases: z.array(Share.extend({ runs: z.number().int(), durationMs: z.number() })),
  runs: z.array(
    z.object({
      run: z.string(),
      service: z.string(),
      at: z.string(),
      attempts: z.number().int(),
      durationMs: z.number(),
      usage: Usage,
    }),
  ),
});
export type CostReport = z.output<typeof CostReport>;

/** What the tasks of the view cost together; each list has the most expensive first. */
export const CostOverview = z.object({
  tasks: z.number().int(),
  total: Usage,
  byStatus: z.array(Share.extend({ tasks: z.number().int() })),
  byRepository: z.array(Share.extend({ tasks: z.number().int() })),
  byRequester: z.array(Share.extend({ tasks: z.number().int() })),
  /** By the month in which a task was asked for, `2026-11`. */
  byMonth: z.array(Share.extend({ tasks: z.number().int() })),
});
export type CostOverview = z.output<typeof CostOverview>;

/** What a task cost, from its whole history. */
export function costReport(task: Task, history: readonly StoredEvent<TaskEvent>[]): CostReport {
  const runs = history.flatMap((event): CostReport['runs'] => {
    if (event.type !== 'run_finished') return [];
    const { run, service, attempts, durationMs, usage } = event.data;
    return [{ run, service, at: event.time, attempts, durationMs, usage }];
  });
  const phases = new Map<string, CostReport['phases'][number]>();
  for (const { service, durationMs, usage } of runs) {
    const known = phases.get(service);
    phases.set(service, {
      name: service,
      runs: (known?.runs ?? 0) + 1,
      durationMs: (known?.durationMs ?? 0) + durationMs,
      usage: sum(known?.usage ?? nothing, usage),
    });
  }
  return { task: task.id, total: task.usage, phases: [...phases.values()], runs };
}

/** What several tasks cost together. */
export function costOverview(tasks: readonly Task[]): CostOverview {
  return {
    tasks: tasks.length,
    total: tasks.reduce((total, { usage }) => sum(total, usage), nothing),
    byStatus: sharesOf(tasks, ({ status }) => status),
    byRepository: sharesOf(tasks, ({ repository }) => repository ?? 'none yet'),
    byRequester: sharesOf(tasks, ({ requester }) => requester),
    byMonth: sharesOf(tasks, ({ requestedAt }) => requestedAt.slice(0, 7)),
  };
}

const nothing: Usage = { modelCalls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 };

function sharesOf(
  tasks: readonly Task[],
  nameOf: (task: Task) => string,
): CostOverview['byStatus'] {
  const shares = new Map<string, CostOverview['byStatus'][number]>();
  for (const task of tasks) {
    const name = nameOf(task);
    const known = shares.get(name);
    shares.set(name, {
      name,
      tasks: (known?.tasks ?? 0) + 1,
      usage: sum(known?.usage ?? nothing, task.usage),
    });
  }
  return [...shares.values()].sort(
    (a, b) => b.usage.costUsd - a.usage.costUsd || a.name.localeCompare(b.name),
  );
}

function sum(one: Usage, other: Usage): Usage {
  return {
    modelCalls: one.modelCalls + other.modelCalls,
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    costUsd: dollars(one.costUsd + other.costUsd),
  };
}
