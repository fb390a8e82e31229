import { setTimeout as pause } from 'node:timers/promises';
import type { Bus, EventLog, WorkItem } from '@patchwright/bus';
import { type AggregateRef, emptyHead, type StoredEvent } from '@patchwright/events';
import { Retryable } from '@patchwright/faults';
import type { History } from './append-decision.ts';
import type { Clock } from './clock.ts';
import { factsOf, taskOf } from './decide-stated.ts';
import type { Failpoints } from './failpoints.ts';
import { runName } from './journal-keys.ts';
import { type RunRecord, readRecord } from './record.ts';
import { openRunJournal, type RunJournal } from './run-journal.ts';
import type { RunStop } from './run-stop.ts';
import type { Work } from './service.ts';

/** One attempt at a run. */
export interface OpenRun {
  readonly work: Work;
  readonly journal: RunJournal;
  readonly record: RunRecord;
  /** The record of the run that this one continues. */
  readonly continued?: RunRecord;
  /** From 1. */
  readonly attempt: number;
  /** Up to where the handler's task is folded. */
  readonly foldSeq: number;
  /** The task's history as it was read for a run that is opened just now; one that is taken over has to look again. */
  readonly history?: History;
  /** When the first attempt began. */
  readonly openedAt: string;
}

/** Who opens a run. */
export interface Opener {
  readonly bus: Pick<Bus, 'log' | 'journal'>;
  readonly clock: Clock;
  readonly service: string;
  readonly build: string;
  /** This process. */
  readonly worker: string;
  readonly failpoints: Failpoints;
}

/**
 * Opens the run that a work item belongs to, or takes it over: whoever had it loses it at the next entry. The task is given as it
 * was when the run was first opened, so that every attempt begins alike. `undefined` when the run is closed.
 * Throws RunStopped when another worker opened it meanwhile, Retryable when the broker is out of reach.
 */
export async function openRun(
  opener: Opener,
  item: WorkItem,
  stop: RunStop,
  traceparent: string,
): Promise<OpenRun | undefined> {
  const { bus, clock, service, build, worker, failpoints } = opener;
  const run = runName(item);
  const journal = await openRunJournal(bus.journal, item.tenant, run, stop.stop, failpoints);
  const record = readRecord(journal.entries);
  if (record.closed !== undefined) return undefined;
  const time = clock.now();
  const attempt = record.attempts + 1;
  if (record.opened === undefined) {
    const { work, history } = await newestWork(bus.log, item, run);
    const foldSeq = work.history.at(-1)?.seq ?? 0;
    const before = await runBefore(bus.journal, work);
    await journal.append('opened', {
      item,
      service,
      build,
      foldSeq,
      worker,
      attempt,
      time,
      traceparent,
      ...(before === undefined ? {} : { continues: before.run }),
    });
    const opened = { work, journal, record, attempt, foldSeq, history, openedAt: time };
    return before === undefined ? opened : { ...opened, continued: before.record };
  }
  await journal.append('taken', { worker, attempt, build, time });
  const { foldSeq, time: openedAt, continues } = record.opened;
  const work = await workAt(bus.log, item, run, foldSeq);
  const opened = { work, journal, record, attempt, foldSeq, openedAt };
  if (continues === undefined) return opened;
  const { entries } = await bus.journal.read(item.tenant, continues);
  return { ...opened, continued: readRecord(entries) };
}

/** Facts by which a person lets work go on that was cut off; a retry, by contrast, is meant to begin afresh. */
const LETS_GO_ON: ReadonlySet<string> = new Set(['task_resumed', 'work_redriven']);

/** The newest run of the same kind of work before the one that is being opened, if that is to be continued. */
async function runBefore(
  journal: Pick<Bus['journal'], 'read' | 'runs'>,
  { item, run, cause }: Work,
): Promise<{ readonly run: string; readonly record: RunRecord } | undefined> {
  if (cause === undefined || !LETS_GO_ON.has(cause.type)) return undefined;
  let newest:
    | { readonly run: string; readonly record: RunRecord; readonly seq: number }
    | undefined;
  for (const other of await journal.runs(item.tenant, `${item.kind}-${item.id}-`)) {
    if (other === run) continue;
    const { entries } = await journal.read(item.tenant, other);
    const record = readRecord(entries);
    const seq = entries[0]?.seq ?? 0;
    if (record.opened?.item.id !== item.id || seq <= (newest?.seq ?? 0)) continue;
    newest = { run: other, record, seq };
  }
  return newest;
}

/** Whether work of this kind is about a task. */
export function isAboutTask(item: Pick<WorkItem, 'kind'>): boolean {
  return item.kind !== 'monitor' && item.kind !== 'inquire';
}

/** The task or inquiry that an item is about. */
export function aggregateOf(item: Pick<WorkItem, 'kind' | 'tenant' | 'id'>): AggregateRef {
  const kind = item.kind === 'inquire' ? 'inquiry' : 'task';
  return { kind, tenant: item.tenant, id: item.id };
}

/** What a handler is given, with the task folded up to `foldSeq`. */
export async function workAt(
  log: Pick<EventLog, 'history'>,
  item: WorkItem,
  run: string,
  foldSeq: number,
): Promise<Work> {
  if (!isAboutTask(item)) return workOf(item, run, []);
  const { events } = await log.history(aggregateOf(item), { untilSeq: foldSeq });
  return workOf(item, run, events);
}

/** The node that is asked may lag behind the one that told of the cause, but not for long. */
async function newestWork(
  log: Pick<EventLog, 'history'>,
  item: WorkItem,
  run: string,
): Promise<{ readonly work: Work; readonly history: History }> {
  if (!isAboutTask(item)) {
    return { work: workOf(item, run, []), history: { events: [], head: emptyHead } };
  }
  for (let tries = 1; ; tries += 1) {
    const history = await log.history(aggregateOf(item));
    const work = workOf(item, run, history.events);
    if (work.cause !== undefined) return { work, history };
    if (tries === 20) {
      throw new Retryable(`the cause of ${run}, event ${item.causeId}, is not on the log`);
    }
    await pause(10 * tries);
  }
}

function workOf(item: WorkItem, run: string, events: readonly StoredEvent[]): Work {
  const history = factsOf(events);
  return {
    item,
    run,
    task: taskOf(aggregateOf(item), events),
    history,
    cause: history.find((event) => event.id === item.causeId),
  };
}
