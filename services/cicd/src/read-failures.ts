import type { CheckFailure } from '@patchwright/events';
import type { Check } from '@patchwright/outside';
import { withAttempt } from './attempts.ts';
import { diagnose } from './diagnose.ts';
import { plainLines } from './log/plain-lines.ts';
import type { CiWorld } from './world.ts';

/** A failed check with what its log says. */
export interface FailedCheck {
  readonly check: Check;
  readonly failure: CheckFailure;
}

/** Reads why checks failed. Of checks that only followed from others, the others are told. */
export async function readFailures(
  world: CiWorld,
  repository: string,
  checks: readonly Check[],
): Promise<readonly FailedCheck[]> {
  const found: FailedCheck[] = [];
  for (const check of checks.filter(({ state }) => state === 'failed')) {
    const log =
      check.jobId === null ? '' : await world.github.getJobLog({ repository, jobId: check.jobId });
    const failure = diagnose(check, log);
    // What another app writes of itself is for people to read: nothing is concluded from it.
    const shown = log === '' ? plainLines(check.said ?? '').join('\n') : failure.excerpt;
    const excerpt = withAttempt(shown, check.runAttempt);
    found.push({ check, failure: { ...failure, excerpt } });
  }
  const causes = found.filter(({ failure }) => !follows(failure));
  return causes.length > 0 ? causes : found;
}

/** Sisters in a matrix are cancelled when one of them fails, and a gate fails with what it collects. */
function follows({ category, tool }: CheckFailure): boolean {
  return category === 'gate' || (category === 'infrastructure' && tool === 'cancelled');
}
