import { FilePath, FileText } from '../input-parts.ts';
import { defineTool } from '../tool.ts';
import { type CodeWorld, Start, startOf, treeName } from './world.ts';

/** Writes a file in the sandbox. */
export const createFile = defineTool({
  name: 'create_file',
  title: 'Write a file',
  description:
    'Writes a whole text file into the files of a repository, and answers the tree that has it. Nothing is committed or pushed.',
  effect: 'settles',
  input: Start.extend({ path: FilePath, content: FileText }),
  async run(world: CodeWorld<'open' | 'writeFiles'>, { path, content, ...start }) {
    const { repository, tree } = await startOf(world, start);
    const files = [{ path, content }];
    const written = await world.workspace.writeFiles({ repository, tree, files });
    return { path, at: treeName(written.tree) };
  },
});
