import type { JournalEntry } from '@patchwright/bus';
import type { Usage } from '@patchwright/events';
import {
  type CallKey,
  type EntryData,
  type EntryName,
  entrySchemas,
  type Kept,
  type RecordedFault,
  readSlot,
  writeSlot,
} from './journal-keys.ts';

/** What a recorded call came to. */
export type Came =
  | { readonly kind: 'answered'; readonly answer: Kept }
  | { readonly kind: 'threw'; readonly fault: RecordedFault };

/** A read as it was recorded; `input` is an outline. */
export interface RecordedRead extends CallKey {
  readonly input: unknown;
  readonly came: Came;
}

/** A write as it was recorded; without `came` it was intended, and what became of it is unknown. */
export interface RecordedWrite {
  readonly call: string;
  readonly key: string;
  readonly digest: string;
  readonly input: unknown;
  readonly came?: Came;
}

/** What a run's journal says, by what it is asked for. */
export interface RunRecord {
  readonly opened: EntryData<'opened'> | undefined;
  readonly closed: EntryData<'closed'> | undefined;
  /** The last thing that ended an attempt, if the record ends with it. */
  readonly lastStop: EntryData<'stopped'> | undefined;
  readonly attempts: number;
  /** How often the run ended among the dead letters. */
  readonly deaths: number;
  /** Attempts that ended by a bug since the last death. */
  readonly bugs: number;
  readonly reads: ReadonlyMap<string, RecordedRead>;
  readonly writes: ReadonlyMap<string, RecordedWrite>;
  /** What models used since the last death. */
  readonly usage: Usage;
  /** Whether a model was used or an effect intended since the last death. */
  readonly notable: boolean;
  /** The builds that worked on it, oldest first. */
  readonly builds: readonly string[];
}

const noUsage: Usage = { modelCalls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 };

/** Adds one model answer to what was used. */
export function addUsage(
  usage: Usage,
  used: { readonly inputTokens: number; readonly outputTokens: number; readonly costUsd: number },
): Usage {
  return {
    modelCalls: usage.modelCalls + 1,
    inputTokens: usage.inputTokens + used.inputTokens,
    outputTokens: usage.outputTokens + used.outputTokens,
    costUsd: usage.costUsd + used.costUsd,
  };
}

/**
 * Reads a journal. Entries of kinds that this build does not know are left out; of two entries about one call the later holds.
 * Faults of attempts before a death are forgotten, so that a redriven run tries those calls again. Throws a ZodError for an
 * entry that does not fit its schema.
 */
export function readRecord(entries: readonly JournalEntry[]): RunRecord {
  const reads = new Map<string, RecordedRead>();
  const writes = new Map<string, RecordedWrite>();
  const builds: string[] = [];
  let opened: EntryData<'opened'> | undefined;
  let closed: EntryData<'closed'> | undefined;
  let lastStop: EntryData<'stopped'> | undefined;
  let attempts = 0;
  let deaths = 0;
  let bugs = 0;
  let usage = noUsage;
  let notable = false;

  function begin(build: string, attempt: number): void {
    if (builds.at(-1) !== build) builds.push(build);
    attempts = Math.max(attempts, attempt);
    if (lastStop?.why === 'dead') forgetFaults(reads, writes);
    lastStop = undefined;
  }

  for (const { entry, data } of entries) {
    if (!isKnown(entry)) continue;
    switch (entry) {
      case 'opened': {
        opened = entrySchemas.opened.parse(data);
        begin(opened.build, opened.attempt);
        break;
      }
      case 'taken': {
        const taken = entrySchemas.taken.parse(data);
        begin(taken.build, taken.attempt);
        break;
      }
      case 'read': {
        const { answer, used, ms: _, ...call } = entrySchemas.read.parse(data);
        reads.set(readSlot(call), { ...call, came: { kind: 'answered', answer } });
        if (used !== undefined) {
          usage = addUsage(usage, used);
          notable = true;
        }
        break;
      }
      case 'threw': {
        const { fault, occurrence, key, ...call } = entrySchemas.threw.parse(data);
        const came: Came = { kind: 'threw', fault };
        if (key !== undefined) writes.set(writeSlot(call.call, key), { ...call, key, came });
        else if (occurrence !== undefined) {
          reads.set(readSlot({ ...call, occurrence }), { ...call, occurrence, came });
        }
        break;
      }
      case 'intended': {
        const intent = entrySchemas.intended.parse(data);
        writes.set(writeSlot(intent.call, intent.key), intent);
        notable = true;
        break;
      }
      case 'recorded': {
        const { call, key, receipt } = entrySchemas.recorded.parse(data);
        const intent = writes.get(writeSlot(call, key));
        if (intent !== undefined) {
          const came: Came = { kind: 'answered', answer: receipt };
          writes.set(writeSlot(call, key), { ...intent, came });
        }
        break;
      }
      case 'stopped': {
        lastStop = entrySchemas.stopped.parse(data);
        if (lastStop.why === 'bug') bugs += 1;
        if (lastStop.why === 'dead') {
          deaths += 1;
          bugs = 0;
          usage = noUsage;
          notable = false;
        }
        break;
      }
      case 'closed':
        closed = entrySchemas.closed.parse(data);
    }
  }
  return {
    opened,
    closed,
    lastStop,
    attempts,
    deaths,
    bugs,
    reads,
    writes,
    usage,
    notable,
    builds,
  };
}

function forgetFaults(reads: Map<string, RecordedRead>, writes: Map<string, RecordedWrite>): void {
  for (const [slot, read] of reads) if (read.came.kind === 'threw') reads.delete(slot);
  for (const [slot, { came, ...write }] of writes) {
    if (came?.kind === 'threw') writes.set(slot, write);
  }
}

function isKnown(entry: string): entry is EntryName {
  return Object.hasOwn(entrySchemas, entry);
}
