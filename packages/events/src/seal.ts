import { catalogue as language } from './catalogue.ts';
import { chainHash } from './chain.ts';
import type { AggregateRef, Draft, MeshEvent } from './event.ts';
import { MalformedEvent } from './faults.ts';
import { deriveId } from './identifiers.ts';
import { type Mask, maskDeep } from './mask.ts';

/** What an envelope needs besides the facts. Nothing in it is looked up: the clock and the build are given. */
export interface SealContext {
  readonly aggregate: AggregateRef;
  /** The head that the facts were decided on. */
  readonly expected: { readonly version: number; readonly hash: string };
  readonly causationId: string;
  /** Stable name of the code that decided, for example `planner/plan`; part of the ids. */
  readonly handler: string;
  /** How many facts this handler has already stated because of this cause; 0 by default. */
  readonly firstIndex?: number;
  /** For example `/patchwright/planner`. */
  readonly source: string;
  readonly actor: string;
  /** ISO 8601, UTC, milliseconds. */
  readonly time: string;
  readonly build: string;
  readonly correlationId: string;
  readonly traceparent?: string;
  /** Applied to the data after the patterns that always apply; for secrets that are known by value (see `createMask`). */
  readonly mask?: Mask;
}

/** The sealed form of a draft. */
export type Sealed<D extends Draft> =
  D extends Draft<infer Type, infer Data> ? MeshEvent<Type, Data> : never;

/**
 * Gives facts their envelope: derived ids, positions, the hash chain. Secrets that can be told by their form are masked here, so
 * none reaches the log. Pure. Throws MalformedEvent when a fact is not in the language or does not fit its schema.
 */
export function seal<D extends Draft>(drafts: readonly D[], context: SealContext): Sealed<D>[] {
  let prevHash = context.expected.hash;
  return drafts.map((draft, offset) => {
    const index = (context.firstIndex ?? 0) + offset;
    const definition = language[`${context.aggregate.kind}.${draft.type}`];
    if (definition === undefined) {
      throw new MalformedEvent(
        draft.type,
        `${draft.type} is no fact about a ${context.aggregate.kind}: add it to the language first`,
      );
    }
    const masked = maskDeep(draft.data);
    const parsed = definition.schema.safeParse(context.mask?.deep(masked) ?? masked);
    if (!parsed.success) {
      throw new MalformedEvent(
        draft.type,
        `${draft.type} does not fit its schema: ${parsed.error.message}`,
        { cause: parsed.error },
      );
    }
    const event: MeshEvent = {
      type: draft.type,
      data: parsed.data,
      id: deriveId(context.aggregate, context.causationId, context.handler, index),
      version: definition.version,
      aggregate: context.aggregate,
      source: context.source,
      time: context.time,
      actor: context.actor,
      causationId: context.causationId,
      correlationId: context.correlationId,
      aggVersion: context.expected.version + offset + 1,
      build: context.build,
      prevHash,
      ...(context.traceparent === undefined ? {} : { traceparent: context.traceparent }),
    };
    prevHash = chainHash(event);
    return event as Sealed<D>;
  });
}
