import { setTimeout as sleep } from 'node:timers/promises';
import { readRecord, runName, type ServiceContext } from '@patchwright/chassis';
import { isTaskEvent, type StoredEvent, type WorkKind } from '@patchwright/events';
import {
  dueCalls,
  dueWork,
  fold,
  isOpen,
  mergesAwaited,
  type Task,
  type TaskRow,
  viewKeys,
  workKindOf,
} from '@patchwright/task';
import { carryOut } from './carry-out.ts';
import type { Config } from './config.ts';
import { lookAround } from './follow.ts';

type Context = ServiceContext<Config>;

/**
 * No task is ever silently stuck: an open task that waits for neither work item, timer nor person is found and set going again.
 * The work stream can so be derived anew from the log.
 */
export async function sweep(context: Context): Promise<void> {
  const { bus, config, log, signal } = context;
  while (!signal.aborted) {
    await sleep(config.sweepMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    try {
      for (const { row } of await bus.views.open('views').list(viewKeys.task(''))) {
        await look(context, row as TaskRow);
      }
    } catch (thrown) {
      log.warn({ error: String(thrown) }, 'the sweep could not be finished; it is tried again');
    }
  }
}

async function look(context: Context, seen: TaskRow): Promise<void> {
  const { bus, tenant, config, log } = context;
  if (!isOpen(seen.status) || seen.status === 'paused') return;
  if (Date.now() - Date.parse(seen.updatedAt) < config.sweepMs) return;
  if (dueWork(seen) === 'task') {
    await lookAround(context, seen, `sweep:${seen.lastSeq}`);
    if (mergesAwaited(seen).length === 0) return;
  }
  if (await waits(context, seen)) return;
  const { events } = await bus.log.history({ kind: 'task', tenant, id: seen.id });
  const task = fold(tenant, seen.id, events.filter(isTaskEvent));
  const last = events.at(-1);
  // The view lags behind: what it shows as stuck may be moving.
  if (last === undefined || task.version !== seen.version) return;
  if (await setGoing(context, task, last)) {
    log.warn({ task_id: task.id, status: task.status }, 'a stuck task was set going again');
  }
}

/** Whether something will move the task: a work item, a timer, or a person before a deadline. */
async function waits({ bus, tenant }: Context, row: TaskRow): Promise<boolean> {
  switch (dueWork(row)) {
    case 'nothing':
      return true;
    case 'person':
    case 'timer':
    case 'task':
      return (await bus.timers.pending(tenant, 'task', row.id)).length > 0;
    default:
      return (await bus.work.outstanding(tenant, row.id)).length > 0;
  }
}

/** Calls for what the task waits for, by its newest event. Where that very work was done before and moved nothing, a person is told. */
async function setGoing(context: Context, task: Task, last: StoredEvent): Promise<boolean> {
  const due = workKindOf(dueWork(task));
  if (due !== undefined && (await wasDone(context, due, last))) {
    const outcome = await context.command(
      task.id,
      {
        kind: 'park',
        work: due,
        cause: last.id,
        attempts: 1,
        reason: `${due} ended without a result, and nothing else would move the task`,
      },
      { causationId: last.id, handler: 'scheduler/sweep', actor: 'system:scheduler' },
    );
    return outcome.kind === 'accepted';
  }
  await carryOut(context, dueCalls(task, context.config.deadlines), {
    aggregate: last.aggregate,
    version: last.aggVersion,
    id: last.id,
    seq: last.seq,
    time: new Date().toISOString(),
    count: 0,
  });
  return true;
}

async function wasDone(
  { bus, tenant }: Context,
  kind: WorkKind,
  last: StoredEvent,
): Promise<boolean> {
  const run = runName({ kind, id: last.aggregate.id, cause: `${last.aggVersion}` });
  const { entries } = await bus.journal.read(tenant, run);
  return readRecord(entries).closed !== undefined;
}
