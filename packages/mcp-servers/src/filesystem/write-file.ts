import { z } from 'zod';
import { FilePath, FileText } from '../input-parts.ts';
import { defineTool } from '../tool.ts';
import type { FilesWorld } from './world.ts';

/** Writes a file. */
export const writeFile = defineTool({
  name: 'write_file',
  title: 'Write a file',
  description: 'Writes a whole text file, and makes the folders above it.',
  effect: 'replaces',
  input: z.object({ path: FilePath, content: FileText }),
  async run(world: FilesWorld<'write'>, { path, content }) {
    await world.folder.write(path, content);
    return `wrote ${path}`;
  },
});
