import { nanos } from '@nats-io/transport-node';
import { lanes, streams } from '@patchwright/events';
import { isFault, messageOf, Retryable } from '@patchwright/faults';
import type { WorkItem, WorkLanes, WorkOutcome } from './bus.ts';
import type { Connection } from './connection.ts';
import { jittered } from './durable.ts';
import { countHandback, handbacksOf } from './handbacks.ts';
import { type LaneWatch, watchLanes } from './lane-watch.ts';
import { writeLetter } from './letter.ts';
import { type Delivery, pullOne } from './pull.ts';
import { ackWaitMs, laneDurable, workHint } from './streams.ts';
import { createWake } from './wake.ts';
import { decodeItem } from './work-item.ts';

type TakeOptions = Parameters<WorkLanes['take']>[0];

const RETRY_MS = [5000, 30_000, 120_000];
const MAX_ATTEMPTS = 4;
const POLL_MS = 1000;
/** The broker looks at what was given back a moment after its time. */
const AFTER_DELAY_MS = 15;
/** So many picks from the top, then one from the bottom, so that a low lane is never starved. */
const FROM_BOTTOM_EVERY = 10;
/** So often at the most is the broker told that a worker lives, which leaves room for one that is slow to say so. */
const TOLD_IN_A_HOLD = 8;
/** An item given back by a process that goes on is not taken again at once. */
const OVERTAKEN_MS = 1000;

/** Takes work of one kind until the signal aborts, then waits for what runs. */
export async function takeWork(connection: Connection, options: TakeOptions): Promise<void> {
  const { kind, concurrency, signal } = options;
  const holdMs = options.ackWaitMs ?? ackWaitMs[kind];
  await ensureHold(connection, options, holdMs);
  const wake = createWake();
  const watch = watchLanes();
  const hints = connection.nc.subscribe(`${workHint}.${kind}.>`, {
    callback: (_error, { subject }) => {
      watch.hear(subject.slice(workHint.length + kind.length + 2).split('.', 1)[0]);
      wake.ring();
    },
  });
  signal.addEventListener('abort', wake.ring, { once: true });
  const running = new Set<Promise<void>>();
  /** What this worker gives back, it knows the time of: nobody announces it. */
  function ringLater(ms: number): void {
    setTimeout(() => {
      watch.hear();
      wake.ring();
    }, ms + AFTER_DELAY_MS).unref();
  }
  let picks = 0;
  while (!signal.aborted && !connection.nc.isClosed()) {
    if (running.size >= concurrency) {
      await wake.sleep(POLL_MS);
      continue;
    }
    const delivery = await pick(connection, options, watch, picks);
    if (delivery !== undefined) {
      picks += 1;
      const done = runOne(connection, options, delivery, holdMs, ringLater).finally(() => {
        running.delete(done);
        wake.ring();
      });
      running.add(done);
      continue;
    }
    await wake.sleep(watch.rest());
  }
  signal.removeEventListener('abort', wake.ring);
  if (!connection.nc.isClosed()) hints.unsubscribe();
  await Promise.all(running);
}

/** A worker that believes in a longer hold than the lane has would lose what it works on. */
async function ensureHold(
  connection: Connection,
  { kind }: TakeOptions,
  holdMs: number,
): Promise<void> {
  const { consumers } = connection.jsm;
  const ack_wait = nanos(holdMs);
  await Promise.all(
    lanes.map((lane) =>
      connection.ask(`setting the hold of ${kind}`, async () => {
        const durable = laneDurable(kind, lane);
        const { config } = await consumers.info(streams.work, durable);
        if (config.ack_wait === ack_wait) return;
        await consumers.update(streams.work, durable, { ack_wait });
      }),
    ),
  );
}

async function pick(
  connection: Connection,
  options: TakeOptions,
  watch: LaneWatch,
  picks: number,
): Promise<Delivery | undefined> {
  const fromBottom = picks % FROM_BOTTOM_EVERY === FROM_BOTTOM_EVERY - 1;
  const worth = watch.worth();
  for (const lane of fromBottom ? worth.toReversed() : worth) {
    if (options.signal.aborted) return undefined;
    const durable = laneDurable(options.kind, lane);
    const heard = watch.heardOf(lane);
    const delivery = await pullOne(connection, streams.work, durable, { waitMs: 0 });
    if (delivery !== undefined) {
      watch.foundItem(lane);
      return delivery;
    }
    watch.foundEmpty(lane, heard);
  }
  return undefined;
}

