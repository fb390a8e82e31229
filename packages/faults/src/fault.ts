/** A failure that may pass: the work is tried again, after `afterMs` when the other side said so. */
export class Retryable extends Error {
  override readonly name = 'Retryable';
  readonly afterMs: number | undefined;

  constructor(message: string, options: { afterMs?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.afterMs = options.afterMs;
  }
}

/** A failure that no repetition can mend: the work goes to the dead letters with this message as its cause. */
export class Terminal extends Error {
  override readonly name = 'Terminal';

  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
  }
}

/** A failure that a person has to look at: the task is escalated with `diagnosis`, and nothing is tried again. */
export class NeedsHuman extends Error {
  override readonly name = 'NeedsHuman';
  readonly diagnosis: string;

  constructor(message: string, options: { diagnosis?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.diagnosis = options.diagnosis ?? message;
  }
}

/** The three classes that decide what happens to a piece of work; anything else thrown is a bug and is tried a bounded number of times. */
export type Fault = Retryable | Terminal | NeedsHuman;

/** Whether a thrown value already says what is to happen. */
export function isFault(thrown: unknown): thrown is Fault {
  return thrown instanceof Retryable || thrown instanceof Terminal || thrown instanceof NeedsHuman;
}

/** The sentence of a thrown value of any kind. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
