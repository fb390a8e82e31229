import { type GitHubConfig, githubPort } from '@patchwright/outside';
import { statusWords, type Task } from '@patchwright/task';
import type { Diff } from '@patchwright/task/api';

/** What a task's branch has that its base has not, or why there is nothing to be seen. */
export type DiffOutcome =
  | { readonly kind: 'diff'; readonly diff: Diff }
  | { readonly kind: 'none'; readonly because: string };

/** Reads from GitHub what a task's branch has that its base has not. Throws the port's faults. */
export async function taskDiff(
  github: GitHubConfig | undefined,
  task: Task,
  signal: AbortSignal,
): Promise<DiffOutcome> {
  const { proposal, base } = task;
  if (proposal === undefined || base === undefined) {
    return none(`${task.id} is ${statusWords[task.status]}, and has no branch yet.`);
  }
  if (github === undefined) return none('The gateway is not connected to GitHub.');
  const { repository } = proposal.pullRequest;
  const head = task.head ?? proposal.head;
  const { files, url } = await githubPort(github).reads.compare(
    { repository, base: base.sha, head },
    { signal, progress() {} },
  );
  return {
    kind: 'diff',
    diff: {
      task: task.id,
      repository,
      base: base.sha,
      head,
      url,
      additions: files.reduce((sum, file) => sum + file.additions, 0),
      deletions: files.reduce((sum, file) => sum + file.deletions, 0),
      files: [...files],
    },
  };
}

function none(because: string): DiffOutcome {
  return { kind: 'none', because };
}
