import type { Octokit } from '@octokit/rest';
import type { CallContext } from '@patchwright/faults';
import { type GitHubClient, type RepositoryName, repositoryName } from './client.ts';

/** What every write works with. */
export interface RepositorySite {
  readonly octokit: Octokit;
  readonly name: RepositoryName;
  readonly signal: AbortSignal;
}

/** Does something at the repository that an input names. Throws the port's faults. */
export type AtRepository = <T>(
  input: { readonly repository: string },
  context: CallContext,
  work: (site: RepositorySite) => Promise<T>,
) => Promise<T>;

/** A client that acts at one repository after the other. */
export function atRepository(client: GitHubClient): AtRepository {
  return (input, context, work) =>
    client.ask(context, async (signal) => {
      const name = repositoryName(input.repository);
      return work({ octokit: await client.of(name.owner, signal), name, signal });
    });
}
