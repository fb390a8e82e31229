import { z } from 'zod';
import { RepositoryName } from '../input-parts.ts';
import { defineTool } from '../tool.ts';
import type { GitHubWorld } from './world.ts';

/** Reads what a repository is. */
export const getRepo = defineTool({
  name: 'get_repo',
  title: 'Get a repository',
  description: 'Reads a repository: its default branch, main language and addresses.',
  effect: 'reads',
  input: z.object({ repository: RepositoryName }),
  async run(world: GitHubWorld<'getRepository'>, { repository }) {
    world.repositories.demand(repository);
    return world.github.getRepository({ repository });
  },
});
