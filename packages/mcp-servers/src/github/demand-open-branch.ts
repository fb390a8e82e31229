import { DEFAULT_PROTECTED_BRANCHES, isProtectedBranch } from '@patchwright/workspace';
import type { GitHubWorld } from './world.ts';

/** Throws an Error for branches on which only people and reviewed pull requests put anything: the default one and those of protected names. */
export async function demandOpenBranch(
  world: GitHubWorld<'getRepository'>,
  repository: string,
  branch: string,
): Promise<void> {
  const { defaultBranch } = await world.github.getRepository({ repository });
  if (branch === defaultBranch || isProtectedBranch(branch, DEFAULT_PROTECTED_BRANCHES)) {
    throw new Error(
      `${branch} is a protected branch: make another one with create_branch, and propose it with create_pull_request.`,
    );
  }
}
