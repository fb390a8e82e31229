import type { BlobRef, Mask, Usage } from '@patchwright/events';
import { digestOf } from '@patchwright/events';
import type { CallContext, Intent } from '@patchwright/faults';
import { type CallKey, type Kept, plain } from './journal-keys.ts';
import type { Came } from './record.ts';
import { thrownAgain } from './recorded-fault.ts';

/** Answers above this size in bytes lie in the object store. */
const LARGE = 64 * 1024;

/** A write as the recorder needs it, whatever its types. */
export interface AnyWrite {
  readonly probe: (input: Intent, context: CallContext) => Promise<unknown>;
  readonly perform: (input: Intent, context: CallContext) => Promise<unknown>;
}

/** Makes or serves the calls of one run. */
export interface Recorder {
  readonly read: (
    call: string,
    input: unknown,
    live: (context: CallContext) => Promise<unknown>,
    /** Whether the answer of the run that this one continues will do. */
    isLasting?: boolean,
  ) => Promise<unknown>;
  readonly write: (call: string, input: Intent, write: AnyWrite) => Promise<unknown>;
  /** Says that the handler went on: the faults that it swallowed become part of the record. */
  readonly survived: () => Promise<void>;
  /** Whether a model was used or an effect intended, in this or an earlier attempt. */
  readonly notable: () => boolean;
  readonly usage: () => Usage;
  /** Calls answered from the record. */
  readonly served: () => number;
}

/** Bytes by digest, as the bus keeps them. */
export interface BlobStore {
  readonly put: (bytes: Uint8Array, mediaType: string) => Promise<BlobRef>;
  readonly get: (ref: BlobRef) => Promise<Uint8Array>;
}

/** Counts the calls of a run: the same method with the same input is a new occurrence each time. */
export function callKeys(mask: Mask): {
  readonly next: (
    call: string,
    input: unknown,
  ) => { readonly key: CallKey; readonly value: unknown };
} {
  const counts = new Map<string, number>();
  return {
    next(call, input) {
      const value = plain(input, mask);
      const digest = digestOf(value);
      const count = (counts.get(`${call} ${digest}`) ?? 0) + 1;
      counts.set(`${call} ${digest}`, count);
      return { key: { call, digest, occurrence: count }, value };
    },
  };
}

/** What a recorded call came to, as the handler is to see it. Throws what was thrown. */
export async function serve(came: Came, blobs: Pick<BlobStore, 'get'>): Promise<unknown> {
  if (came.kind === 'threw') throw thrownAgain(came.fault);
  if ('blob' in came.answer) {
    return JSON.parse(Buffer.from(await blobs.get(came.answer.blob)).toString('utf8'));
  }
  return structuredClone(came.answer.value);
}

/** A value as it is kept: large ones lie in the object store. */
export async function keep(value: unknown, blobs: BlobStore): Promise<Kept> {
  const text = JSON.stringify(value);
  if (Buffer.byteLength(text) <= LARGE) return { value };
  return { blob: await blobs.put(Buffer.from(text), 'application/json') };
}
