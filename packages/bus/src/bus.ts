import type {
  AggregateRef,
  BlobRef,
  Head,
  Lane,
  MeshEvent,
  StoredEvent,
  WorkKind,
} from '@patchwright/events';

/** The door to NATS for one process. Everything below speaks of facts, work and views, never of NATS. */
export interface Bus extends AsyncDisposable {
  readonly log: EventLog;
  readonly journal: Journal;
  readonly inbox: Inbox;
  readonly work: WorkLanes;
  readonly timers: Timers;
  readonly blobs: Blobs;
  readonly views: Views;
  readonly switches: Switches;
  readonly deadLetters: DeadLetters;
  /** Proves that a publish is stored: resolves with the milliseconds it took. Throws Retryable while the broker is out of reach. */
  probe(): Promise<number>;
  /** Resolves when the connection is closed for good. */
  readonly closed: Promise<void>;
}

export type { Head };

/** What came of an append: all events are stored, or none. */
export type AppendOutcome =
  /** `already` is true when an earlier try of the same events had landed. */
  | { readonly kind: 'appended'; readonly head: Head; readonly already: boolean }
  /** Somebody else appended first: fold again and decide again. */
  | { readonly kind: 'conflict' };

/** The log of facts. The only writer of events is `append`. */
export interface EventLog {
  /**
   * Appends sealed events (see `seal` in events) to one aggregate, guarded by its head.
   * Several events are stored as one atomic batch. On an unknown outcome the leader is read back.
   * Throws Retryable when the broker cannot be reached or the outcome stays unknown.
   */
  append(aggregate: AggregateRef, head: Head, events: readonly MeshEvent[]): Promise<AppendOutcome>;
  /** The whole history of one aggregate, in order, with its head. Empty when there is none. `untilSeq` cuts it (inclusive). */
  history(
    aggregate: AggregateRef,
    options?: { readonly untilSeq?: number },
  ): Promise<{ readonly events: readonly StoredEvent[]; readonly head: Head }>;
  /** One event by its stream sequence. */
  at(seq: number): Promise<StoredEvent | undefined>;
  /** Sequence of the newest event of the whole log. */
  lastSeq(): Promise<number>;
  /** Events in stream order from `fromSeq`; ends at `untilSeq`, or follows for ever until `signal` aborts. Survives broker restarts without a gap. */
  read(options: {
    readonly fromSeq: number;
    readonly untilSeq?: number;
    readonly aggregate?: AggregateRef;
    readonly signal?: AbortSignal;
  }): AsyncIterable<StoredEvent>;
  /**
   * Delivers every event to one of the processes that share `durable`, in order, one at a time, until `signal` aborts.
   * The handler's resolution acknowledges; a throw is redelivered after a jittered delay, for ever (the caller parks poison itself).
   * An event that cannot be decoded goes to `onPoison` and is acknowledged after it resolves.
   */
  consume(options: {
    readonly durable: string;
    readonly handle: (event: StoredEvent, delivery: { readonly attempt: number }) => Promise<void>;
    readonly onPoison: (poison: {
      readonly seq: number;
      readonly subject: string;
      readonly reason: string;
    }) => Promise<void>;
    readonly signal: AbortSignal;
  }): Promise<void>;
}

/** One entry of a run's journal: JSON, large values moved to blobs by the caller. */
export interface JournalEntry {
  readonly seq: number;
  readonly entry: string;
  readonly time: string;
  readonly data: unknown;
}

/** The recorder's journals: one aggregate a run, fenced by its own head. */
export interface Journal {
  read(
    tenant: string,
    run: string,
  ): Promise<{ readonly entries: readonly JournalEntry[]; readonly lastSeq: number }>;
  /** Appends one entry after `lastSeq`; throws `Fenced` when another worker has appended since. Resolves with the new sequence. */
  append(
    tenant: string,
    run: string,
    lastSeq: number,
    entry: string,
    data: unknown,
  ): Promise<number>;
  /** Names of the runs of a tenant whose name starts with `prefix`. */
  runs(tenant: string, prefix: string): Promise<readonly string[]>;
}

