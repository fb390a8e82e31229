import type { Bus, WorkItem } from '@patchwright/bus';
import type {
  AggregateKind,
  AggregateRef,
  BlobRef,
  Draft,
  DraftOf,
  EventDefinition,
  InquiryAsked,
  StoredEvent,
  TaskEvent,
  WorkKind,
} from '@patchwright/events';
import type { Port, PortDefinition } from '@patchwright/faults';
import type { Command, Decision, Inquiry, Issue, Task } from '@patchwright/task';
import type { Claim } from './claim.ts';

/** What a handler is woken with: the cause, and the task as it was when this run was first opened. */
export interface Work {
  readonly item: WorkItem;
  /** The run of the recorder's journal; the same cause is always the same run. */
  readonly run: string;
  readonly task: Task;
  /** The task's history up to the same position, oldest first. Empty for work that is about no task. */
  readonly history: readonly StoredEvent<TaskEvent>[];
  /** The event that called for this work. */
  readonly cause: StoredEvent<TaskEvent> | undefined;
}

/** A fact about another aggregate than the work's own task. */
export interface About<D extends Draft = Draft> {
  readonly aggregate: AggregateRef;
  readonly draft: D;
}

/** States a fact about another aggregate than the work's own task. */
export function about<D extends Draft>(aggregate: AggregateRef, draft: D): About<D> {
  return { aggregate, draft };
}

/** What every world has besides the service's own ports. All answers are recorded. */
export interface RecordedWorld {
  readonly clock: { now(): Promise<string> };
  /** Content-addressed, so neither needs a record. */
  readonly blobs: {
    put(text: string, mediaType: string): Promise<BlobRef>;
    get(ref: BlobRef): Promise<string>;
  };
  /** Aborted when the run is cancelled, overtaken or shut down. */
  readonly signal: AbortSignal;
}

/** The definitions of a service's ports, by the name under which its world shows them. */
export type PortDefinitions = Readonly<Record<string, PortDefinition>>;

/** What a handler may touch: exactly the service's ports, recorded, and the clock. */
export type World<P extends PortDefinitions> = {
  readonly [K in keyof P]: Port<P[K]>;
} & RecordedWorld;

