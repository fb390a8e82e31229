import { setTimeout as pause } from 'node:timers/promises';
import type { WorkDelivery, WorkOutcome } from '@patchwright/bus';
import { deriveId } from '@patchwright/events';
import { Terminal } from '@patchwright/faults';
import { dueWork, transitions } from '@patchwright/task';
import type { History } from './append-decision.ts';
import { factsOf, taskOf } from './decide-stated.ts';
import { liveRecorder } from './live-recorder.ts';
import { aggregateOf, isAboutTask, type OpenRun, openRun } from './open-run.ts';
import { type Ending, endingOf } from './outcome.ts';
import { canBeOvertaken, outdatedBy, overtakenBy } from './overtaken.ts';
import type { Recorder } from './recorder.ts';
import { openRunStop, type RunStop } from './run-stop.ts';
import type { PortDefinitions } from './service.ts';
import { settle } from './settle.ts';
import { checkDeclared, handlerOf, type Stating, state, statementOf } from './statement.ts';
import { beginTrace } from './telemetry.ts';
import type { Workshop } from './workshop.ts';
import { recordWorld, textBlobs } from './world.ts';

/** Attends to one work item: opens or takes over its run, lets the handler state its facts, and says what becomes of the item. */
export async function runWork<Config, P extends PortDefinitions>(
  shop: Workshop<Config, P>,
  delivery: WorkDelivery,
): Promise<WorkOutcome> {
  const { item } = delivery;
  const service = shop.definition.name;
  using stop = openRunStop(delivery.signal);
  const trace = beginTrace(`${service} ${item.kind}`, item.traceparent, {
    'patchwright.task_id': item.id,
    'patchwright.cause': item.cause,
  });
  let log = shop.log.with({ task_id: item.id, work: item.kind, trace_id: trace.traceId });
  let run: OpenRun | undefined;
  let recorder: Recorder | undefined;
  const stating: Stating = {
    log: shop.bus.log,
    clock: shop.clock,
    handler: handlerOf(service, item),
    say: log,
    envelope: {
      causationId: item.causeId,
      actor: `agent:${service}`,
      source: `/patchwright/${service}`,
      build: shop.build,
      mask: shop.mask,
      traceparent: trace.traceparent,
    },
  };

  const ending = await endingOf(stop, async () => {
    run = await openRun({ ...shop, service }, item, stop, trace.traceparent);
    if (run === undefined) return { kind: 'done' };
    const ticket = run.work.task.ticket?.key;
    log = log.with({ ...(ticket === undefined ? {} : { ticket_id: ticket }) });
    log.info({ attempt: run.attempt, cause: item.cause }, 'work taken');
    recorder = liveRecorder({
      journal: run.journal,
      record: run.record,
      continued: run.continued,
      blobs: shop.bus.blobs,
      mask: shop.mask,
      attendance: { ...shop.pace, signal: stop.signal, progress: delivery.progress },
      finish: shop.finish,
      failpoints: shop.failpoints,
      log,
      traceparent: trace.traceparent,
    });
    return await conduct(shop, delivery, run, recorder, stop, { ...stating, say: log });
  });

  let outcome: WorkOutcome | undefined;
  const settled = await endingOf(stop, async () => {
    outcome = await settle({ shop, delivery, run, recorder, stating, log }, ending);
    return { kind: 'done' };
  });
  trace.end('reason' in ending ? ending.reason : undefined);
  if (outcome === undefined && settled.kind === 'fenced') {
    log.debug({}, 'another worker has the run');
  }
  return outcome ?? unsettled(settled);
}

