import { GraphQLError } from 'graphql';
import { allRefs, resolve } from '../git-commits.ts';
import { isFastForward, moveRef } from '../git-writing.ts';
import { branchesMoved } from '../pushes.ts';
import type { RepositoryRecord } from '../records.ts';
import { exclusively, type GitHubWorld } from '../world.ts';

/** Refs as they are to be; forty zeros stand for none. */
export interface RefUpdates {
  readonly refUpdates: readonly {
    readonly name: string;
    readonly afterOid: string;
    readonly beforeOid?: string | null;
    readonly force?: boolean | null;
  }[];
  readonly clientMutationId?: string;
}

const NOTHING = '0'.repeat(40);

/** Moves, makes and deletes refs, all or none: each has to be where the update says that it is. Throws GraphQL's UNPROCESSABLE. */
export async function updateRefs(
  world: GitHubWorld,
  user: string,
  repository: RepositoryRecord,
  { refUpdates }: RefUpdates,
): Promise<void> {
  const { gitDir: dir, protectedBranches } = repository;
  const { git } = world;
  await exclusively(world, repository, async () => {
    const refs = await allRefs(git, dir, 'refs');
    const moves: { ref: string; from: string | null; to: string | null }[] = [];
    for (const { name, beforeOid, afterOid, force } of refUpdates) {
      const from = refs.get(name) ?? null;
      const to = afterOid === NOTHING ? null : afterOid;
      if (beforeOid && beforeOid !== (from ?? NOTHING)) {
        throw refused(`${name} is at ${from ?? NOTHING} but expected ${beforeOid}`);
      }
      if (from === null && to === null) throw refused(`${name} does not exist`);
      if (protectedBranches.includes(name.slice('refs/heads/'.length))) {
        throw refused(`Protected branch update failed for ${name}.`);
      }
      if (to !== null && (await resolve(git, dir, to)) === undefined) {
        throw refused(`${to} does not exist`);
      }
      const goesOn = from === null || to === null || (await isFastForward(git, dir, from, to));
      if (!goesOn && force !== true) throw refused(`${name} is not a fast forward`);
      moves.push({ ref: name, from, to });
    }
    for (const { ref, ...move } of moves) {
      if (!(await moveRef(git, dir, ref, move))) throw refused(`${ref} was moved meanwhile`);
    }
    await branchesMoved(world, repository, user);
  });
}

function refused(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type: 'UNPROCESSABLE' } });
}
