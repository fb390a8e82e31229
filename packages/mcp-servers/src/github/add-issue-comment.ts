import { z } from 'zod';
import { RepositoryName } from '../input-parts.ts';
import { defineTool } from '../tool.ts';
import type { GitHubWorld } from './world.ts';

/** Comments on an issue or a pull request. */
export const addIssueComment = defineTool({
  name: 'add_issue_comment',
  title: 'Comment',
  description: 'Comments on an issue or a pull request, in Markdown.',
  effect: 'adds',
  input: z.object({
    repository: RepositoryName,
    number: z.number().int().positive().describe('Number of the issue or pull request.'),
    body: z.string().min(1).max(60_000),
  }),
  async run(world: GitHubWorld<'ensureComment'>, { repository, number, body }) {
    world.repositories.demand(repository);
    return world.github.ensureComment({ key: world.intent, repository, number, body });
  },
});
