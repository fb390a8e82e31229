import type { ExitCode } from '../src/exit-codes.ts';
import type { Io } from '../src/io.ts';
import { runCommand } from '../src/run-command.ts';

/** What a command left behind. */
export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  /** 0 when it set none, as the process would end. */
  readonly exit: ExitCode;
}

/** An Io that keeps what is written; off a terminal unless told otherwise. */
export function fakeIo(more: Partial<Io> = {}): Io & { readonly ran: () => Ran } {
  let stdout = '';
  let stderr = '';
  let exit: ExitCode = 0;
  return {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    isTerminal: false,
    isInteractive: false,
    color: false,
    columns: undefined,
    environment: {},
    cwd: '/nowhere',
    self: 'patchwright',
    stop: new AbortController().signal,
    ask: async () => '',
    askSecret: async () => '',
    readInput: async () => '',
    setExitCode: (code) => {
      exit = code;
    },
    ...more,
    ran: () => ({ stdout, stderr, exit }),
  };
}

/** Runs a command line and answers what it left behind. */
export async function ran(words: readonly string[], more: Partial<Io> = {}): Promise<Ran> {
  const io = fakeIo(more);
  await runCommand(words, io);
  return io.ran();
}