/** Never rejects: whatever happens, the item is settled, or is handed out again when its hold ends. */
async function runOne(
  connection: Connection,
  options: TakeOptions,
  delivery: Delivery,
  holdMs: number,
  ringLater: (ms: number) => void,
): Promise<void> {
  const { signal } = options;
  const maxAttempts = options.maxAttempts ?? MAX_ATTEMPTS;
  try {
    const item = decodeItem(delivery);
    if (item === undefined) {
      await bury(connection, delivery, undefined, 'the item cannot be read', delivery.count);
      return;
    }
    const attempt = await attemptOf(connection, delivery);
    if (attempt > maxAttempts) {
      const reason = `its worker died or fell silent in each of ${maxAttempts} attempts`;
      await bury(connection, delivery, item, reason, maxAttempts);
      return;
    }
    if (signal.aborted) {
      await handBack(connection, delivery, item, true);
      return;
    }
    const outcome = await outcomeOf(options, {
      item,
      attempt,
      maxAttempts,
      progress: throttled(delivery.working, holdMs / TOLD_IN_A_HOLD),
      signal,
    });
    const after = await settle(connection, options, delivery, item, {
      attempt,
      maxAttempts,
      outcome,
    });
    if (after !== undefined) ringLater(after);
  } catch (error) {
    connection.say('warn', `work item ${delivery.subject} stays held`, messageOf(error));
  }
}

async function attemptOf(connection: Connection, delivery: Delivery): Promise<number> {
  if (delivery.count === 1) return 1;
  return Math.max(1, delivery.count - (await handbacksOf(connection, delivery.seq)));
}

async function outcomeOf(
  options: TakeOptions,
  delivery: Parameters<TakeOptions['handle']>[0],
): Promise<WorkOutcome> {
  try {
    return await options.handle(delivery);
  } catch (error) {
    const reason = messageOf(error);
    if (error instanceof Retryable) {
      const { afterMs } = error;
      return { kind: 'retry', reason, ...(afterMs === undefined ? {} : { afterMs }) };
    }
    return isFault(error) ? { kind: 'dead', reason } : { kind: 'retry', reason };
  }
}

interface Ended {
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly outcome: WorkOutcome;
}

/** Resolves with the milliseconds after which the item is handed out again, if it is. */
async function settle(
  connection: Connection,
  options: TakeOptions,
  delivery: Delivery,
  item: WorkItem,
  { attempt, maxAttempts, outcome }: Ended,
): Promise<number | undefined> {
  switch (outcome.kind) {
    case 'done':
      await delivery.ack();
      return undefined;
    case 'retry': {
      if (attempt >= maxAttempts) {
        await bury(connection, delivery, item, outcome.reason, attempt);
        return undefined;
      }
      const after = outcome.afterMs ?? jittered(options.retryDelaysMs ?? RETRY_MS, attempt);
      delivery.nak(after);
      return after;
    }
    case 'dead':
      await bury(connection, delivery, item, outcome.reason, attempt);
      return undefined;
    case 'handback':
      await handBack(connection, delivery, item, options.signal.aborted);
      return OVERTAKEN_MS;
    case 'lapse':
      return undefined;
  }
}

async function handBack(
  connection: Connection,
  delivery: Delivery,
  item: WorkItem,
  isStopping: boolean,
): Promise<void> {
  await countHandback(connection, delivery.seq);
  delivery.nak(isStopping ? 0 : OVERTAKEN_MS);
  // Nobody announces that an item is free again, so we do, for the workers that sleep.
  connection.window.send(`${workHint}.${item.kind}.${item.lane}.again`, new Uint8Array());
}

/** The letter is written first: a crash in between leaves the item, which is then buried again under the same letter. */
async function bury(
  connection: Connection,
  delivery: Delivery,
  item: WorkItem | undefined,
  reason: string,
  attempts: number,
): Promise<void> {
  await writeLetter(connection, {
    item,
    inboxSeq: undefined,
    reason,
    attempts,
    tenant: item?.tenant ?? 'unknown',
    from: { stream: streams.work, seq: delivery.seq },
  });
  await delivery.term(reason);
}

function throttled(tell: () => void, everyMs: number): () => void {
  let lastAt = performance.now();
  return () => {
    const now = performance.now();
    if (now - lastAt < everyMs) return;
    lastAt = now;
    tell();
  };
}
