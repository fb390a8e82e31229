import { type Fault, isFault, NeedsHuman } from '@patchwright/faults';
import { GitFailed } from './git/git.ts';

const FULL = /No space left on device|Disk quota exceeded|ENOSPC|EDQUOT/;

function isFull(thrown: unknown): boolean {
  if (thrown instanceof GitFailed) return FULL.test(thrown.stderr);
  return thrown instanceof Error && 'code' in thrown && FULL.test(String(thrown.code));
}

/** The fault that a full disk of the workspace is; `undefined` for any other failure. */
export function diskFault(thrown: unknown): Fault | undefined {
  const failed = isFault(thrown) ? thrown.cause : thrown;
  if (!isFull(failed)) return undefined;
  return new NeedsHuman('The disk of the workspace is full.', {
    diagnosis:
      'Nothing can be written where repositories and work trees lie (PATCHWRIGHT_WORKSPACE). What this task had there was removed; make room if it is not enough, then retry.',
    cause: failed,
  });
}
