import type { Octokit } from '@octokit/rest';
import { Retryable } from '@patchwright/faults';
import type { RepositoryName } from './client.ts';
import { JobAnswer, RunAnswer } from './schemas.ts';

/** A job that failed, in the attempt of its workflow run that it belongs to. */
export interface FailedJob extends RepositoryName {
  readonly jobId: number;
  readonly runAttempt: number;
}

/** A workflow run in one of its attempts. */
export interface Attempt {
  readonly runId: number;
  readonly attempt: number;
}

/** The later attempt of the job's run, if somebody began one. */
export async function findRerun(
  octokit: Octokit,
  job: FailedJob,
  signal: AbortSignal,
): Promise<Attempt | undefined> {
  const run = await runOf(octokit, job, signal);
  return run.run_attempt > job.runAttempt ? { runId: run.id, attempt: run.run_attempt } : undefined;
}

/** Runs the failed jobs of the job's run again, unless a later attempt was begun. Throws a Retryable while it still runs. */
export async function rerun(
  octokit: Octokit,
  job: FailedJob,
  signal: AbortSignal,
): Promise<Attempt> {
  const { owner, repo } = job;
  const run = await runOf(octokit, job, signal);
  if (run.run_attempt > job.runAttempt) return { runId: run.id, attempt: run.run_attempt };
  if (run.status !== 'completed') {
    throw new Retryable(`the workflow run ${run.id} of ${owner}/${repo} has not ended yet`);
  }
  await octokit.rest.actions.reRunWorkflowFailedJobs({
    owner,
    repo,
    run_id: run.id,
    request: { signal },
  });
  return { runId: run.id, attempt: run.run_attempt + 1 };
}

async function runOf(
  octokit: Octokit,
  { owner, repo, jobId }: FailedJob,
  signal: AbortSignal,
): Promise<RunAnswer> {
  const { data: job } = await octokit.rest.actions.getJobForWorkflowRun({
    owner,
    repo,
    job_id: jobId,
    request: { signal },
  });
  const { data: run } = await octokit.rest.actions.getWorkflowRun({
    owner,
    repo,
    run_id: JobAnswer.parse(job).run_id,
    request: { signal },
  });
  return RunAnswer.parse(run);
}
