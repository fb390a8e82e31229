import { type StoredEvent, type TaskEvent, Usage } from '@patchwright/events';
import { z } from 'zod';
import { dollars } from '../learn.ts';
import { overAll } from '../parts/over-all.ts';
import type { Task } from '../task.ts';

const Share = z.object({ name: z.string(), usage: Usage });

/** What a task's model calls cost, by phase, by run and by model. */
export const CostReport = z.object({
  task: z.string(),
  total: Usage,
  /** By service, in the order in which they first worked. */
  phases: z.array(Share.extend({ runs: z.number().int(), durationMs: z.number() })),
  /** As the journal tells it for as long as it is kept. */
  models: z.array(Share),
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
  /** Of a task over several repositories: its parts, those that were dropped too. What one used is known once it is done. */
  parts: z
    .array(
      z.object({
        task: z.string(),
        repository: z.string(),
        state: z.enum(['waiting', 'started', 'completed', 'dropped']),
        usage: Usage.optional(),
      }),
    )
    .optional(),
  /** What it and its parts came to together. */
  withParts: Usage.optional(),
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

/** What calls of a model used. */
export type ModelShare = CostReport['models'][number];

/**
 * What a task cost, from its whole history. `models` is what each of its runs used of which model, as far as that is known; what is
 * left over has a share of its own.
 */
export function costReport(
  task: Task,
  history: readonly StoredEvent<TaskEvent>[],
  models: readonly ModelShare[] = [],
): CostReport {
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
  return {
    task: task.id,
    total: task.usage,
    phases: [...phases.values()],
    models: byModel(models, task.usage),
    runs,
    ...costOfParts(task),
  };
}

function costOfParts(task: Task): Pick<CostReport, 'parts' | 'withParts'> {
  const all = overAll(task);
  if (all === undefined) return {};
  const parts = (task.parts ?? []).map(({ task: part, repository, state, usage }) => ({
    task: part,
    repository,
    state,
    ...(usage === undefined ? {} : { usage }),
  }));
  return { parts, withParts: all.usage };
}

/** What a task used that no journal tells any more. */
const FORGOTTEN = 'no longer in the journal';

function byModel(models: readonly ModelShare[], total: Usage): ModelShare[] {
  const shares = new Map<string, Usage>();
  for (const { name, usage } of models) shares.set(name, sum(shares.get(name) ?? nothing, usage));
  const known = [...shares.values()].reduce(sum, nothing);
  if (total.modelCalls > known.modelCalls) shares.set(FORGOTTEN, difference(total, known));
  return [...shares].map(([name, usage]) => ({ name, usage }));
}

function difference(all: Usage, part: Usage): Usage {
  return {
    modelCalls: all.modelCalls - part.modelCalls,
    inputTokens: Math.max(0, all.inputTokens - part.inputTokens),
    outputTokens: Math.max(0, all.outputTokens - part.outputTokens),
    costUsd: Math.max(0, dollars(all.costUsd - part.costUsd)),
  };
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
