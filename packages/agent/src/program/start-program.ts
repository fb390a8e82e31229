/** A program as it is to be started: with no environment but this, in a folder of its own. */
export interface ProgramStart {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** What it is given to read; its input ends there. */
  readonly stdin: string;
}

/** How a program ended; `lastWords` is the end of its error output. */
export interface ProgramEnd {
  readonly code: number | undefined;
  readonly lastWords: string;
}

/** A program that runs. */
export interface RunningProgram {
  /** Its output, line by line, until it ends. Never throws. */
  readonly lines: AsyncIterable<string>;
  /** Never rejects; a program that could not be started has no code. */
  readonly ended: Promise<ProgramEnd>;
  /** Ends it, and whatever it started. Twice is as once. */
  readonly kill: () => void;
}

/** Starts a program. Whoever has child processes gives it. */
export type StartProgram = (start: ProgramStart) => RunningProgram;
