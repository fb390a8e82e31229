import { Terminal } from '@patchwright/faults';
import type { WritesOf } from '../contract.ts';
import type { GitHub } from '../github.ts';
import { atRepository, type RepositorySite } from './at-repository.ts';
import { type GitHubClient, noneFor404 } from './client.ts';
import { diagnoseGitHub } from './diagnose.ts';
import { MergedPullAnswer, RefAnswer } from './schemas.ts';

/** The write of GitHub that takes away what a merge has left over. */
export type MergedBranchWrites = WritesOf<GitHub, 'ensureMergedBranchGone'>;

/** The one mutation that compares before it deletes: a commit that somebody pushed since we looked is never lost. */
const DELETE_IF_AT = `mutation($repository: ID!, $name: GitRefname!, $head: GitObjectID!, $nothing: GitObjectID!) {
  updateRefs(input: { repositoryId: $repository, refUpdates: [{ name: $name, beforeOid: $head, afterOid: $nothing }] }) {
    clientMutationId
  }
}`;
const NOTHING = '0'.repeat(40);

interface Wanted {
  readonly number: number;
  readonly branch: string;
}
type Receipt = Awaited<ReturnType<GitHub['ensureMergedBranchGone']>>;
/** What there is to do: nothing any more, or a deletion at the commit that was merged. */
type Look = Receipt | { readonly branch: string; readonly head: string; readonly inside: string };

/** States the write over a client: it is found again by the branch that is gone, or that has a reason to stay. */
export function mergedBranchWrites(client: GitHubClient): MergedBranchWrites {
  const at = atRepository(client);

  return {
    ensureMergedBranchGone: {
      probe: (input, context) =>
        at(input, context, async (site) => {
          const found = await look(site, input);
          return 'head' in found ? undefined : found;
        }),
      perform: (input, context) =>
        at(input, context, async (site) => {
          const found = await look(site, input);
          return 'head' in found ? deleteAt(site, input, found) : found;
        }),
    },
  };
}

async function deleteAt(
  site: RepositorySite,
  wanted: Wanted,
  { branch, head, inside }: Extract<Look, { readonly head: string }>,
): Promise<Receipt> {
  const name = `refs/heads/${branch}`;
  const request = { signal: site.signal };
  try {
    await site.octokit.graphql(DELETE_IF_AT, {
      ...{ repository: inside, name, head, nothing: NOTHING },
      request,
    });
    return { branch };
  } catch (thrown) {
    const fault = diagnoseGitHub(thrown);
    if (!(fault instanceof Terminal)) throw thrown;
    // It was moved or deleted since, or a rule of the repository keeps it: neither is mended by trying again.
    const again = await look(site, wanted);
    return 'head' in again ? { branch, stays: fault.message } : again;
  }
}

async function look(site: RepositorySite, { number, branch }: Wanted): Promise<Look> {
  const { octokit, name, signal } = site;
  const ref = await octokit.rest.git
    .getRef({ ...name, ref: `heads/${branch}`, request: { signal } })
    .catch(noneFor404);
  if (ref === null) return { branch };
  const answer = await octokit.rest.pulls.get({
    ...name,
    pull_number: number,
    request: { signal },
  });
  const { merged, head, base } = MergedPullAnswer.parse(answer.data);
  if (!merged || head.ref !== branch) {
    return { branch, stays: `pull request ${number} has not merged it` };
  }
  // What is pushed after a merge does not move the head of its pull request.
  if (RefAnswer.parse(ref.data).object.sha !== head.sha) {
    return { branch, stays: 'somebody pushed to it after the merge' };
  }
  if (await isNeeded(site, branch)) return { branch, stays: 'an open pull request needs it' };
  return { branch, head: head.sha, inside: base.repo.node_id };
}

/** GitHub closes the open pull requests of a branch that is deleted, and those that would be merged into it. */
async function isNeeded({ octokit, name, signal }: RepositorySite, branch: string) {
  const open = { ...name, state: 'open', per_page: 1, request: { signal } } as const;
  const into = await octokit.rest.pulls.list({ ...open, base: branch });
  if (into.data.length > 0) return true;
  const from = await octokit.rest.pulls.list({ ...open, head: `${name.owner}:${branch}` });
  return from.data.some((pull) => pull.head.ref === branch);
}
