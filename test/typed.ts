import type { Io } from '@patchwright/cli';
import { type Ran, ran } from '@patchwright/cli/fake-io';

/** Runs a command line off a terminal, with nothing in its environment but what is given. */
export function typed(
  words: readonly string[],
  { environment, cwd }: Pick<Io, 'environment' | 'cwd'>,
): Promise<Ran> {
  return ran(words, { environment, cwd });
}
