import type { StoredEvent } from '@patchwright/events';
import { isTaskEvent } from '@patchwright/events';
import { workPaths } from '../mesh/service-environment.ts';
import type { Mesh } from '../mesh/start-mesh.ts';
import { storySource } from '../scenario/make-history.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** Puts a story's repository and script into the outside world, which has to be done before it is triggered. */
export async function setStage(mesh: Mesh, scenario: Scenario): Promise<void> {
  const { repository, ci, modelPath } = scenario;
  const { searchPath, workDir } = mesh.circumstances;
  const sites = [
    { name: scenario.name, repository, repositoryPath: scenario.repositoryPath },
    ...scenario.repositories.map((further, index) => ({
      name: `${scenario.name}-${index + 2}`,
      repository: further,
      repositoryPath: scenario.furtherPaths?.[index],
    })),
  ];
  for (const site of sites) {
    await mesh.control.act('/github/repositories', {
      name: site.repository.name,
      base: site.repository.base,
      from: await storySource(site, workPaths(workDir).repositories, searchPath),
      ...(ci === undefined ? {} : { ci }),
    });
  }
  await mesh.control.act('/model/scripts', { file: modelPath });
}

/** What begins the story happens: a person creates the ticket, or the error comes up in production. */
export async function trigger(mesh: Mesh, { trigger: { jira, sentry } }: Scenario): Promise<void> {
  if (jira !== undefined) await mesh.control.act('/jira/tickets', jira);
  if (sentry !== undefined)
    await mesh.control.act('/sentry/issue', { ...sentry, webhook: 'issue' });
}

/** Whether an event is the request for the story's task, and so names it. */
export function beginsStory({ trigger: { jira, sentry } }: Scenario, event: StoredEvent): boolean {
  if (!isTaskEvent(event) || event.type !== 'task_requested') return false;
  if (jira !== undefined) return event.data.ticket?.key === jira.key;
  return event.data.sentry?.id === sentry?.id;
}

/** Whether an event is about the error that the story begins with. */
export function precedesStory({ trigger: { sentry } }: Scenario, event: StoredEvent): boolean {
  if (sentry === undefined || isTaskEvent(event)) return false;
  return (
    event.type === 'error_observed' && (event.data as { sentryId?: string }).sentryId === sentry.id
  );
}
