import type { ServiceContext } from '@patchwright/chassis';
import { isInquiryEvent, isTaskEvent, type StoredEvent } from '@patchwright/events';
import { callsFor, fold } from '@patchwright/task';
import { carryOut } from './carry-out.ts';
import type { Config } from './config.ts';
import { rememberTasks } from './recent-tasks.ts';

/** How often the calls of one event are tried before its task is parked, so that one event cannot stop the mesh. */
const MAX_ATTEMPTS = 10;

/** Every event calls for what comes next: work items and timers. */
export async function route(context: ServiceContext<Config>): Promise<void> {
  const { bus, log, signal } = context;
  const recent = rememberTasks();
  await bus.log.consume({
    durable: 'router',
    signal,
    handle: async (event, { attempt }) => {
      if (isInquiryEvent(event)) return routeInquiry(context, event);
      if (!isTaskEvent(event)) return;
      if (attempt > MAX_ATTEMPTS) {
        await park(context, event, attempt);
        return;
      }
      const task = await recent.after(event, async () => {
        const { aggregate, seq } = event;
        const { events } = await bus.log.history(aggregate, { untilSeq: seq });
        return fold(aggregate.tenant, aggregate.id, events.filter(isTaskEvent));
      });
      await carryOut(context, callsFor(event, task, context.config.deadlines), {
        aggregate: event.aggregate,
        version: event.aggVersion,
        id: event.id,
        seq: event.seq,
        time: event.time,
        count: 0,
        ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
      });
    },
    onPoison: async (poison) => {
      log.error(poison, 'an event that this version cannot read was passed by');
    },
  });
}

/** A question wakes the agents; its answer wakes nobody. */
async function routeInquiry(context: ServiceContext<Config>, event: StoredEvent): Promise<void> {
  if (event.type !== 'inquiry_asked') return;
  await carryOut(context, [{ kind: 'work', work: 'inquire', lane: 'p2' }], {
    aggregate: event.aggregate,
    version: event.aggVersion,
    id: event.id,
    seq: event.seq,
    time: event.time,
    count: 0,
    ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
  });
}

async function park(
  context: ServiceContext<Config>,
  event: StoredEvent,
  attempt: number,
): Promise<void> {
  await context.command(
    event.aggregate.id,
    {
      kind: 'park',
      work: 'route',
      cause: event.id,
      attempts: attempt,
      reason: `what ${event.type} calls for could not be carried out`,
    },
    { causationId: event.id, handler: 'scheduler/route', actor: 'system:scheduler' },
  );
}
