import { readPolicy, readServiceSettings } from '@patchwright/chassis';
import {
  type GitHubConfig,
  type JiraConfig,
  readGitHubSettings,
  readJiraSettings,
  readSentrySettings,
  readSlackSettings,
  readSlackSocketSettings,
  type SentryConfig,
  type SlackConfig,
  type SlackSocketConfig,
} from '@patchwright/outside';
import { defaultPolicy, type Policy } from '@patchwright/task';
import { z } from 'zod';
import { type Access, readAccess } from './access/access-config.ts';
import { type Edge, readEdge } from './edge.ts';
import { type GitHubAccess, githubAccessLevels } from './github-access.ts';
import type { Rules } from './translate/rules.ts';

const MEBIBYTE = 1024 * 1024;

const Environment = z.object({
  PATCHWRIGHT_HTTP_HOST: z.string().default('127.0.0.1'),
  PATCHWRIGHT_HTTP_PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  PATCHWRIGHT_BODY_LIMIT_MIB: z.coerce.number().positive().default(25),
  PATCHWRIGHT_TRIGGER_LABELS: z.string().default('AI,AI-Fix'),
  PATCHWRIGHT_BOT_LOGIN: z.string().optional(),
  PATCHWRIGHT_JIRA_ACCOUNT: z.string().optional(),
  /** Projects of Sentry whose errors start tasks, with commas between them. */
  PATCHWRIGHT_SENTRY_AUTOFIX_PROJECTS: z.string().default(''),
  /** What people must be allowed to in a repository before their words count there. */
  PATCHWRIGHT_GITHUB_ACCESS: z.enum(githubAccessLevels).default('write'),
  /** Where fatal errors are told at once. */
  SLACK_CHANNEL: z.string().optional(),
  PATCHWRIGHT_POLICY: z.string().optional(),
});

/** Settings of the gateway. */
export interface Config {
  readonly http: { readonly host: string; readonly port: number; readonly bodyLimit: number };
  /** Secrets of webhooks, lists of addresses, limits. */
  readonly edge: Edge;
  /** Who may call the REST API. */
  readonly api: Access;
  readonly rules: Rules;
  readonly policy: Policy;
  readonly githubAccess: GitHubAccess;
  /** Slack's channel for what cannot wait. */
  readonly alertChannel: string | undefined;
  /** For answers to people, where configured. */
  readonly github: GitHubConfig | undefined;
  readonly jira: JiraConfig | undefined;
  readonly slack: SlackConfig | undefined;
  /** For hearing Slack where it cannot reach us. */
  readonly slackSocket: SlackSocketConfig | undefined;
  /** For tasks that are asked for by an error's id, where configured. */
  readonly sentry: SentryConfig | undefined;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Reads the environment once. Throws an error that names what is wrong. */
export function readConfig(environment: Variables) {
  const env = Environment.parse(filled(environment));
  const policy =
    env.PATCHWRIGHT_POLICY === undefined ? defaultPolicy : readPolicy(env.PATCHWRIGHT_POLICY);
  const config: Config = {
    http: {
      host: env.PATCHWRIGHT_HTTP_HOST,
      port: env.PATCHWRIGHT_HTTP_PORT,
      bodyLimit: env.PATCHWRIGHT_BODY_LIMIT_MIB * MEBIBYTE,
    },
    edge: readEdge(filled(environment)),
    api: readAccess(environment, policy),
    rules: {
      triggerLabels: listed(env.PATCHWRIGHT_TRIGGER_LABELS),
      botLogin: env.PATCHWRIGHT_BOT_LOGIN,
      botAccount: env.PATCHWRIGHT_JIRA_ACCOUNT,
      autofixProjects: listed(env.PATCHWRIGHT_SENTRY_AUTOFIX_PROJECTS),
    },
    policy,
    githubAccess: env.PATCHWRIGHT_GITHUB_ACCESS,
    alertChannel: env.SLACK_CHANNEL,
    github: isSet(environment, 'GITHUB_TOKEN', 'GITHUB_APP_ID')
      ? readGitHubSettings(environment)
      : undefined,
    jira: isSet(environment, 'JIRA_URL') ? readJiraSettings(environment) : undefined,
    slack: isSet(environment, 'SLACK_BOT_TOKEN') ? readSlackSettings(environment) : undefined,
    slackSocket: readSlackSocketSettings(environment),
    sentry: isSet(environment, 'SENTRY_AUTH_TOKEN') ? readSentrySettings(environment) : undefined,
  };
  const secrets = [
    ...Object.values(config.edge.secrets).flat(),
    config.api.token,
    config.slackSocket?.appToken,
  ].filter((value) => value !== undefined);
  return { settings: readServiceSettings(environment), config, secrets };
}

function listed(names: string): readonly string[] {
  return names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function isSet(environment: Variables, ...names: readonly string[]): boolean {
  return names.some((name) => environment[name] || environment[`${name}_FILE`]);
}

function filled(environment: Variables): Variables {
  return Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
}
