import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExitCode } from '@patchwright/cli';
import { PROJECT, type StoryResult } from '@patchwright/local';
import { typed } from '../typed.ts';

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
  environment: Readonly<Record<string, string>> = {},
): Promise<Demonstration> {
  const cwd = await mkdtemp(join(tmpdir(), 'patchwright-demo-'));
  try {
    const all = ['demo', '--exit', '--json', '--scenario', TICKET, ...words];
    const { stdout, stderr, exit } = await typed(all, { environment, cwd });
    const { stories } = JSON.parse(stdout || '{"stories":[]}') as Pick<Demonstration, 'stories'>;
    return { exit, stories, told: stderr };
  } finally {
    await rm(cwd, { recursive: true, force: true, maxRetries: 5 });
  }
}
