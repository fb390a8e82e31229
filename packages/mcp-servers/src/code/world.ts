import type { Workspace } from '@patchwright/workspace';
import { z } from 'zod';
import { RepositoryName } from '../input-parts.ts';
import type { Scope } from '../scope.ts';

/** What a tool of the code server may touch: the named methods, within its reach. */
export interface CodeWorld<Methods extends keyof Workspace = keyof Workspace> {
  readonly workspace: Pick<Workspace, Methods>;
  readonly repositories: Scope;
}

/** The files that a call starts from. */
export const Start = z.object({
  repository: RepositoryName,
  at: z
    .string()
    .min(1)
    .max(300)
    .describe(
      'The files to start from: a branch, tag or commit, or the tree that an earlier call answered, as tree:<sha>.',
    ),
});

/** A tree as calls name it. */
export function treeName(tree: string): string {
  return `tree:${tree}`;
}

/** The tree that a call starts from. Throws an Error for repositories out of reach. */
export async function startOf(
  world: CodeWorld<'open'>,
  { repository, at }: z.infer<typeof Start>,
): Promise<{ readonly repository: string; readonly tree: string }> {
  world.repositories.demand(repository);
  const named = /^tree:([0-9a-f]{40})$/.exec(at)?.[1];
  const tree = named ?? (await world.workspace.open({ repository, ref: at })).tree;
  return { repository, tree };
}
