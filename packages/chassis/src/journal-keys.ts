import { BlobRef, lanes, type Mask, workKinds } from '@patchwright/events';
import { z } from 'zod';

/** How a fault is kept, so that it can be thrown again. */
export const RecordedFault = z.object({
  fault: z.enum(['Retryable', 'Terminal', 'NeedsHuman', 'Error']),
  message: z.string(),
  diagnosis: z.string().exactOptional(),
  afterMs: z.number().exactOptional(),
});
export type RecordedFault = z.infer<typeof RecordedFault>;

/** An answer or receipt as it is kept: in the entry, or in the object store when it is large. */
export const Kept = z.union([z.object({ blob: BlobRef }), z.object({ value: z.unknown() })]);
export type Kept = z.infer<typeof Kept>;

const Used = z.object({
  inputTokens: z.number(),
  outputTokens: z.number(),
  costUsd: z.number(),
});

const Item = z.object({
  kind: z.enum(workKinds),
  lane: z.enum(lanes),
  tenant: z.string(),
  id: z.string(),
  cause: z.string(),
  causeId: z.string(),
  causeSeq: z.number(),
  traceparent: z.string().exactOptional(),
});

/**
 * The entries of a run's journal, by the last token of their subject.
 * `opened` and `taken` begin an attempt, `stopped` ends one, `closed` ends the run.
 */
export const entrySchemas = {
  opened: z.object({
    item: Item,
    service: z.string(),
    build: z.string(),
    foldSeq: z.number(),
    worker: z.string(),
    attempt: z.number(),
    time: z.string(),
    traceparent: z.string().exactOptional(),
    /** The run whose work this one takes up again. */
    continues: z.string().exactOptional(),
  }),
  taken: z.object({ worker: z.string(), attempt: z.number(), build: z.string(), time: z.string() }),
  read: z.object({
    call: z.string(),
    digest: z.string(),
    occurrence: z.number(),
    input: z.unknown(),
    answer: Kept,
    used: Used.exactOptional(),
    ms: z.number(),
  }),
  threw: z.object({
    call: z.string(),
    digest: z.string(),
    /** Of a read. */
    occurrence: z.number().exactOptional(),
    /** Of a write. */
    key: z.string().exactOptional(),
    input: z.unknown(),
    fault: RecordedFault,
  }),
  intended: z.object({ call: z.string(), key: z.string(), digest: z.string(), input: z.unknown() }),
  recorded: z.object({
    call: z.string(),
    key: z.string(),
    receipt: Kept,
    /** Whether the effect was found in the target rather than made. */
    found: z.boolean(),
    ms: z.number(),
  }),
  stopped: z.object({
    attempt: z.number(),
    why: z.enum(['retry', 'bug', 'dead', 'handback']),
    reason: z.string(),
  }),
  closed: z.object({ end: z.enum(['done', 'overtaken', 'escalated']), reason: z.string() }),
} as const;

/** The last token of an entry's subject. */
export type EntryName = keyof typeof entrySchemas;
/** What an entry of this name holds. */
export type EntryData<N extends EntryName> = z.infer<(typeof entrySchemas)[N]>;

/** What tells one call of a run from every other. */
export interface CallKey {
  /** For example `github.listChecks`. */
  readonly call: string;
  /** Of the masked input's canonical form. */
  readonly digest: string;
  /** Which call of this method with this input, from 1. */
  readonly occurrence: number;
}

/** The name of a run: the same cause is always the same run. */
export function runName(item: {
  readonly kind: string;
  readonly id: string;
  readonly cause: string;
}): string {
  return `${item.kind}-${item.id}-${item.cause}`;
}

/** Where the answer of a read is found in a record. */
export function readSlot({ call, digest, occurrence }: CallKey): string {
  return `${call} ${digest} ${occurrence}`;
}

/** Where the receipt of a write is found in a record. */
export function writeSlot(call: string, key: string): string {
  return `${call} ${key}`;
}

/** A value as JSON would bring it back, secrets masked: what the record holds and the handler sees alike. Nothing is `null`. */
export function plain(value: unknown, mask: Mask): unknown {
  return mask.deep(JSON.parse(JSON.stringify(value ?? null)));
}
