import { z } from 'zod';
import { RepositoryName, upTo } from '../input-parts.ts';
import { defineTool } from '../tool.ts';
import type { GitHubWorld } from './world.ts';

/** Finds files by what they contain. */
export const searchCode = defineTool({
  name: 'search_code',
  title: 'Search code',
  description:
    "Finds files by words in them, in the repositories of one owner. Answers repository and path, one a line, as GitHub's own index knows the default branches.",
  effect: 'reads',
  input: z.object({
    owner: z
      .string()
      .regex(/^[\w-]+$/)
      .describe('The organisation or person that owns the repositories.'),
    query: z.string().min(2).max(200).describe('Words; qualifiers are not read.'),
    repository: RepositoryName.optional().describe('Only this one of the repositories.'),
    limit: upTo(100, 30),
  }),
  async run(world: GitHubWorld<'searchCode'>, { owner, query, repository, limit }) {
    const found = await world.github.searchCode({ owner, query });
    return found
      .filter((match) => world.repositories.allows(match.repository))
      .filter((match) => repository === undefined || match.repository === repository)
      .slice(0, limit)
      .map((match) => `${match.repository} ${match.path}`);
  },
});
