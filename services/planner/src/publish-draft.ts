import type { Task } from '@patchwright/task';
import type { PlannerSettings, PlannerWorld } from './propose.ts';
import { type Edition, type Published, publish } from './publish.ts';
import { pullRequestBody, pullRequestTitle } from './pull-request.ts';

/** Publishes a plan on its branch and answers it with the draft pull request in which people see it. */
export async function publishDraft(
  world: PlannerWorld,
  task: Task,
  edition: Edition,
  settings: PlannerSettings,
): Promise<{
  readonly published: Published;
  readonly pullRequest: Awaited<ReturnType<PlannerWorld['github']['ensureDraftPullRequest']>>;
}> {
  const published = await publish(world, task, edition, settings);
  const { repository, base, branch } = edition;
  const pullRequest = await world.github.ensureDraftPullRequest({
    key: `${task.id}/pull-request`,
    repository,
    base: base.ref,
    branch,
    title: pullRequestTitle(task),
    body: pullRequestBody(task, published, settings.dashboardUrl),
  });
  return { published, pullRequest };
}
