import { z } from 'zod';
import { Ref, RepositoryName } from '../input-parts.ts';
import { defineTool } from '../tool.ts';
import type { GitHubWorld } from './world.ts';

/** Lists the files of a commit. */
export const getTree = defineTool({
  name: 'get_tree',
  title: 'List files',
  description:
    'Lists all files of a repository at a branch, tag or commit, with their sizes in bytes, optionally below one folder. The first line names the commit.',
  effect: 'reads',
  input: z.object({
    repository: RepositoryName,
    ref: Ref,
    folder: z.string().max(1_000).default('').describe('Only files below this folder.'),
  }),
  async run(world: GitHubWorld<'getTree'>, { repository, ref, folder }) {
    world.repositories.demand(repository);
    const { sha, files } = await world.github.getTree({ repository, ref });
    const below = folder === '' || folder.endsWith('/') ? folder : `${folder}/`;
    const shown = files.filter(({ path }) => path.startsWith(below));
    return [`commit ${sha}`, ...shown.map(({ path, size }) => `${path} ${size}`)];
  },
});
