import type { AggregateRef } from '@patchwright/events';
import type { Call } from '@patchwright/task';
import { follow, type Onlooker } from './follow.ts';
import { moveWaiting } from './move-waiting.ts';

/** The event that called, as far as work items and timers need to know it. */
export interface Cause {
  readonly aggregate: AggregateRef;
  readonly version: number;
  readonly id: string;
  readonly seq: number;
  readonly time: string;
  /** How often a poll has come back to this cause; 0 at first. */
  readonly count: number;
  readonly traceparent?: string;
}

/** What a timer carries until it fires: its cause. */
export type TimerPayload = Omit<Cause, 'aggregate' | 'time'>;

/**
 * Offers the work and sets the timers that an event calls for, and lets other tasks look at this one. Doing it twice is harmless: items and
 * timers have one subject each, and a look states its facts once.
 */
export async function carryOut(
  context: Onlooker,
  calls: readonly Call[],
  cause: Cause,
): Promise<void> {
  const { bus } = context;
  const { tenant, kind, id } = cause.aggregate;
  // None of them rests on another, so each waits for the broker only once.
  await Promise.all(calls.map(carryOutOne));

  async function carryOutOne(call: Call): Promise<void> {
    switch (call.kind) {
      case 'work':
        await bus.work.offer({
          kind: call.work,
          lane: call.lane,
          tenant,
          id,
          cause: cause.count === 0 ? `${cause.version}` : `${cause.version}-${cause.count}`,
          causeId: cause.id,
          causeSeq: cause.seq,
          ...(cause.traceparent === undefined ? {} : { traceparent: cause.traceparent }),
        });
        break;
      case 'move':
        await moveWaiting(bus, { tenant, id }, call.lane);
        break;
      case 'timer':
        await bus.timers.set({
          tenant,
          kind,
          id,
          name: call.name,
          at: new Date(Date.parse(cause.time) + call.afterMs),
          payload: payloadOf(cause),
        });
        break;
      case 'follow':
        await follow(context, call, { of: id, id: cause.id });
        break;
      case 'cancel':
        await bus.timers.cancel({ tenant, kind, id, name: call.name });
        break;
    }
  }
}

function payloadOf(cause: Cause): TimerPayload {
  const { version, id, seq, count, traceparent } = cause;
  return { version, id, seq, count, ...(traceparent === undefined ? {} : { traceparent }) };
}
