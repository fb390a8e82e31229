/** What a script learns from how the command ends. */
export const exitCodes = {
  /** What was asked for is done. */
  done: 0,
  /** It was tried and did not succeed. */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** It waits for a person, or was not done in the time given. */
  waiting: 3,
  /** Whoever asks may not do that. */
  notAllowed: 4,
} as const;

/** One of the exit codes. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
