import { z } from 'zod';
import { Branch, Ref, RepositoryName } from '../input-parts.ts';
import { defineTool } from '../tool.ts';
import { demandOpenBranch } from './demand-open-branch.ts';
import type { GitHubWorld } from './world.ts';

/** Makes a branch. */
export const createBranch = defineTool({
  name: 'create_branch',
  title: 'Create a branch',
  description:
    'Makes a branch at a branch, tag or commit. A branch of this name that is there already is left as it is; the answer says where it stands.',
  effect: 'settles',
  input: z.object({
    repository: RepositoryName,
    branch: Branch.describe('Name of the new branch.'),
    from: Ref.describe('The branch, tag or sha that it begins at.'),
  }),
  async run(world: GitHubWorld<'getRepository' | 'ensureBranch'>, { repository, branch, from }) {
    world.repositories.demand(repository);
    await demandOpenBranch(world, repository, branch);
    return world.github.ensureBranch({ key: world.intent, repository, branch, from });
  },
});
