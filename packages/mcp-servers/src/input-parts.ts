import { pathRefusal } from '@patchwright/workspace';
import { z } from 'zod';

/** A repository's name. */
export const RepositoryName = z
  .string()
  .max(200)
  .regex(/^(?!\.{1,2}\/)[\w.-]+\/(?!\.{1,2}$)[\w.-]+$/, 'has the form owner/name')
  .describe('The repository, as owner/name.');

/** A branch, tag or commit. */
export const Ref = z.string().min(1).max(300).describe('A branch, a tag or the sha of a commit.');

/** A branch's name. */
export const Branch = z
  .string()
  .max(200)
  .regex(/^(?![-/.])[^\s~^:?*[\]\\]+(?<![/.])$/, 'is no name of a branch')
  .refine((name) => !/\.\.|@\{|\/\/|\/\./.test(name), 'is no name of a branch');

/** A file's path in a tree, with `/` between folders. */
export const FilePath = z
  .string()
  .describe('Path from the root, with / between folders.')
  .superRefine((path, context) => {
    const refusal = pathRefusal(path);
    if (refusal !== undefined) context.addIssue(refusal);
  });

/** Text of a file. */
export const FileText = z.string().max(1_000_000).describe('The whole text of the file.');

/** The first line that is wanted, from 1. */
export const FromLine = z.number().int().positive().default(1).describe('First line, from 1.');

/** How many lines are wanted. */
export const LineCount = z.number().int().positive().max(10_000).default(1_000);

/** How many items are wanted at most. */
export function upTo(most: number, usually: number) {
  return z.number().int().min(1).max(most).default(usually).describe(`At most ${most}.`);
}
