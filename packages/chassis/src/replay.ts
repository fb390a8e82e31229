import type { Bus, WorkItem } from '@patchwright/bus';
import {
  type AggregateRef,
  deriveId,
  digestOf,
  type Mask,
  type StoredEvent,
} from '@patchwright/events';
import { systemClock } from './clock.ts';
import { differences } from './differences.ts';
import { aggregateOf, isAboutTask, workAt } from './open-run.ts';
import { type Ending, endingOf } from './outcome.ts';
import { type RunRecord, readRecord } from './record.ts';
import type { BlobStore } from './recorder.ts';
import type { PortDefinitions, ReplayReport, ServiceDefinition } from './service.ts';
import { asStored, checkDeclared, handlerOf, type Statement, statementOf } from './statement.ts';
import { strictRecorder } from './strict-recorder.ts';
import { recordWorld, replayedBlobs } from './world.ts';

/** What is replayed, and by what code. */
export interface Replaying<Config, P extends PortDefinitions> {
  readonly definition: ServiceDefinition<Config, P>;
  readonly config: Config;
  /** Only the names of their methods are used. */
  readonly ports: P;
  readonly log: Pick<Bus['log'], 'history'>;
  readonly journal: Pick<Bus['journal'], 'read' | 'runs'>;
  readonly blobs: Pick<BlobStore, 'get'>;
  readonly mask: Mask;
  readonly tenant: string;
  readonly build: string;
}

type Reported = ReplayReport['differences'][number];

/** Executes every recorded run of a task by this service again, oldest first, from the record alone. Nothing is called, nothing appended. */
export async function* replayTask<Config, P extends PortDefinitions>(
  replaying: Replaying<Config, P>,
  taskId: string,
): AsyncGenerator<ReplayReport> {
  const { definition, journal, tenant } = replaying;
  const recorded: { run: string; seq: number; record: RunRecord }[] = [];
  for (const kind of definition.works) {
    for (const run of await journal.runs(tenant, `${kind}-${taskId}-`)) {
      const { entries } = await journal.read(tenant, run);
      const record = readRecord(entries);
      const isOurs = record.opened?.item.id === taskId && record.opened.service === definition.name;
      if (isOurs) recorded.push({ run, seq: entries[0]?.seq ?? 0, record });
    }
  }
  for (const { run, record } of recorded.sort((a, b) => a.seq - b.seq)) {
    yield await replayRun(replaying, run, record);
  }
}

/** Executes one recorded run again and compares every fact that it states with the one on the log. */
export async function replayRun<Config, P extends PortDefinitions>(
  replaying: Replaying<Config, P>,
  run: string,
  record: RunRecord,
): Promise<ReplayReport> {
  const { definition, config, ports, log, blobs, mask, build } = replaying;
  const { opened } = record;
  if (opened === undefined || definition.handle === undefined) {
    return {
      service: definition.name,
      run,
      events: 0,
      served: 0,
      agreed: true,
      differences: [],
    };
  }
  const { handle } = definition;
  const { item, foldSeq } = opened;
  const work = await workAt(log, item, run, foldSeq);
  const recorder = strictRecorder({ record, blobs, mask, build });
  const ended = new AbortController();
  const world = recordWorld(ports, recorder, {
    clock: systemClock,
    blobs: replayedBlobs(blobs, mask),
    signal: ended.signal,
  });
  const facts = storedFacts(log, item, handlerOf(definition.name, item));
  const isWhole = record.closed?.end === 'done';
  const found: Reported[] = [];
  let index = 0;

  const ending = await endingOf({ reason: () => undefined }, async () => {
    for await (const yielded of handle(work, world, config)) {
      const statement = statementOf(yielded, item);
      checkDeclared(definition.name, definition.emits, statement);
      const stored = await facts.at(statement.aggregate, index);
      // What came after a run was cut off is not known to be wrong.
      if (stored === undefined && !isWhole) return { kind: 'done' };
      found.push(...compare(statement, stored, mask, record, build));
      index += 1;
    }
    return { kind: 'done' };
  });

  const next = await facts.next(index);
  const isFrontier = !isWhole && recorder.unserved() === 0;
  if (recorder.misses().length > 0) {
    if (!isFrontier) found.push(...missed(recorder.misses(), next?.type ?? 'the end of the run'));
  } else {
    const unlike = endingDiffers(record, ending, next, build);
    if (unlike !== undefined) found.push(unlike);
  }
  return {
    service: definition.name,
    run,
    events: index,
    served: recorder.served(),
    agreed: found.length === 0,
    differences: found,
  };
}

