/** The time of day, so that a test can say what time it is. */
export interface Clock {
  /** ISO 8601, UTC, milliseconds. */
  readonly now: () => string;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date().toISOString() };
