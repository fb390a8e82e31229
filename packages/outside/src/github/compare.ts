import { z } from 'zod';
import type { ReadsOf } from '../contract.ts';
import type { GitHub } from '../github.ts';
import { type GitHubClient, repositoryName } from './client.ts';

/** The read of GitHub that tells what one commit has and another has not. */
export type CompareReads = ReadsOf<GitHub, 'compare'>;

const CompareAnswer = z.object({
  html_url: z.string(),
  merge_base_commit: z.object({ sha: z.string() }),
  total_commits: z.number(),
  files: z
    .array(
      z.object({
        filename: z.string(),
        previous_filename: z.string().optional(),
        status: z.string(),
        additions: z.number(),
        deletions: z.number(),
        patch: z.string().optional(),
      }),
    )
    .default([]),
});

/** States the read over a client. GitHub tells of at most 300 files, and leaves the patch out of large and binary ones. */
export function compareReads({ ask, of }: GitHubClient): CompareReads {
  return {
    compare: ({ repository, base, head }, context) =>
      ask(context, async (signal) => {
        const name = repositoryName(repository);
        const octokit = await of(name.owner, signal);
        const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
          ...name,
          basehead: `${base}...${head}`,
          request: { signal },
        });
        const answer = CompareAnswer.parse(data);
        return {
          url: answer.html_url,
          mergeBase: answer.merge_base_commit.sha,
          commits: answer.total_commits,
          files: answer.files.map(({ filename, previous_filename, patch, ...file }) => ({
            path: filename,
            status: file.status,
            additions: file.additions,
            deletions: file.deletions,
            ...(previous_filename === undefined ? {} : { previousPath: previous_filename }),
            ...(patch === undefined ? {} : { patch }),
          })),
        };
      }),
  };
}
