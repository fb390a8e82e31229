import { type ExitCode, type Io, runCommand } from '@patchwright/cli';

/** What a command left behind. */
export interface Typed {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: ExitCode;
}

/** Runs a command line off a terminal, with nothing in its environment but what is given. */
export async function typed(
  words: readonly string[],
  { environment, cwd }: Pick<Io, 'environment' | 'cwd'>,
): Promise<Typed> {
  let stdout = '';
  let stderr = '';
  let exit: ExitCode = 0;
  await runCommand(words, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    isTerminal: false,
    isInteractive: false,
    color: false,
    columns: undefined,
    environment,
    cwd,
    self: 'patchwright',
    stop: new AbortController().signal,
    ask: async () => '',
    askSecret: async () => '',
    readInput: async () => '',
    setExitCode: (code) => {
      exit = code;
    },
  });
  return { stdout, stderr, exit };
}
