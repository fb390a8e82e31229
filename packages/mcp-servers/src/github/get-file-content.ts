import { z } from 'zod';
import { linesOf } from '../answer.ts';
import { FilePath, FromLine, LineCount, Ref, RepositoryName } from '../input-parts.ts';
import { defineTool } from '../tool.ts';
import type { GitHubWorld } from './world.ts';

/** Reads a file of a commit. */
export const getFileContent = defineTool({
  name: 'get_file_content',
  title: 'Read a file',
  description: 'Reads a text file of a repository at a branch, tag or commit, or some lines of it.',
  effect: 'reads',
  input: z.object({
    repository: RepositoryName,
    path: FilePath,
    ref: Ref,
    from_line: FromLine,
    lines: LineCount,
  }),
  async run(world: GitHubWorld<'getFile'>, { repository, path, ref, from_line, lines }) {
    world.repositories.demand(repository);
    const text = await world.github.getFile({ repository, path, ref });
    if (text === null) throw new Error(`There is no text file ${path} in ${repository} at ${ref}.`);
    return linesOf(text, from_line, lines);
  },
});
