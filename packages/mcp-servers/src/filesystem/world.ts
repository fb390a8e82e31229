import { z } from 'zod';
import type { Folder } from './folder.ts';

/** What a tool of the filesystem server may touch. */
export interface FilesWorld<Methods extends keyof Folder = keyof Folder> {
  readonly folder: Pick<Folder, Methods>;
}

/** A folder's path; the served one itself is `.`. */
export const FolderPath = z
  .string()
  .max(1_024)
  .default('.')
  .transform((path) => (path === '.' ? '' : path.replace(/^\.\//, '').replace(/\/$/, '')))
  .describe('Path of the folder; the served one itself is "."');
