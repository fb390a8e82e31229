import type { WorkDelivery, WorkOutcome } from '@patchwright/bus';
import { RunFinished, TaskEscalated } from '@patchwright/events';
import type { ServiceLog } from './log.ts';
import { aggregateOf, isAboutTask, type OpenRun } from './open-run.ts';
import type { Ending } from './outcome.ts';
import { canBeOvertaken } from './overtaken.ts';
import type { Recorder } from './recorder.ts';
import type { PortDefinitions } from './service.ts';
import { type Stating, state } from './statement.ts';
import type { Workshop } from './workshop.ts';

/** An attempt that has ended, with what its ending is written down with. */
export interface Ended<Config, P extends PortDefinitions> {
  readonly shop: Workshop<Config, P>;
  readonly delivery: WorkDelivery;
  /** `undefined` when the run was closed before, or could not be opened. */
  readonly run: OpenRun | undefined;
  readonly recorder: Recorder | undefined;
  readonly stating: Stating;
  readonly log: ServiceLog;
}

/** Writes down how an attempt ended, and says what becomes of its work item. Throws what appending throws. */
export async function settle<Config, P extends PortDefinitions>(
  ended: Ended<Config, P>,
  ending: Ending,
): Promise<WorkOutcome> {
  const { shop, delivery, run, log } = ended;
  switch (ending.kind) {
    case 'done':
      return close(ended, 'done', '');
    case 'overtaken':
      log.info({ reason: ending.reason }, 'work is no longer wanted');
      return close(ended, 'overtaken', ending.reason);
    case 'fenced':
      log.debug({}, 'another worker has the run');
      return { kind: 'lapse' };
    case 'shutdown':
      await run?.journal.append('stopped', {
        attempt: run.attempt,
        why: 'handback',
        reason: 'the process is shutting down',
      });
      return { kind: 'handback' };
    case 'escalate': {
      log.warn({ reason: ending.reason }, 'a person is needed');
      if (run === undefined || !isAboutTask(delivery.item) || !canBeOvertaken(delivery.item.kind)) {
        return bury(ended, ending.reason);
      }
      const { reason, diagnosis } = ending;
      const aggregate = aggregateOf(delivery.item);
      const draft = TaskEscalated.of({ reason, diagnosis });
      const { stating } = ended;
      const own = { ...stating, handler: `${stating.handler}:escalated` };
      await state(own, { aggregate, draft }, run.record.deaths);
      return close(ended, 'escalated', reason);
    }
    case 'dead':
      return bury(ended, ending.reason);
    case 'retry':
      log.warn({ reason: ending.reason, attempt: delivery.attempt }, 'work will be tried again');
      return tryAgain(ended, 'retry', ending.reason, ending.afterMs);
    case 'bug':
      log.error({ err: ending.thrown, attempt: delivery.attempt }, 'work failed unexpectedly');
      return (run?.record.bugs ?? 0) + 1 >= shop.pace.mostBugs
        ? bury(ended, ending.reason)
        : tryAgain(ended, 'bug', ending.reason);
  }
}

async function close<Config, P extends PortDefinitions>(
  ended: Ended<Config, P>,
  end: 'done' | 'overtaken' | 'escalated',
  reason: string,
): Promise<WorkOutcome> {
  const { shop, run, log } = ended;
  if (run !== undefined) {
    await accountFor(ended, run);
    await run.journal.append('closed', { end, reason });
    log.info({ end, served: ended.recorder?.served() ?? 0 }, 'work done');
  }
  shop.failpoints.pass('before-ack');
  return { kind: 'done' };
}

async function bury<Config, P extends PortDefinitions>(
  ended: Ended<Config, P>,
  reason: string,
): Promise<WorkOutcome> {
  const { run, log } = ended;
  log.error({ reason }, 'work goes to the dead letters');
  if (run !== undefined) {
    await accountFor(ended, run);
    await run.journal.append('stopped', { attempt: run.attempt, why: 'dead', reason });
  }
  return { kind: 'dead', reason };
}

async function tryAgain<Config, P extends PortDefinitions>(
  ended: Ended<Config, P>,
  why: 'retry' | 'bug',
  reason: string,
  afterMs?: number,
): Promise<WorkOutcome> {
  const { run, delivery } = ended;
  if (delivery.attempt >= delivery.maxAttempts) return bury(ended, reason);
  await run?.journal.append('stopped', { attempt: run.attempt, why, reason });
  return { kind: 'retry', reason, ...(afterMs === undefined ? {} : { afterMs }) };
}

/** States what the run used, once, unless it was nothing. People being told of something is no cost worth a fact. */
async function accountFor<Config, P extends PortDefinitions>(
  { shop, delivery, recorder, stating }: Ended<Config, P>,
  run: OpenRun,
): Promise<void> {
  const { item } = delivery;
  if (recorder === undefined || !isAboutTask(item)) return;
  const usage = recorder.usage();
  const isWorth = usage.modelCalls > 0 || (recorder.notable() && item.kind !== 'notify');
  if (!isWorth) return;
  const draft = RunFinished.of({
    run: run.work.run,
    service: shop.definition.name,
    usage,
    attempts: run.attempt,
    durationMs: Math.max(0, Date.parse(shop.clock.now()) - Date.parse(run.openedAt)),
  });
  const own = { ...stating, handler: `${stating.handler}:finished` };
  await state(own, { aggregate: aggregateOf(item), draft }, run.record.deaths);
}
