import { z } from 'zod';
import { linesOf } from '../answer.ts';
import { FilePath, FromLine, LineCount } from '../input-parts.ts';
import { defineTool } from '../tool.ts';
import type { FilesWorld } from './world.ts';

/** Reads a file. */
export const readFile = defineTool({
  name: 'read_file',
  title: 'Read a file',
  description: 'Reads a text file, or some lines of it.',
  effect: 'reads',
  input: z.object({ path: FilePath, from_line: FromLine, lines: LineCount }),
  async run(world: FilesWorld<'read'>, { path, from_line, lines }) {
    return linesOf(await world.folder.read(path), from_line, lines);
  },
});
