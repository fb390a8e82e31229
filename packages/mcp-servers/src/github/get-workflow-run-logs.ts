import { z } from 'zod';
import { RepositoryName } from '../input-parts.ts';
import { defineTool } from '../tool.ts';
import type { GitHubWorld } from './world.ts';

const MOST_JOBS = 10;
/** Characters of one job's log: what failed is said at its end. */
const LOG_END = 12_000;

/** Reads why a run of CI failed. */
export const getWorkflowRunLogs = defineTool({
  name: 'get_workflow_run_logs',
  title: 'Read logs of a workflow run',
  description:
    "Reads the ends of the logs of a run's jobs: of those that failed, or of all that have ended.",
  effect: 'reads',
  input: z.object({
    repository: RepositoryName,
    run_id: z.number().int().positive().describe('As list_workflow_runs answers it.'),
    only_failed: z.boolean().default(true),
  }),
  async run(world: GitHubWorld<'listJobs' | 'getJobLog'>, { repository, run_id, only_failed }) {
    world.repositories.demand(repository);
    const jobs = await world.github.listJobs({ repository, runId: run_id });
    const ended = jobs.filter(({ state }) => state !== 'pending');
    const wanted = ended.filter(({ state }) => !only_failed || state === 'failed');
    const parts: string[] = [
      jobs.map(({ name, state }) => `${name}: ${state}`).join('\n') || 'The run has no jobs yet.',
    ];
    for (const job of wanted.slice(0, MOST_JOBS)) {
      const log = await world.github.getJobLog({ repository, jobId: job.id });
      const cut = log.length > LOG_END ? '… (the beginning is left out)\n' : '';
      parts.push(`── ${job.name} (${job.state})\n${cut}${log.slice(-LOG_END)}`);
    }
    if (wanted.length > MOST_JOBS) parts.push(`… (${wanted.length - MOST_JOBS} more jobs)`);
    return parts.join('\n\n');
  },
});
