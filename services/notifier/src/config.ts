import { readServiceSettings } from '@patchwright/chassis';
import {
  type GitHubConfig,
  type JiraConfig,
  readGitHubSettings,
  readJiraSettings,
  readSlackSettings,
  type SlackConfig,
} from '@patchwright/outside';
import { z } from 'zod';
import type { House } from './effects.ts';

type Variables = Readonly<Record<string, string | undefined>>;

const Environment = z.object({
  /** The channel for approvals and progress, by name or id. */
  SLACK_CHANNEL: z.string().optional(),
  /** `plan`: steps and checks as a plan that is rewritten in place; `lines` for a Slack that has no such blocks. */
  PATCHWRIGHT_SLACK_PROGRESS: z.enum(['plan', 'lines']).default('plan'),
  PATCHWRIGHT_DASHBOARD_URL: z.url().optional(),
});

/** Settings of the notifier. */
export interface Config {
  readonly house: House;
  readonly github: GitHubConfig;
  readonly jira: JiraConfig;
  readonly slack: SlackConfig;
}

// Stands for a system that `house` says is not there, so that it is never called.
const nowhere = {
  github: { auth: { kind: 'token', token: 'none' } },
  jira: { baseUrl: 'http://jira.invalid', auth: { kind: 'bearer', token: 'none' } },
  slack: { token: 'none' },
} as const satisfies Pick<Config, 'github' | 'jira' | 'slack'>;

/** Reads the environment once; systems without credentials are passed by. Throws an Error that names what is wrong. */
export function readConfig(environment: Variables) {
  const env = Environment.parse(
    Object.fromEntries(Object.entries(environment).filter(([, value]) => value)),
  );
  const has = {
    github: isSet(environment, 'GITHUB_TOKEN') || isSet(environment, 'GITHUB_APP_ID'),
    jira: isSet(environment, 'JIRA_URL'),
    slack: isSet(environment, 'SLACK_BOT_TOKEN') && env.SLACK_CHANNEL !== undefined,
  };
  const config: Config = {
    house: {
      github: has.github,
      checks: isSet(environment, 'GITHUB_APP_ID'),
      jira: has.jira,
      channel: has.slack ? env.SLACK_CHANNEL : undefined,
      planBlocks: env.PATCHWRIGHT_SLACK_PROGRESS === 'plan',
      dashboardUrl: env.PATCHWRIGHT_DASHBOARD_URL?.replace(/\/+$/, ''),
    },
    github: has.github ? readGitHubSettings(environment) : nowhere.github,
    jira: has.jira ? readJiraSettings(environment) : nowhere.jira,
    slack: has.slack ? readSlackSettings(environment) : nowhere.slack,
  };
  return { settings: readServiceSettings(environment), config };
}

function isSet(environment: Variables, name: string): boolean {
  return Boolean(environment[name] || environment[`${name}_FILE`]);
}
