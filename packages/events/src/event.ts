import type { z } from 'zod';

/** The kinds of things that have a history on the log. */
export type AggregateKind = 'task' | 'issue' | 'inquiry' | 'monitor';

/** One thing with a history: a task or an inquiry by its id, an error by its fingerprint, a monitor by its name and month. */
export interface AggregateRef {
  readonly kind: AggregateKind;
  readonly tenant: string;
  readonly id: string;
}

/** A fact as a handler states it, before it has an envelope. */
export interface Draft<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
}

/** A fact with its envelope: CloudEvents 1.0 attributes and the extensions of the mesh. */
export interface MeshEvent<Type extends string = string, Data = unknown> extends Draft<Type, Data> {
  /** Derived from the cause, so the same cause never makes two events. */
  readonly id: string;
  /** The version of the data's schema; always the newest after decoding. */
  readonly version: number;
  readonly aggregate: AggregateRef;
  /** Who stated it, for example `/patchwright/planner`. */
  readonly source: string;
  /** ISO 8601, UTC, milliseconds. */
  readonly time: string;
  /** Who is behind it: `human:slack:U0MARIA`, `agent:planner`, `system:scheduler`. */
  readonly actor: string;
  /** The id of the event, inbox message (`inbox:<seq>`) or timer that caused it. */
  readonly causationId: string;
  /** The task (or issue, or inquiry) whose story this belongs to. */
  readonly correlationId: string;
  /** Position in the aggregate's history, from 1. */
  readonly aggVersion: number;
  /** Version of the code that stated it. */
  readonly build: string;
  /** SHA-256 (hex) of the previous event's chain; 64 zeros before the first. */
  readonly prevHash: string;
  /** W3C trace context of the work that stated it. */
  readonly traceparent?: string;
}

/** An event as it lies on the log. */
export type StoredEvent<E extends MeshEvent = MeshEvent> = E & {
  /** Sequence in the stream; grows over all aggregates. */
  readonly seq: number;
  /** Chain hash of the event as it was written, before its data was lifted: the `prevHash` of its successor. */
  readonly hash: string;
};

/** What the catalogue holds of one kind of event. */
export interface EventDefinition<
  Kind extends AggregateKind = AggregateKind,
  Type extends string = string,
  Schema extends z.ZodType = z.ZodType,
> {
  readonly aggregate: Kind;
  readonly type: Type;
  /** The newest version; older ones are lifted to it by `upcast`. */
  readonly version: number;
  readonly schema: Schema;
  /** `upcast[n]` lifts data of version n to n + 1. Pure. */
  readonly upcast: Readonly<Record<number, (data: never) => unknown>>;
  /** States the fact. Throws a ZodError when the data does not fit the schema. */
  readonly of: (data: z.input<Schema>) => Draft<Type, z.output<Schema>>;
}

/** The decoded event of a definition. */
export type EventOf<D> =
  D extends EventDefinition<AggregateKind, infer T, infer S> ? MeshEvent<T, z.output<S>> : never;

/** The draft of a definition. */
export type DraftOf<D> =
  D extends EventDefinition<AggregateKind, infer T, infer S> ? Draft<T, z.output<S>> : never;

/** Adds a kind of event to the language. */
export function defineEvent<
  const Kind extends AggregateKind,
  const Type extends string,
  Schema extends z.ZodType,
>(
  aggregate: Kind,
  type: Type,
  schema: Schema,
  history: {
    version?: number;
    upcast?: Readonly<Record<number, (data: never) => unknown>>;
  } = {},
): EventDefinition<Kind, Type, Schema> {
  return {
    aggregate,
    type,
    version: history.version ?? 1,
    schema,
    upcast: history.upcast ?? {},
    of: (data) => ({ type, data: schema.parse(data) }),
  };
}