/** The facts of one run as they lie on the log, by their number. */
function storedFacts(log: Pick<Bus['log'], 'history'>, item: WorkItem, handler: string) {
  const histories = new Map<string, Promise<readonly StoredEvent[]>>();
  // Of a run that states nothing any more, the task tells what it stated.
  const aggregates: AggregateRef[] = isAboutTask(item) ? [aggregateOf(item)] : [];

  function historyOf(aggregate: AggregateRef): Promise<readonly StoredEvent[]> {
    const key = `${aggregate.kind}.${aggregate.id}`;
    const known = histories.get(key);
    if (known !== undefined) return known;
    const read = log.history(aggregate).then(({ events }) => events);
    histories.set(key, read);
    const isKnown = aggregates.some(
      ({ kind, id }) => kind === aggregate.kind && id === aggregate.id,
    );
    if (!isKnown) aggregates.push(aggregate);
    return read;
  }
  async function at(aggregate: AggregateRef, index: number): Promise<StoredEvent | undefined> {
    const id = deriveId(aggregate, item.causeId, handler, index);
    return (await historyOf(aggregate)).find((event) => event.id === id);
  }
  /** The fact of this number about the run's task, or whatever it has stated facts about so far. */
  async function next(index: number): Promise<StoredEvent | undefined> {
    for (const aggregate of aggregates) {
      const event = await at(aggregate, index);
      if (event !== undefined) return event;
    }
    return undefined;
  }
  return { at, next };
}

function compare(
  { aggregate, draft }: Statement,
  stored: StoredEvent | undefined,
  mask: Mask,
  record: RunRecord,
  build: string,
): readonly Reported[] {
  const recordedBuild = stored?.build ?? record.builds.at(-1) ?? 'unknown';
  const where = { event: stored?.type ?? draft.type, recordedBuild, build };
  if (stored === undefined) {
    return [{ ...where, field: '', recorded: undefined, now: draft }];
  }
  if (stored.type !== draft.type) {
    return [{ ...where, field: 'type', recorded: stored.type, now: draft.type }];
  }
  const now = asStored(aggregate, draft, mask);
  if (digestOf(now) === digestOf(stored.data)) return [];
  return differences(stored.data, now, 20, 'data').map((difference) => ({
    ...where,
    ...difference,
  }));
}

function missed(
  misses: ReturnType<ReturnType<typeof strictRecorder>['misses']>,
  event: string,
): readonly Reported[] {
  return misses.flatMap(({ call, differences: fields, recordedBuild, build }) => {
    const where = { event, recordedBuild, build };
    if (fields.length === 0) {
      return [{ ...where, field: call, recorded: undefined, now: 'called' }];
    }
    return fields.map(({ field, recorded, now }) => ({
      ...where,
      field: `${call}(${field})`,
      recorded,
      now,
    }));
  });
}

function endingDiffers(
  record: RunRecord,
  ending: Ending,
  next: StoredEvent | undefined,
  build: string,
): Reported | undefined {
  const recorded = recordedEnding(record);
  const recordedBuild = next?.build ?? record.builds.at(-1) ?? 'unknown';
  const where = { event: next?.type ?? 'the end of the run', recordedBuild, build };
  if (recorded === undefined) return undefined;
  if (recorded === ending.kind) {
    return next === undefined || ending.kind !== 'done'
      ? undefined
      : { ...where, field: '', recorded: next.data, now: undefined };
  }
  const now = 'reason' in ending ? `${ending.kind}: ${ending.reason}` : ending.kind;
  return { ...where, field: 'ending', recorded, now };
}

/** How the record says that the handler ended; `undefined` where it was cut off from outside. */
function recordedEnding({ closed }: RunRecord): Ending['kind'] | undefined {
  if (closed?.end === 'done') return 'done';
  return closed?.end === 'escalated' ? 'escalate' : undefined;
}
