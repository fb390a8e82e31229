import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { type ExitCode, type Io, runCommand } from '@patchwright/cli';

/** What a command left behind. */
export interface Run {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: ExitCode;
  /** What the environment file of its folder holds afterwards. */
  readonly file: Readonly<Record<string, string | undefined>>;
}

/** Runs a command in a folder, off a terminal and with an empty environment unless told otherwise. */
export function beginIn(folder: string, words: readonly string[], more: Partial<Io> = {}) {
  const said = { stdout: '', stderr: '' };
  let exit: ExitCode = 0;
  const nothing = async () => '';
  const io: Io = {
    ...{ isTerminal: false, isInteractive: false, color: false, columns: undefined },
    ...{ environment: {}, cwd: folder, self: 'patchwright' },
    ...{ ask: nothing, askSecret: nothing, readInput: nothing },
    stdout: { write: (text) => (said.stdout += text) },
    stderr: { write: (text) => (said.stderr += text) },
    stop: new AbortController().signal,
    setExitCode: (code) => {
      exit = code;
    },
    ...more,
  };
  const ended = runCommand(words, io).then(async (): Promise<Run> => {
    const text = await readFile(join(folder, '.env'), 'utf8').catch(() => '');
    return { ...said, exit, file: parseEnv(text) };
  });
  return { ended, stderr: () => said.stderr };
}
