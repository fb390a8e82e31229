import { z } from 'zod';
import {
  clockFinding,
  faulty,
  findingOfThrown,
  type Probe,
  type ProbeFinding,
  patience,
  well,
  worthKnowing,
} from '../probe/finding.ts';
import { createJiraClient, type JiraClient, type JiraConfig } from './client.ts';
import { Myself, ServerInfoAnswer, StatusAnswer } from './schemas.ts';
import { type Goal, isThere } from './transition.ts';

const CREDENTIAL = 'patchwright connect jira';
/** What is done with tickets, in Jira's words. */
const PERMISSIONS = [
  'BROWSE_PROJECTS',
  'CREATE_ISSUES',
  'EDIT_ISSUES',
  'ADD_COMMENTS',
  'TRANSITION_ISSUES',
  'LINK_ISSUES',
] as const;
const GOALS: readonly Goal[] = ['in_progress', 'in_review', 'done'];
const Permissions = z.object({
  permissions: z.record(z.string(), z.object({ havePermission: z.boolean() })),
});
const Statuses = z.array(z.object({ statuses: z.array(StatusAnswer) }));

/** Looks at Jira with a credential: which kind it is, who we are, what we may in a project, where its tickets can be moved. Never throws for what Jira says. */
export async function probeJira(
  config: JiraConfig,
  project?: string,
  now: number = Date.now(),
): Promise<Probe> {
  const client = createJiraClient(config);
  try {
    const seen = await client.ask(patience(), () => lookAtSite(client, now));
    const more = project === undefined ? [] : await lookAtProject(client, config, project);
    return { identity: seen.identity, findings: [...seen.findings, ...more] };
  } catch (thrown) {
    return { identity: undefined, findings: [findingOfThrown('jira', thrown, CREDENTIAL)] };
  }
}

async function lookAtSite(client: JiraClient, now: number): Promise<Probe> {
  const info = await client.send(ServerInfoAnswer, {
    url: '/rest/api/2/serverInfo',
    method: 'GET',
  });
  const me = await client.send(Myself, { url: '/rest/api/2/myself', method: 'GET' });
  const kind = (await client.deployment()) === 'cloud' ? 'the cloud' : 'Data Center';
  const identity = me.accountId ?? me.name;
  const clock = clockFinding('jira', info.serverTime, now);
  return {
    identity,
    findings: [
      well('jira', `${kind} ${info.version ?? ''}, as ${me.displayName ?? identity ?? 'somebody'}`),
      ...(clock === undefined ? [] : [clock]),
    ],
  };
}

async function lookAtProject(
  client: JiraClient,
  config: JiraConfig,
  project: string,
): Promise<readonly ProbeFinding[]> {
  try {
    return await client.ask(patience(), async () => [
      await permissionsFinding(client, project),
      await statusesFinding(client, config, project),
    ]);
  } catch (thrown) {
    return [
      findingOfThrown('jira project', thrown, `check the key ${project}, and who may browse it`),
    ];
  }
}

async function permissionsFinding(client: JiraClient, project: string): Promise<ProbeFinding> {
  const { permissions } = await client.send(Permissions, {
    url: '/rest/api/2/mypermissions',
    method: 'GET',
    searchParams: { projectKey: project, permissions: PERMISSIONS.join(',') },
  });
  const missing = PERMISSIONS.filter((name) => permissions[name]?.havePermission !== true);
  return missing.length === 0
    ? well('jira project', `${project}: ${PERMISSIONS.length} permissions as needed`)
    : faulty(
        'jira project',
        `${project}: missing are ${missing.join(', ')}`,
        'give them to the account in the project’s permission scheme',
      );
}

async function statusesFinding(
  client: JiraClient,
  config: JiraConfig,
  project: string,
): Promise<ProbeFinding> {
  const types = await client.send(Statuses, {
    url: `/rest/api/2/project/${encodeURIComponent(project)}/statuses`,
    method: 'GET',
  });
  const known = types.flatMap(({ statuses }) => statuses);
  const names = config.statuses ?? {};
  const missing = GOALS.filter((goal) => !known.some((status) => isThere(status, goal, names)));
  return missing.length === 0
    ? well('jira moves', 'in progress, in review and done are found')
    : worthKnowing(
        'jira moves',
        `no status of ${project} stands for ${missing.join(', ')}`,
        `name it by ${missing.map((goal) => `JIRA_STATUS_${goal.toUpperCase()}`).join(', ')}`,
      );
}
