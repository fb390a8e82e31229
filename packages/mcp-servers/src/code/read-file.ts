import { linesOf } from '../answer.ts';
import { FilePath, FromLine, LineCount } from '../input-parts.ts';
import { defineTool } from '../tool.ts';
import { type CodeWorld, Start, startOf } from './world.ts';

/** Reads a file in the sandbox. */
export const readFile = defineTool({
  name: 'read_file',
  title: 'Read a file',
  description: 'Reads a text file of the files of a repository, or some lines of it.',
  effect: 'reads',
  input: Start.extend({ path: FilePath, from_line: FromLine, lines: LineCount }),
  async run(world: CodeWorld<'open' | 'readFile'>, { path, from_line, lines, ...start }) {
    const { repository, tree } = await startOf(world, start);
    const text = await world.workspace.readFile({ repository, tree, path });
    if (text === null) throw new Error(`There is no text file ${path}.`);
    return linesOf(text, from_line, lines);
  },
});
