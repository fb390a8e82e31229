import { definePort } from '@patchwright/faults';
import { checkRunWrites } from './check-runs.ts';
import { createGitHubClient, type GitHubConfig } from './client.ts';
import { compareReads } from './compare.ts';
import { contentWrites } from './contents.ts';
import { mergedBranchWrites } from './merged-branches.ts';
import { githubReads } from './reads.ts';
import { reviewReads, reviewWrites } from './review-threads.ts';
import { workflowReads } from './workflow-runs.ts';
import { githubWrites } from './writes.ts';

/**
 * GitHub as a port. Effects are found again by a pull request's head branch, by hidden markers in bodies and comments
 * of our own login, by a check's external id, by a draft's state, by our own reaction, by a branch's name and a file's bytes,
 * and by a branch that is gone.
 */
export function githubPort(config: GitHubConfig) {
  const client = createGitHubClient(config);
  return definePort({
    name: 'github',
    reads: {
      ...githubReads(client),
      ...workflowReads(client),
      ...reviewReads(client),
      ...compareReads(client),
    },
    writes: {
      ...githubWrites(client),
      ...contentWrites(client),
      ...reviewWrites(client),
      ...checkRunWrites(client),
      ...mergedBranchWrites(client),
    },
  });
}
