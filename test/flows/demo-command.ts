import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExitCode, type Io, runCommand } from '@patchwright/cli';
import { PROJECT, type StoryResult } from '@patchwright/local';

/** What a demonstration left behind. */
export interface Demonstration {
  readonly exit: ExitCode;
  readonly stories: readonly StoryResult[];
  /** All that it told people. */
  readonly told: string;
}

/** The folder of the ticket's story. */
export const TICKET = join(PROJECT, 'packages/local/scenarios/a-ticket');

/** Plays the ticket's story by the command, with nothing in its environment but what is given. */
export async function demonstrate(
  words: readonly string[],
  environment: Io['environment'] = {},
): Promise<Demonstration> {
  const folder = await mkdtemp(join(tmpdir(), 'patchwright-demo-'));
  let stdout = '';
  let told = '';
  let exit: ExitCode = 0;
  const io: Io = {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (told += text) },
    isTerminal: false,
    isInteractive: false,
    color: false,
    columns: undefined,
    environment,
    cwd: folder,
    self: 'patchwright',
    stop: new AbortController().signal,
    ask: async () => '',
    askSecret: async () => '',
    readInput: async () => '',
    setExitCode: (code) => {
      exit = code;
    },
  };
  try {
    await runCommand(['demo', '--exit', '--json', '--scenario', TICKET, ...words], io);
    const { stories } = JSON.parse(stdout || '{"stories":[]}') as Pick<Demonstration, 'stories'>;
    return { exit, stories, told };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
