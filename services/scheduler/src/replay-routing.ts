import type { ReplayReport, ServiceContext } from '@patchwright/chassis';
import { isTaskEvent } from '@patchwright/events';
import { callsFor, fold, type Task, unfollowed } from '@patchwright/task';
import type { Config } from './config.ts';

/**
 * The scheduler's part of a task, from the record: every run in the journal must have been called for by the event that it names as its
 * cause, by today's rules; and what a task over several repositories took over from its whole or its parts must follow from how those stood.
 */
export async function* replayRouting(
  context: ServiceContext<Config>,
  taskId: string,
): AsyncGenerator<ReplayReport> {
  const { bus, tenant, build, config } = context;
  const { events } = await bus.log.history({ kind: 'task', tenant, id: taskId });
  const history = events.filter(isTaskEvent);
  const due = new Set<string>();
  for (const [index, event] of history.entries()) {
    const task = fold(tenant, taskId, history.slice(0, index + 1));
    for (const call of callsFor(event, task, config.deadlines)) {
      if (call.kind === 'work') due.add(`${call.work}-${taskId}-${event.aggVersion}`);
    }
  }
  const differences: ReplayReport['differences'][number][] = [];
  let runs = 0;
  for (const kind of ['discover', 'plan', 'execute', 'ci', 'notify']) {
    for (const run of await bus.journal.runs(tenant, `${kind}-${taskId}-`)) {
      const cause = run.slice(`${kind}-${taskId}-`.length);
      if (!/^\d+(-\d+)?$/.test(cause)) continue;
      runs += 1;
      const polled = cause.includes('-');
      if (polled || due.has(run)) continue;
      const version = Number(cause);
      const event = history[version - 1];
      differences.push({
        event: event?.type ?? `event ${version}`,
        field: 'calls',
        recorded: `work ${kind}`,
        now: 'not called for',
        recordedBuild: event?.build ?? 'unknown',
        build,
      });
    }
  }
  const others = await kinOf(context, fold(tenant, taskId, history));
  for (const fact of unfollowed(history, others)) {
    differences.push({
      event: fact.type,
      field: 'follow',
      recorded: fact.data,
      now: 'does not follow from its whole or its parts',
      recordedBuild: fact.build,
      build,
    });
  }
  yield {
    service: 'scheduler',
    run: `routing-${taskId}`,
    events: history.length,
    served: runs,
    agreed: differences.length === 0,
    differences,
  };
}

/** The histories of the task's whole, or of its parts. */
async function kinOf({ bus, tenant }: ServiceContext<Config>, { part, parts = [] }: Task) {
  const ids = part === undefined ? parts.map(({ task }) => task) : [part.whole];
  return Promise.all(
    ids.map(async (id) => {
      const { events } = await bus.log.history({ kind: 'task', tenant, id });
      return events.filter(isTaskEvent);
    }),
  );
}
