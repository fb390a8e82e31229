import { type About, about, type Work } from '@patchwright/chassis';
import { PullRequestMerged } from '@patchwright/events';
import type { PartRecord } from '@patchwright/task';
import type { CiDraft, CiWorld } from './world.ts';

/**
 * Asks the host about pull requests of parts that others wait for, in case the webhook of a merge was lost, and states of each that was
 * merged what the webhook would have said. One that was closed without a merge is left to people: they may open it again.
 */
export async function* noticeMerges(
  { item: { tenant } }: Work,
  { github }: CiWorld,
  parts: readonly PartRecord[],
): AsyncGenerator<About<CiDraft>> {
  for (const { task, pullRequest } of parts) {
    const { repository, number } = pullRequest;
    const { merged } = await github.getPullRequest({ repository, number });
    if (merged === undefined) continue;
    const by = `human:github:${merged.by}`;
    yield about({ kind: 'task', tenant, id: task }, PullRequestMerged.of({ sha: merged.sha, by }));
  }
}