/** A verified webhook as it was received. */
export interface InboxMessage {
  readonly seq: number;
  readonly source: string;
  readonly tenant: string;
  readonly kind: string;
  /** The sender's delivery id; the same id or the same body is stored once, for as long as the inbox remembers. */
  readonly deliveryId: string;
  readonly receivedAt: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Verified words from outside, durable before they are answered. */
export interface Inbox {
  /** Resolves once stored (`duplicate` when it was there). Throws Retryable (answer 503) when it cannot be stored. */
  accept(
    message: Omit<InboxMessage, 'seq'>,
  ): Promise<{ readonly seq: number; readonly duplicate: boolean }>;
  at(seq: number): Promise<InboxMessage | undefined>;
  /** Delivers each message to one of the processes that share `durable`; several at once up to `concurrency`. A throw is retried with backoff up to 8 times, then dead-lettered. */
  consume(options: {
    readonly durable: string;
    readonly concurrency: number;
    readonly handle: (
      message: InboxMessage,
      delivery: { readonly attempt: number },
    ) => Promise<void>;
    readonly signal: AbortSignal;
  }): Promise<void>;
}

/** A piece of work for a service: names its cause, carries nothing that could grow stale. */
export interface WorkItem {
  readonly kind: WorkKind;
  readonly lane: Lane;
  readonly tenant: string;
  /** Task id (or, for kind `monitor`, the tick). */
  readonly id: string;
  /** Aggregate version of the cause; with the count of a poll: `12-3`. */
  readonly cause: string;
  readonly causeId: string;
  readonly causeSeq: number;
  readonly traceparent?: string;
}

/** How a handler leaves a work item. */
export type WorkOutcome =
  | { readonly kind: 'done' }
  /** Redelivered after the delay; after the last attempt it is dead-lettered with `reason`. */
  | { readonly kind: 'retry'; readonly afterMs?: number; readonly reason: string }
  | { readonly kind: 'dead'; readonly reason: string }
  /** Given back at once, without counting against it in spirit: the process is shutting down, or it was overtaken. */
  | { readonly kind: 'handback' }
  /** Left alone: another worker has the item by now, and any word about it would take it from that one. */
  | { readonly kind: 'lapse' };

/** An item in the hands of one worker. */
export interface WorkDelivery {
  readonly item: WorkItem;
  /** From 1. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Keeps the item held: call on real progress only. */
  progress(): void;
  /** Aborted when the process shuts down. */
  readonly signal: AbortSignal;
}

/** Work lanes: one message a subject, one worker a message, priorities before age. */
export interface WorkLanes {
  /** `already` when the same item is outstanding. */
  offer(item: WorkItem): Promise<'offered' | 'already'>;
  /**
   * Lets an outstanding item wait in another lane: it is offered there, then taken away here. For an item that nobody has begun; one
   * that is being worked on would be handed out again.
   */
  move(item: WorkItem, lane: Lane): Promise<void>;
  /** Takes work of one kind, the most urgent lane first, up to `concurrency` at once, until `signal` aborts; then lets what runs finish or hand back. */
  take(options: {
    readonly kind: WorkKind;
    readonly concurrency: number;
    readonly ackWaitMs?: number;
    readonly maxAttempts?: number;
    /** The pause after each failed attempt, the last one for all later ones; 5 s, 30 s, 2 min by default, give or take a quarter. */
    readonly retryDelaysMs?: readonly number[];
    readonly handle: (delivery: WorkDelivery) => Promise<WorkOutcome>;
    readonly signal: AbortSignal;
  }): Promise<void>;
  /** Whether any item for this aggregate is outstanding. */
  outstanding(tenant: string, id: string): Promise<readonly WorkItem[]>;
  /** Waiting and running items by kind and lane. */
  depth(): Promise<
    readonly {
      readonly kind: WorkKind;
      readonly lane: Lane;
      readonly waiting: number;
      readonly running: number;
    }[]
  >;
}

/** A timer that fired. A fire is a hint: fold again before acting. */
export interface Fired {
  readonly tenant: string;
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly payload: unknown;
  readonly at: string;
}

/** Timers that survive restarts. */
export interface Timers {
  /** Sets (or replaces) a timer. A time in the past fires at once. */
  set(timer: {
    readonly tenant: string;
    readonly kind: string;
    readonly id: string;
    readonly name: string;
    readonly at: Date;
    readonly payload: unknown;
  }): Promise<void>;
  /** Fires again and again; the same definition set twice is one timer. `pattern` as `@hourly` or `@every 30s`. */
  every(timer: {
    readonly tenant: string;
    readonly kind: string;
    readonly id: string;
    readonly name: string;
    readonly pattern: string;
    readonly payload: unknown;
  }): Promise<void>;
  cancel(timer: {
    readonly tenant: string;
    readonly kind: string;
    readonly id: string;
    readonly name: string;
  }): Promise<void>;
  /** The timers that are set for one aggregate. */
  pending(tenant: string, kind: string, id: string): Promise<readonly string[]>;
  consume(options: {
    readonly durable: string;
    readonly handle: (fired: Fired) => Promise<void>;
    readonly signal: AbortSignal;
  }): Promise<void>;
}

/** Large values by digest. */
export interface Blobs {
  put(bytes: Uint8Array, mediaType: string): Promise<BlobRef>;
  get(ref: BlobRef): Promise<Uint8Array>;
  /** Keeps bytes under a name of the caller's (`tree-<sha>`); a name is written once and never changed. */
  putNamed(name: string, bytes: Uint8Array): Promise<void>;
  getNamed(name: string): Promise<Uint8Array | undefined>;
}

/** A row of a view: canonical JSON. */
export type Row = unknown;

/** A view as a pure function of the log. */
export interface ViewDefinition {
  readonly name: string;
  /** Changes whenever the rows would; part of the bucket's name. */
  readonly version: string;
  readonly rows: (
    event: StoredEvent,
    read: (key: string) => Row | undefined,
  ) => readonly { readonly key: string; readonly row: Row | null }[];
}

/** Reads one view, wherever it lies at present. */
export interface ViewReader {
  get(key: string): Promise<Row | undefined>;
  /** Rows whose key starts with `prefix`. */
  list(prefix: string): Promise<readonly { readonly key: string; readonly row: Row }[]>;
  /** Sequence of the log up to which the view is written. */
  checkpoint(): Promise<number>;
  /** Resolves once the view has reached `seq`. Throws Retryable after `timeoutMs`. */
  reached(seq: number, timeoutMs: number): Promise<void>;
  /** Changes as they happen, until `signal` aborts; begins with the current rows. Follows a rebuild's switch. */
  watch(
    prefix: string,
    signal: AbortSignal,
  ): AsyncIterable<{ readonly key: string; readonly row: Row | null }>;
}

/** What people see: folds of the log that can be built anew at any time. */
export interface Views {
  /** Readers follow the pointer, so a rebuild is seen without a restart. */
  open(name: string): ViewReader;
  /** Keeps a view until `signal` aborts: rows and checkpoint in one atomic batch, guarded; a second projector of the same view is harmless. Follows the pointer after a rebuild. */
  project(
    definition: ViewDefinition,
    signal: AbortSignal,
    onProgress?: (progress: { readonly seq: number; readonly lag: number }) => void,
  ): Promise<void>;
  /** Builds the view anew beside the old one and switches over when caught up; compares rows of equal `lastSeq` byte for byte. */
  rebuild(
    definition: ViewDefinition,
    onProgress?: (progress: {
      readonly seq: number;
      readonly lastSeq: number;
      readonly eventsPerSecond: number;
    }) => void,
  ): Promise<Rebuild>;
}

/** What can be switched off for the whole mesh: `agents`, who ask no model any more. */
export type SwitchName = 'agents';

/** A switch that was turned: which way, by whom, when (ISO time), why. */
export interface SwitchState {
  readonly off: boolean;
  readonly by: string;
  readonly at: string;
  readonly reason: string;
}

/** Switches that people turn for the whole mesh at once. */
export interface Switches {
  /** As the leader has it; `undefined` for one that was never turned. Throws Retryable while the broker is out of reach. */
  read(tenant: string, name: SwitchName): Promise<SwitchState | undefined>;
  /** Holds for everybody's next look. Throws Retryable while the broker is out of reach. */
  turn(tenant: string, name: SwitchName, state: SwitchState): Promise<void>;
}

/** What building a view anew did and found. */
export interface Rebuild {
  readonly bucket: string;
  readonly replaced: string | undefined;
  readonly events: number;
  readonly rows: number;
  readonly eventsPerSecond: number;
  /** Keys whose bytes differ from the old view at the same position; empty when both agree. */
  readonly different: readonly string[];
  /** SHA-256 over all rows, sorted by key. */
  readonly digest: string;
}

/** Work that could not be done. */
export interface DeadLetter {
  readonly id: string;
  readonly item: WorkItem | undefined;
  readonly inboxSeq: number | undefined;
  readonly reason: string;
  readonly attempts: number;
  readonly at: string;
}

/** Work that was laid aside, until somebody has it tried again. */
export interface DeadLetters {
  list(): Promise<readonly DeadLetter[]>;
  get(id: string): Promise<DeadLetter | undefined>;
  /** Offers the work again and removes the letter. */
  redrive(id: string): Promise<void>;
  /** Removes the letter and leaves its work undone; no effect when it is gone already. */
  drop(id: string): Promise<void>;
  /** Turns max-delivery advisories and `dead` outcomes into letters, and tells `onLetter` (which parks the task). One process at a time does it. */
  collect(options: {
    readonly onLetter: (letter: DeadLetter) => Promise<void>;
    readonly signal: AbortSignal;
  }): Promise<void>;
}

/** How a process connects. */
export interface BusOptions {
  readonly url: string;
  /** Shown by the server's monitoring, and the private inbox prefix of the connection. */
  readonly name: string;
  readonly user?: string;
  readonly password?: string;
  /** Called with messages fit for a log (reconnects, lost consumers), at most one a second. */
  readonly onNotice?: (notice: {
    readonly level: 'info' | 'warn';
    readonly message: string;
    readonly detail?: string;
  }) => void;
}

/** What is set up on the server before anything runs: streams, durables, buckets. Idempotent; refuses to start on a dangerous difference. */
export interface ProvisionOptions {
  readonly replicas: 1 | 3;
  readonly maxBytes?: {
    readonly events?: number;
    readonly journal?: number;
    readonly inbox?: number;
    readonly blobs?: number;
  };
}
