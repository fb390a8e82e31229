import { z } from 'zod';
import { RepositoryName } from '../input-parts.ts';
import { defineTool } from '../tool.ts';
import type { GitHubWorld } from './world.ts';

/** Reads a pull request with its checks. */
export const getPullRequest = defineTool({
  name: 'get_pull_request',
  title: 'Get a pull request',
  description: 'Reads a pull request, and how the checks of its newest commit stand.',
  effect: 'reads',
  input: z.object({ repository: RepositoryName, number: z.number().int().positive() }),
  async run(world: GitHubWorld<'getPullRequest' | 'listChecks'>, { repository, number }) {
    world.repositories.demand(repository);
    const { nodeId: _nodeId, ...pull } = await world.github.getPullRequest({ repository, number });
    const checks = await world.github.listChecks({ repository, sha: pull.headSha });
    return { ...pull, checks: checks.map(({ name, state, url }) => ({ name, state, url })) };
  },
});
