import type { ExitCode } from './exit-codes.ts';

/** Where text goes. */
export interface Writer {
  readonly write: (text: string) => unknown;
}

/** All that a command knows of the process it runs in; a test hands it a literal object. */
export interface Io {
  /** Data, and nothing else. */
  readonly stdout: Writer;
  /** Talk: progress, hints, errors. */
  readonly stderr: Writer;
  /** Whether data goes to a terminal. */
  readonly isTerminal: boolean;
  /** Whether a person can be asked. */
  readonly isInteractive: boolean;
  /** Whether data may be coloured. */
  readonly color: boolean;
  /** Characters in a line of the terminal; `undefined` off one, where nothing is cut. */
  readonly columns: number | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** By which words the command was started, and is started again: `patchwright`, or `npx patchwright` in a clone. */
  readonly self: string;
  /** Aborted when the person wants it to end (Ctrl-C). */
  readonly stop: AbortSignal;
  /** Asks a person on the terminal; resolves with the answer, empty when there is none. */
  readonly ask: (question: string) => Promise<string>;
  /** The same without showing what is typed. */
  readonly askSecret: (question: string) => Promise<string>;
  /** All of the standard input. */
  readonly readInput: () => Promise<string>;
  /** How the process will end; the last call counts. */
  readonly setExitCode: (code: ExitCode) => void;
}

/** Prints one line of data. */
export function print(io: Io, line: string): void {
  io.stdout.write(`${line}\n`);
}

/** Prints a value as JSON: one line, but indented for eyes. */
export function printJson(io: Io, value: unknown): void {
  print(io, JSON.stringify(value, undefined, io.isTerminal ? 2 : undefined));
}

/** Says one line to the person. */
export function say(io: Io, line: string): void {
  io.stderr.write(`${line}\n`);
}

/** Says what to do next. */
export function sayNext(io: Io, command: string): void {
  say(io, `next:  ${typed(io, command)}`);
}

/** A text whose commands begin as the person has to type them. */
export function typed(io: Pick<Io, 'self'>, text: string): string {
  return text.replace(/(?<!npx )\bpatchwright(?= [a-z-])/g, io.self);
}