/** The handler's part: every fact it yields is stated before it goes on. */
async function conduct<Config, P extends PortDefinitions>(
  shop: Workshop<Config, P>,
  delivery: WorkDelivery,
  run: OpenRun,
  recorder: Recorder,
  stop: RunStop,
  stating: Stating,
): Promise<Ending> {
  const { definition, config, ports, bus, mask, clock, failpoints } = shop;
  const { item } = delivery;
  if (definition.handle === undefined) {
    throw new Terminal(`${definition.name} takes no work, but was given ${item.kind}`);
  }
  const aggregate = aggregateOf(item);
  const watched = isAboutTask(item) && canBeOvertaken(item.kind);
  let history: History | undefined;
  if (watched) {
    history = run.history ?? (await bus.log.history(aggregate));
    const by = overtakenBy(item, factsOf(history.events), run.foldSeq);
    if (by !== undefined) return { kind: 'overtaken', reason: by };
  }
  const world = recordWorld(ports, recorder, {
    clock,
    blobs: textBlobs(bus.blobs, mask),
    signal: stop.signal,
  });
  using _watch = watched ? watchTask(shop, run, stop) : undefined;
  let index = 0;
  for await (const yielded of definition.handle(run.work, world, config)) {
    await recorder.survived();
    stop.signal.throwIfAborted();
    const statement = statementOf(yielded, item);
    checkDeclared(definition.name, definition.emits, statement);
    const isOwn = statement.aggregate.kind === 'task' && statement.aggregate.id === item.id;
    const stated = await state(
      stating,
      statement,
      index,
      isOwn ? history : undefined,
      isOwn ? (events) => outdatedBy(item, factsOf(events), run.foldSeq) : undefined,
    );
    if (stated.kind === 'refused') {
      const { reason } = stated;
      return isOwn &&
        isStranded(run, stated.history, {
          type: statement.draft.type,
          index,
          handler: stating.handler,
        })
        ? { kind: 'dead', reason }
        : { kind: 'overtaken', reason };
    }
    if (isOwn) history = stated.history;
    delivery.progress();
    failpoints.pass(`after-append:${statement.draft.type}`);
    index += 1;
  }
  await recorder.survived();
  return { kind: 'done' };
}

/**
 * Whether a fact was refused although the task waits for this very work and nobody else has moved it on, or stated the same: then the
 * service is wrong, and with the run closed nothing would ever move the task again.
 */
function isStranded(
  { work: { item }, foldSeq }: OpenRun,
  history: History,
  refused: { readonly type: string; readonly index: number; readonly handler: string },
): boolean {
  const aggregate = aggregateOf(item);
  const facts = factsOf(history.events);
  if (dueWork(taskOf(aggregate, facts)) !== item.kind) return false;
  // Polls of one cause share it, so only its id tells a run's own fact from the same fact of another run.
  const own = new Set(
    Array.from({ length: refused.index }, (_, index) =>
      deriveId(aggregate, item.causeId, refused.handler, index),
    ),
  );
  return !facts.some(
    ({ id, seq, type, causationId }) =>
      seq > foldSeq &&
      ((type === refused.type && !own.has(id)) ||
        (causationId !== item.causeId && transitions[type].to !== 'same')),
  );
}

/** Looks at the task now and then, and stops the run once it is not wanted any more. */
function watchTask<Config, P extends PortDefinitions>(
  shop: Workshop<Config, P>,
  { work: { item }, foldSeq }: OpenRun,
  stop: RunStop,
): Disposable {
  const ended = new AbortController();

  async function watch(): Promise<void> {
    for (;;) {
      await pause(shop.pace.watchMs, undefined, { signal: ended.signal, ref: false });
      const { events } = await shop.bus.log.history(aggregateOf(item));
      const by = overtakenBy(item, factsOf(events), foldSeq);
      if (by !== undefined) return stop.stop('overtaken', by);
    }
  }
  async function keepWatching(): Promise<void> {
    while (!ended.signal.aborted && stop.reason() === undefined) {
      // While the broker is away nobody can overtake the run either.
      await watch().catch(() => undefined);
    }
  }
  void keepWatching();
  return { [Symbol.dispose]: () => ended.abort() };
}

/** When not even the ending could be written down, the item comes back. */
function unsettled(ending: Ending): WorkOutcome {
  switch (ending.kind) {
    case 'fenced':
      return { kind: 'lapse' };
    case 'shutdown':
      return { kind: 'handback' };
    default:
      return {
        kind: 'retry',
        reason: 'reason' in ending ? ending.reason : 'the ending could not be recorded',
      };
  }
}
