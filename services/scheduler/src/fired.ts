import type { Fired, ServiceContext } from '@patchwright/chassis';
import { isTaskEvent } from '@patchwright/events';
import { fold, onTimer, type TimerName, timerNames } from '@patchwright/task';
import { carryOut, type TimerPayload } from './carry-out.ts';
import type { Config } from './config.ts';

/** A fired timer is a hint: the task is folded again before anything is decided. */
export async function onFired(context: ServiceContext<Config>): Promise<void> {
  await context.bus.timers.consume({
    durable: 'fired',
    signal: context.signal,
    handle: (fired) => (fired.kind === 'task' ? taskTimer(context, fired) : tick(context, fired)),
  });
}

async function taskTimer(context: ServiceContext<Config>, fired: Fired): Promise<void> {
  const name = timerNames.find((known) => known === fired.name);
  if (name === undefined) return;
  const payload = fired.payload as TimerPayload;
  const aggregate = { kind: 'task', tenant: fired.tenant, id: fired.id } as const;
  const { events } = await context.bus.log.history(aggregate);
  const task = fold(fired.tenant, fired.id, events.filter(isTaskEvent));
  const meaning = onTimer(name, payload.version, task, context.config.deadlines);
  switch (meaning.kind) {
    case 'nothing':
      return;
    case 'command':
      await context.command(fired.id, meaning.command, {
        causationId: `timer:${fired.id}:${timerKey(name, payload)}`,
        handler: 'scheduler/fired',
        actor: 'system:scheduler',
      });
      return;
    case 'calls':
      await carryOut(context, meaning.calls, {
        ...payload,
        aggregate,
        time: fired.at,
        count: payload.count + 1,
      });
      return;
  }
}

function timerKey(name: TimerName, payload: TimerPayload): string {
  return `${name}:${payload.version}:${payload.count}`;
}

/** The Sentry monitor's tick: one work item for each fire, however often that is delivered. */
async function tick(context: ServiceContext<Config>, fired: Fired): Promise<void> {
  if (fired.kind !== 'monitor') return;
  await context.bus.work.offer({
    kind: 'monitor',
    lane: 'p2',
    tenant: fired.tenant,
    id: fired.id,
    cause: fired.at.replace(/[^0-9]/g, '').slice(0, 14),
    causeId: `timer:${fired.id}:${fired.at}`,
    causeSeq: 0,
  });
}
