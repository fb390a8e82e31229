import { z } from 'zod';
import { Branch, RepositoryName } from '../input-parts.ts';
import { defineTool } from '../tool.ts';
import type { GitHubWorld } from './world.ts';

/** Proposes a branch. */
export const createPullRequest = defineTool({
  name: 'create_pull_request',
  title: 'Open a draft pull request',
  description:
    'Proposes a branch as a draft pull request. One that is open for the branch already is left as it is and answered.',
  effect: 'settles',
  input: z.object({
    repository: RepositoryName,
    base: Branch.describe('The branch that the changes are for.'),
    branch: Branch.describe('The branch with the changes.'),
    title: z.string().min(1).max(250),
    body: z.string().max(60_000).default('').describe('Markdown.'),
  }),
  async run(world: GitHubWorld<'ensureDraftPullRequest'>, input) {
    world.repositories.demand(input.repository);
    const { number, url } = await world.github.ensureDraftPullRequest({
      key: world.intent,
      ...input,
    });
    return { number, url };
  },
});
