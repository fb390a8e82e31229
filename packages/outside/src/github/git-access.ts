import type { CallContext } from '@patchwright/faults';
import { z } from 'zod';
import { createGitHubClient, type GitHubConfig, repositoryName } from './client.ts';
import { gitSiteOf } from './site.ts';

export { gitSiteOf } from './site.ts';

/** Where git finds a repository, and what opens its door; structurally the workspace's remote. */
export interface GitAccess {
  /** Without user or password in it. */
  readonly url: string;
  readonly authorization: { readonly user: string; readonly token: string };
  /** How large GitHub says that the repository is, in MB. Throws the port's faults. */
  readonly megabytes?: () => Promise<number>;
}

/** Of a repository; `size` in KB. */
const SizeAnswer = z.object({ size: z.number() });

/**
 * Answers for each repository where git finds it, with a token that is good for at least a minute.
 * As an App the token reaches this one repository only, and there its contents only: to read them, unless it is `write` that is asked
 * for. Throws the port's faults.
 */
export function githubGitAccess(
  config: GitHubConfig,
): (repository: string, use?: 'read' | 'write', context?: CallContext) => Promise<GitAccess> {
  const { ask, of } = createGitHubClient(config);
  const site = gitSiteOf(config.baseUrl);

  async function tokenOf(
    { owner, repo }: { readonly owner: string; readonly repo: string },
    contents: 'read' | 'write',
    signal: AbortSignal,
  ): Promise<string> {
    if (config.auth.kind === 'token') return config.auth.token;
    const octokit = await of(owner, signal);
    const wanted = { repositoryNames: [repo], permissions: { contents } };
    const issued = (await octokit.auth({ type: 'installation', ...wanted })) as {
      readonly token: string;
    };
    return issued.token;
  }

  function megabytesOf(
    { owner, repo }: { readonly owner: string; readonly repo: string },
    context: CallContext,
  ): Promise<number> {
    return ask(context, async (signal) => {
      const octokit = await of(owner, signal);
      const { data } = await octokit.rest.repos.get({ owner, repo, request: { signal } });
      return SizeAnswer.parse(data).size / 1024;
    });
  }

  return (
    repository,
    use = 'read',
    context = { signal: new AbortController().signal, progress() {} },
  ) =>
    ask(context, async (signal) => {
      const { owner, repo } = repositoryName(repository);
      const token = await tokenOf({ owner, repo }, use, signal);
      return {
        url: `${site}/${owner}/${repo}.git`,
        authorization: { user: 'x-access-token', token },
        megabytes: () => megabytesOf({ owner, repo }, context),
      };
    });
}
