import { z } from 'zod';
import type { ReadsOf } from '../contract.ts';
import type { GitHub } from '../github.ts';
import { stateOf } from './checks.ts';
import { type GitHubClient, noneWhereForbidden, repositoryName } from './client.ts';
import { AnnotationAnswer, JobAnswer, ListedRun } from './schemas.ts';

/** The reads of GitHub that are about workflow runs. */
export type WorkflowReads = ReadsOf<GitHub, 'listWorkflowRuns' | 'listJobs' | 'listRemarks'>;

const MOST_RUNS = 100;
const MOST_REMARKS = 20;
const LONGEST_REMARK = 1_000;

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

    listRemarks: ({ repository, checkRunId }, context) =>
      ask(context, async (signal) => {
        const name = repositoryName(repository);
        const octokit = await of(name.owner, signal);
        const found = await octokit.rest.checks
          .listAnnotations({
            ...name,
            check_run_id: checkRunId,
            per_page: MOST_REMARKS,
            request: { signal },
          })
          .then(({ data }): unknown => data)
          .catch(noneWhereForbidden);
        return z
          .array(AnnotationAnswer)
          .parse(found ?? [])
          .map(({ path, start_line: line, annotation_level: level, message }) => {
            const text = message?.slice(0, LONGEST_REMARK) ?? '';
            return { path, line, level: level ?? 'notice', message: text };
          });
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