/** What a service's ports are built from, besides its configuration. */
export interface PortContext {
  readonly blobs: {
    put(bytes: Uint8Array, mediaType: string): Promise<BlobRef>;
    get(ref: BlobRef): Promise<Uint8Array>;
  };
  /** Bytes under a name that is written once: the work tree's checkpoints lie here. */
  readonly checkpoints: {
    save(name: string, bytes: Uint8Array): Promise<void>;
    load(name: string): Promise<Uint8Array | undefined>;
  };
  /** What is known of a production error, folded from the log now. */
  readonly issue: (id: string) => Promise<Issue>;
  /** What is known of an inquiry, folded from the log now. */
  readonly inquiry: (id: string) => Promise<Inquiry>;
  /** A task's history as it is on the log now, oldest first; empty for one that there is not. */
  readonly taskHistory: (id: string) => Promise<readonly StoredEvent<TaskEvent>[]>;
  /** A row of the views as it is now; `undefined` when it is not there. */
  readonly row: (key: string) => Promise<unknown>;
  /** Says why no agent of the mesh may ask a model at present, if somebody stopped them. */
  readonly held: () => Promise<string | undefined>;
  /** Claims a name in the whole mesh. */
  readonly claim: Claim;
  /** For what came of an effect where people who run this are to know it; calls themselves are logged already. */
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** What a long-running loop of a service (gateway, scheduler, projector) may use. */
export interface ServiceContext<Config> {
  readonly config: Config;
  readonly bus: Bus;
  readonly tenant: string;
  readonly build: string;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Whether every door of the service is open and it has not begun to leave. */
  isReady(): boolean;
  /** Folds, decides, appends; decides again on a conflict (at most five times). */
  command(taskId: string, command: Command, meta: CommandMeta): Promise<CommandOutcome>;
  /** States that something is asked (see `inquiryIdFor`), and gives the inquiry as it then stands; the same id is asked once. */
  ask(inquiryId: string, question: Question, meta: CommandMeta): Promise<Inquiry>;
}

/** What is asked, as `inquiry_asked` states it. */
export type Question = DraftOf<typeof InquiryAsked>['data'];

/** Whose command it is, for the envelope of the facts that follow. */
export interface CommandMeta {
  /** `inbox:<seq>`, an event's id, `timer:…` or, for a person on the API, a fresh id. */
  readonly causationId: string;
  /** Stable name of the code that decided, for example `gateway/ingest`. */
  readonly handler: string;
  readonly actor: string;
  readonly traceparent?: string;
}

/** What came of a command: the facts that were stated and the task with them, or why not, in a sentence for people. */
export type CommandOutcome =
  | { readonly kind: 'accepted'; readonly events: readonly StoredEvent[]; readonly task: Task }
  | {
      readonly kind: 'refused';
      readonly code: Extract<Decision, { kind: 'refused' }>['code'];
      readonly reason: string;
      readonly task: Task;
    };

/** A structured log: constant message, object first. Secrets are redacted. */
export interface Log {
  info(detail: object, message: string): void;
  warn(detail: object, message: string): void;
  error(detail: object, message: string): void;
  debug(detail: object, message: string): void;
}

/** How far the re-execution of one part of a service agreed with the record. */
export interface ReplayReport {
  readonly service: string;
  readonly run: string;
  readonly events: number;
  /** Answers served from the record. */
  readonly served: number;
  readonly agreed: boolean;
  /** Where it did not agree: the event, the field, the two values, the two builds. */
  readonly differences: readonly {
    readonly event: string;
    readonly field: string;
    readonly recorded: unknown;
    readonly now: unknown;
    readonly recordedBuild: string;
    readonly build: string;
  }[];
}

/** A service: woken by work, or running loops of its own, or both. */
export interface ServiceDefinition<
  Config = unknown,
  P extends PortDefinitions = PortDefinitions,
  D extends EventDefinition<AggregateKind> = EventDefinition<AggregateKind>,
> {
  readonly name: string;
  /** One sentence, as on its contract card. */
  readonly promise: string;
  readonly works: readonly WorkKind[];
  /** Pieces of work of one kind at once in one process; 4 unless the settings say otherwise. */
  readonly concurrency?: number;
  /** The only facts it may state; another does not compile, and is refused when it comes all the same. */
  readonly emits: readonly D[];
  readonly ports: (config: Config, context: PortContext) => P;
  /**
   * Folded task in, facts out, in the order in which they are to be stated. Each is appended as it is yielded;
   * when the run is executed again, what was already stated is recognised and not stated twice.
   * Neither logs, retries, times, traces nor acknowledges.
   */
  readonly handle?: (
    work: Work,
    world: World<P>,
    config: Config,
  ) => AsyncIterable<DraftOf<D> | About<DraftOf<D>>>;
  readonly loops?: readonly ((context: ServiceContext<Config>) => Promise<void>)[];
  /**
   * Loops that others call, such as a server: each says once that it is open. The service is ready when all of them are; before that it
   * neither says that it is up nor answers `/readyz` with success.
   */
  readonly doors?: readonly ((
    context: ServiceContext<Config>,
    opened: () => void,
  ) => Promise<void>)[];
  /** What `/metrics` of the health server shows besides the process itself, in Prometheus' text format. */
  readonly metrics?: (context: ServiceContext<Config>) => Promise<string>;
  /** Re-executes from the record what this service states outside `handle`. Effects are forbidden. */
  readonly replay?: (
    context: ServiceContext<Config>,
    taskId: string,
  ) => AsyncIterable<ReplayReport>;
}

/** States a service, keeping its exact types. */
export function defineService<
  Config,
  P extends PortDefinitions,
  const D extends EventDefinition<AggregateKind>,
>(definition: ServiceDefinition<Config, P, D>): ServiceDefinition<Config, P, D> {
  return definition;
}
