import { randomUUID } from 'node:crypto';
import type { Bus, WorkDelivery, WorkItem, WorkOutcome } from '@patchwright/bus';
import type { Lane, WorkKind } from '@patchwright/events';

/** The outcome of work that went well. */
export const DONE: WorkOutcome = { kind: 'done' };

type TakeOptions = Parameters<Bus['work']['take']>[0];

/** The workers of one test. */
export interface Workers {
  /** Takes work, one item at a time, until `endAll`, or until the answered function is called. */
  readonly take: (
    by: Bus,
    kind: WorkKind,
    handle: (delivery: WorkDelivery) => Promise<WorkOutcome>,
    options?: Partial<TakeOptions>,
  ) => () => Promise<void>;
  readonly endAll: () => Promise<void>;
}

/** Hires none yet. */
export function createWorkers(): Workers {
  let ends: (() => Promise<void>)[] = [];
  return {
    take(by, kind, handle, options = {}) {
      const stop = new AbortController();
      const taking = by.work.take({
        kind,
        concurrency: 1,
        handle,
        signal: stop.signal,
        ...options,
      });
      async function end(): Promise<void> {
        stop.abort();
        await taking;
      }
      ends.push(end);
      return end;
    },
    async endAll() {
      await Promise.all(ends.map((end) => end()));
      ends = [];
    },
  };
}

/** An item that no other test knows. */
export function freshItem(kind: WorkKind, lane: Lane): WorkItem {
  return {
    kind,
    lane,
    tenant: 'default',
    id: `shop-${randomUUID()}`,
    cause: '1',
    causeId: 'cause',
    causeSeq: 7,
  };
}

/** To be asked once all was begun: on a cluster a lane counts an item a moment after it was offered. */
export async function nothingIsLeft(bus: Bus, kind: WorkKind): Promise<boolean> {
  const depth = await bus.work.depth();
  return depth.every((one) => one.kind !== kind || one.waiting + one.running === 0);
}

/** On a cluster a place is free a moment after its item was acknowledged. */
export async function isFree(bus: Bus, { tenant, id }: WorkItem): Promise<boolean> {
  return (await bus.work.outstanding(tenant, id)).length === 0;
}
