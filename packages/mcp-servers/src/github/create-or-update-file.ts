import { z } from 'zod';
import { Branch, FilePath, FileText, RepositoryName } from '../input-parts.ts';
import { defineTool } from '../tool.ts';
import { demandOpenBranch } from './demand-open-branch.ts';
import type { GitHubWorld } from './world.ts';

/** What other programs run or obey as soon as it is pushed or checked out. */
const OBEYED =
  /^(\.github\/(workflows|actions)\/|\.husky\/|\.githooks\/|\.claude\/|\.cursor\/|\.vscode\/|\.mcp\.json$|mcp\.json$)/i;

/** Commits one file to a branch. */
export const createOrUpdateFile = defineTool({
  name: 'create_or_update_file',
  title: 'Write a file',
  description:
    'Writes a whole text file on a branch, as a commit of its own. Protected and default branches are refused, and so are files that other programs run or obey (workflows, hooks, settings of agents and editors).',
  effect: 'replaces',
  input: z.object({
    repository: RepositoryName,
    branch: Branch,
    path: FilePath,
    content: FileText,
    message: z.string().min(1).max(5_000).describe('Message of the commit.'),
  }),
  async run(world: GitHubWorld<'getRepository' | 'ensureFile'>, { repository, ...file }) {
    world.repositories.demand(repository);
    if (OBEYED.test(file.path)) {
      throw new Error(`${file.path} is run or obeyed by other programs: a person has to write it.`);
    }
    await demandOpenBranch(world, repository, file.branch);
    return world.github.ensureFile({ key: world.intent, repository, ...file });
  },
});
