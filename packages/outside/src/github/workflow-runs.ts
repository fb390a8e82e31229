import { z } from 'zod';
import type { ReadsOf } from '../contract.ts';
import type { GitHub } from '../github.ts';
import { stateOf } from './checks.ts';
import { type GitHubClient, repositoryName } from './client.ts';
import { JobAnswer, ListedRun } from './schemas.ts';

/** The reads of GitHub that are about workflow runs. */
export type WorkflowReads = ReadsOf<GitHub, 'listWorkflowRuns' | 'listJobs'>;

const MOST_RUNS = 100;

/** States the reads of workflow runs over a client. */
export function workflowReads({ ask, of }: GitHubClient): WorkflowReads {
  return {
    listWorkflowRuns: ({ repository, branch, sha, limit }, context) =>
      ask(context, async (signal) => {
        const name = repositoryName(repository);
        const octokit = await of(name.owner, signal);
        const { data } = await octokit.rest.actions.listWorkflowRunsForRepo({
          ...name,
          ...(branch === undefined ? {} : { branch }),
          ...(sha === undefined ? {} : { head_sha: sha }),
          per_page: Math.min(Math.max(limit, 1), MOST_RUNS),
          request: { signal },
        });
        return z
          .array(ListedRun)
          .parse(data.workflow_runs)
          .map((run) => ({
            id: run.id,
            name: run.name ?? `workflow ${run.workflow_id}`,
            event: run.event,
            branch: run.head_branch ?? null,
            sha: run.head_sha,
            state: stateOf(run.status ?? 'queued', run.conclusion),
            conclusion: run.conclusion ?? null,
            url: run.html_url,
            attempt: run.run_attempt,
          }));
      }),

    listJobs: ({ repository, runId }, context) =>
      ask(context, async (signal) => {
        const name = repositoryName(repository);
        const octokit = await of(name.owner, signal);
        const jobs = await octokit.paginate(octokit.rest.actions.listJobsForWorkflowRun, {
          ...name,
          run_id: runId,
          filter: 'latest',
          per_page: 100,
          request: { signal },
        });
        return z
          .array(JobAnswer)
          .parse(jobs)
          .map((job) => ({
            id: job.id,
            name: job.name,
            state: stateOf(job.status, job.conclusion),
            conclusion: job.conclusion ?? null,
            url: job.html_url ?? '',
          }));
      }),
  };
}
