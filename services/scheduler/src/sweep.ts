import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceContext } from '@patchwright/chassis';
import { isTaskEvent } from '@patchwright/events';
import { dueCalls, dueWork, fold, isOpen, type TaskRow, viewKeys } from '@patchwright/task';
import { carryOut } from './carry-out.ts';
import type { Config } from './config.ts';

/**
 * No task is ever silently stuck: an open task that waits for neither work item, timer nor person is found and set going again.
 * The work stream can so be derived anew from the log.
 */
export async function sweep(context: ServiceContext<Config>): Promise<void> {
  const { bus, config, log, signal } = context;
  while (!signal.aborted) {
    await sleep(config.sweepMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    try {
      for (const id of await stuckTasks(context)) {
        log.warn({ task_id: id }, 'a stuck task was set going again');
      }
    } catch (thrown) {
      log.warn({ error: String(thrown) }, 'the sweep could not be finished; it is tried again');
    }
  }

  async function stuckTasks({ tenant }: ServiceContext<Config>): Promise<readonly string[]> {
    const rows = await bus.views.open('views').list(viewKeys.task(''));
    const moved: string[] = [];
    for (const { row } of rows) {
      const seen = row as TaskRow;
      if (!isOpen(seen.status) || seen.status === 'paused' || (await waits(seen.id))) continue;
      if (Date.now() - Date.parse(seen.updatedAt) < config.sweepMs) continue;
      const aggregate = { kind: 'task', tenant, id: seen.id } as const;
      const { events } = await bus.log.history(aggregate);
      const last = events.at(-1);
      const task = fold(tenant, seen.id, events.filter(isTaskEvent));
      if (last === undefined || task.version !== seen.version) continue;
      await carryOut(bus, dueCalls(task, config.deadlines), {
        aggregate,
        version: last.aggVersion,
        id: last.id,
        seq: last.seq,
        time: new Date().toISOString(),
        count: 0,
      });
      moved.push(seen.id);
    }
    return moved;

    async function waits(id: string): Promise<boolean> {
      const due = dueWork(
        rows.map(({ row }) => row as TaskRow).find((row) => row.id === id) ?? { status: 'unknown' },
      );
      if (due === 'nothing') return true;
      const timers = await bus.timers.pending(tenant, 'task', id);
      if (due === 'person') return timers.length > 0;
      if (due === 'timer') return timers.length > 0;
      return (await bus.work.outstanding(tenant, id)).length > 0;
    }
  }
}
