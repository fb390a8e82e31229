import type { FailedCheck } from './read-failures.ts';

/** A job that is to be run again, in the attempt that failed. */
export interface JobAttempt {
  readonly jobId: number;
  readonly runAttempt: number;
}

/**
 * The jobs that failed by the machine's fault and may be run again: at most `maxReruns` times for each commit, and only
 * when nothing else failed that needs a person anyway. What somebody cancelled stays cancelled.
 */
export function jobsToRerun(
  failed: readonly FailedCheck[],
  maxReruns: number,
): readonly JobAttempt[] {
  const hopeless = failed.some((one) => one.failure.fix === undefined && !isFlaky(one));
  if (hopeless) return [];
  return failed
    .filter(isFlaky)
    .flatMap(({ check: { jobId, runAttempt } }) =>
      jobId === null || runAttempt > maxReruns ? [] : [{ jobId, runAttempt }],
    );
}

function isFlaky({ failure }: FailedCheck): boolean {
  return failure.category === 'infrastructure' && failure.tool !== 'cancelled';
}
