import { z } from 'zod';
import { RepositoryName, upTo } from '../input-parts.ts';
import { defineTool } from '../tool.ts';
import type { GitHubWorld } from './world.ts';

/** Lists runs of CI. */
export const listWorkflowRuns = defineTool({
  name: 'list_workflow_runs',
  title: 'List workflow runs',
  description: 'Lists the runs of GitHub Actions, newest first, of a branch or commit or of all.',
  effect: 'reads',
  input: z.object({
    repository: RepositoryName,
    branch: z.string().max(200).optional(),
    sha: z.string().max(40).optional(),
    limit: upTo(100, 20),
  }),
  async run(world: GitHubWorld<'listWorkflowRuns'>, { repository, branch, sha, limit }) {
    world.repositories.demand(repository);
    return world.github.listWorkflowRuns({
      repository,
      limit,
      ...(branch === undefined ? {} : { branch }),
      ...(sha === undefined ? {} : { sha }),
    });
  },
});
