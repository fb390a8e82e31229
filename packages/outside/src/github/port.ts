import { definePort } from '@patchwright/faults';
import { createGitHubClient, type GitHubConfig } from './client.ts';
import { githubReads } from './reads.ts';
import { githubWrites } from './writes.ts';

/**
 * GitHub as a port. Effects are found again by a pull request's head branch, by hidden markers in bodies and comments
 * of our own login, by a draft's state, and by our own reaction.
 */
export function githubPort(config: GitHubConfig) {
  const client = createGitHubClient(config);
  return definePort({
    name: 'github',
    reads: githubReads(client),
    writes: githubWrites(client),
  });
}
