import { readFile } from 'node:fs/promises';
import { messageOf } from '@patchwright/faults';
import {
  type Environment,
  type Probe,
  probeGitHub,
  probeJira,
  probeSentry,
  probeSlack,
  readGitHubSettings,
  readJiraSettings,
  readSentrySettings,
  readSlackSettings,
} from '@patchwright/outside';
import { PolicyShape } from '@patchwright/task';
import { parseDocument } from 'yaml';
import { checkReachable, doors, type System } from '../connect/reachability.ts';
import { checkModels } from './check-models.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

/** Looks at every system that these settings speak of, all at once; what they do not speak of is named with how to connect it. */
export function checkSystems(settings: Environment): readonly Promise<readonly Finding[]>[] {
  const has = (...names: readonly string[]) =>
    names.some((name) => settings[name] || settings[`${name}_FILE`]);
  return [
    looked('github', has('GITHUB_TOKEN', 'GITHUB_APP_ID'), () =>
      probeGitHub(readGitHubSettings(settings), listed(settings.GITHUB_REPOSITORIES)),
    ),
    looked('jira', has('JIRA_URL'), () =>
      probeJira(readJiraSettings(settings), settings.JIRA_PROJECT || undefined),
    ),
    looked('slack', has('SLACK_BOT_TOKEN'), () =>
      probeSlack(readSlackSettings(settings), settings.SLACK_CHANNEL || undefined),
    ),
    looked('sentry', has('SENTRY_AUTH_TOKEN'), () =>
      probeSentry(readSentrySettings(settings), listed(settings.SENTRY_PROJECTS)),
    ),
    checkModels(settings),
    checkPolicy(settings.PATCHWRIGHT_POLICY || undefined).then((found) => [found]),
    checkDoors(settings, has),
  ];
}

async function looked(
  system: System,
  isConfigured: boolean,
  probe: () => Promise<Probe>,
): Promise<readonly Finding[]> {
  if (!isConfigured) {
    return [warn(system, 'is not connected', `patchwright connect ${system}`)];
  }
  try {
    return (await probe()).findings;
  } catch (thrown) {
    // The settings themselves do not fit.
    return [fail(system, messageOf(thrown), `patchwright connect ${system}`)];
  }
}

/** Whether the policy file can be read, and whether somebody may approve by it. */
async function checkPolicy(path: string | undefined): Promise<Finding> {
  const name = 'policy';
  if (path === undefined) {
    return warn(
      name,
      'there is none, so nobody may approve',
      'write one, and name it by PATCHWRIGHT_POLICY',
    );
  }
  try {
    const document = parseDocument(await readFile(path, 'utf8'));
    const [fault] = document.errors;
    if (fault !== undefined)
      return fail(name, `${path}: ${fault.message.split('\n')[0]}`, 'mend the file');
    const policy = PolicyShape.safeParse(document.toJS() ?? {});
    if (!policy.success) {
      const [issue] = policy.error.issues;
      const place = issue?.path.join('.') || 'the policy';
      return fail(name, `${path}: ${place}: ${issue?.message ?? 'does not fit'}`, 'mend the file');
    }
    const { people, approval } = policy.data;
    const approvers = people.filter(({ roles }) =>
      roles.some((role) => role === 'approver' || role === 'admin'),
    );
    const found = `${path}: "${approval.name}", ${people.length} people, ${approvers.length} of them may approve`;
    if (approvers.length >= approval.votes.high) return ok(name, found);
    return approvers.length === 0
      ? fail(name, found, 'give somebody the role approver')
      : warn(name, found, `a plan of high risk needs ${approval.votes.high} of them`);
  } catch (error) {
    return fail(name, `${path}: ${messageOf(error)}`, 'name another file by PATCHWRIGHT_POLICY');
  }
}

/** The doors of the systems that are connected, at the gateway's public address. */
async function checkDoors(
  settings: Environment,
  has: (...names: readonly string[]) => boolean,
): Promise<readonly Finding[]> {
  const publicUrl = settings.PATCHWRIGHT_PUBLIC_URL?.replace(/\/+$/, '');
  if (!publicUrl) {
    const mend = 'set PATCHWRIGHT_PUBLIC_URL to where the gateway is reached from outside';
    return [warn('reachability', 'not looked at, since no public address is known', mend)];
  }
  const signed = {
    github: 'GITHUB_WEBHOOK_SECRET',
    jira: 'JIRA_WEBHOOK_SECRET',
    sentry: 'SENTRY_WEBHOOK_SECRET',
    slack: 'SLACK_SIGNING_SECRET',
  } as const satisfies Readonly<Record<System, string>>;
  const systems = (Object.keys(doors) as System[]).filter((system) => has(signed[system]));
  return Promise.all(systems.map((system) => checkReachable(publicUrl, system)));
}

function listed(names: string | undefined): readonly string[] {
  return (names ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
