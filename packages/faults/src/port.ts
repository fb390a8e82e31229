/**
 * How a call on the outside world is classified: a read, whose answer may be served from a record,
 * or a write, which is looked for in the target before it is made again.
 *
 * A port is plain data, so that whoever runs it (the recorder of the chassis, a test, a replay)
 * decides how its calls are made. Inputs and answers are JSON values.
 */
export interface PortDefinition {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: a port's methods differ in their input; each is typed where it is defined
  readonly reads: Readonly<Record<string, Read<any, any>>>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly writes: Readonly<Record<string, Write<any, any>>>;
  /**
   * Reads that cost much and whose answer depends on nothing but their input, so that a run which continues another may take that
   * one's answers: a model's words, what a command came to on a tree. Never what the outside world is like at the moment.
   */
  readonly lasting?: readonly string[];
}

/** What a call is told besides its input. */
export interface CallContext {
  /** Aborted when the run is cancelled, overtaken or shut down. */
  readonly signal: AbortSignal;
  /** Says that the call still moves forward (output seen, token received), which keeps the work item held. */
  readonly progress: () => void;
}

/** A question to the outside: its answer is journaled, and served from the journal when the run is executed again. */
export type Read<Input, Answer> = (input: Input, context: CallContext) => Promise<Answer>;

/** Every write names its intent: the natural key under which its effect can be found again in the target. */
export interface Intent {
  /** For example `shop-42/plan/1`. The same key never has two effects. */
  readonly key: string;
}

/** A change of the outside. */
export interface Write<Input extends Intent, Receipt> {
  /** Looks in the target for the effect of this intent; `undefined` when it is not there. */
  readonly probe: (input: Input, context: CallContext) => Promise<Receipt | undefined>;
  /** Makes the effect. Called only when it was not found, and marks it so that `probe` finds it. */
  readonly perform: (input: Input, context: CallContext) => Promise<Receipt>;
}

type ReadMethods<R> = {
  readonly [K in keyof R]: R[K] extends Read<infer I, infer A> ? (input: I) => Promise<A> : never;
};
type WriteMethods<W> = {
  readonly [K in keyof W]: W[K] extends Write<infer I, infer A> ? (input: I) => Promise<A> : never;
};

/** What a handler sees of a port: one method a read or write, each with one JSON input and a JSON answer. */
export type Port<D extends PortDefinition> = ReadMethods<D['reads']> & WriteMethods<D['writes']>;

/** States a port, keeping its exact type. */
export function definePort<const D extends PortDefinition>(definition: D): D {
  return definition;
}
