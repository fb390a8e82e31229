import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { type FilesWorld, FolderPath } from './world.ts';

/** Lists a folder. */
export const listDirectory = defineTool({
  name: 'list_directory',
  title: 'List a folder',
  description: 'Lists what lies directly in a folder: kind, size of files in bytes, name.',
  effect: 'reads',
  input: z.object({ path: FolderPath }),
  async run(world: FilesWorld<'list'>, { path }) {
    const entries = await world.folder.list(path);
    return entries
      .toSorted((one, other) => (one.name < other.name ? -1 : 1))
      .map(({ kind, name, size }) => `${kind} ${size ?? '-'} ${name}`);
  },
});
