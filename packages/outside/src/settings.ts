import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { GitHubConfig } from './github/client.ts';
import { gitSiteOf } from './github/site.ts';
import type { JiraConfig } from './jira/client.ts';
import { hostOf } from './outgoing/address.ts';
import type { SentryConfig } from './sentry/client.ts';
import type { SlackConfig } from './slack/client.ts';
import type { SlackSocketConfig } from './slack/socket.ts';

/** The variables of an environment, as whoever starts the process gives them. A secret may come as a file: `GITHUB_TOKEN_FILE`. */
export type Environment = Readonly<Record<string, string | undefined>>;

const deployments = ['cloud', 'data-center'] as const;

/** `GITHUB_TOKEN`, or `GITHUB_APP_ID` with `GITHUB_APP_PRIVATE_KEY`; `GITHUB_API_URL` elsewhere than github.com. Throws an Error that names the variable. */
export function readGitHubSettings(environment: Environment): GitHubConfig {
  const baseUrl = address(environment, 'GITHUB_API_URL');
  const appId = environment.GITHUB_APP_ID;
  const installation = environment.GITHUB_APP_INSTALLATION_ID;
  const auth: GitHubConfig['auth'] = appId
    ? {
        kind: 'app',
        appId,
        // A key in one variable often has its line ends written out.
        privateKey: secret(environment, 'GITHUB_APP_PRIVATE_KEY').replaceAll('\\n', '\n'),
        ...(installation
          ? { installationId: whole('GITHUB_APP_INSTALLATION_ID', installation) }
          : {}),
      }
    : { kind: 'token', token: secret(environment, 'GITHUB_TOKEN') };
  return { auth, linkHosts: linkHosts(environment), ...(baseUrl === undefined ? {} : { baseUrl }) };
}

/**
 * `JIRA_URL` with `JIRA_EMAIL` and `JIRA_API_TOKEN` for the cloud, with `JIRA_TOKEN` for Data Center or OAuth. Which of them it is the site
 * says, unless `JIRA_DEPLOYMENT` (`cloud`, `data-center`) does. `JIRA_SITE_URL` where people open it elsewhere than at the API;
 * `JIRA_STATUS_IN_PROGRESS` and its like for other workflows. Throws an Error that names the variable.
 */
export function readJiraSettings(environment: Environment): JiraConfig {
  const baseUrl = address(environment, 'JIRA_URL') ?? missing('JIRA_URL');
  const email = environment.JIRA_EMAIL;
  const named = {
    in_progress: environment.JIRA_STATUS_IN_PROGRESS,
    in_review: environment.JIRA_STATUS_IN_REVIEW,
    done: environment.JIRA_STATUS_DONE,
  };
  const statuses = Object.fromEntries(Object.entries(named).filter(([, name]) => name));
  const siteUrl = address(environment, 'JIRA_SITE_URL');
  const deployment = oneOf('JIRA_DEPLOYMENT', environment.JIRA_DEPLOYMENT, deployments);
  const more = {
    linkHosts: linkHosts(environment),
    ...(Object.keys(statuses).length === 0 ? {} : { statuses }),
    ...(siteUrl === undefined ? {} : { siteUrl }),
    ...(deployment === undefined ? {} : { deployment }),
  };
  return email
    ? {
        baseUrl,
        auth: { kind: 'basic', email, apiToken: secret(environment, 'JIRA_API_TOKEN') },
        ...more,
      }
    : {
        baseUrl,
        auth: { kind: 'bearer', token: secret(environment, 'JIRA_TOKEN') },
        ...more,
      };
}

/** `SLACK_BOT_TOKEN`; `SLACK_API_URL` elsewhere than slack.com. Throws an Error that names the variable. */
export function readSlackSettings(environment: Environment): SlackConfig {
  const baseUrl = address(environment, 'SLACK_API_URL');
  return {
    token: secret(environment, 'SLACK_BOT_TOKEN'),
    linkHosts: linkHosts(environment),
    ...(baseUrl === undefined ? {} : { baseUrl: `${baseUrl}/` }),
  };
}

/** `SLACK_APP_TOKEN`, for listening to Slack without an address of our own; `undefined` without it. Throws an Error that names the variable. */
export function readSlackSocketSettings(environment: Environment): SlackSocketConfig | undefined {
  if (!environment.SLACK_APP_TOKEN && !environment.SLACK_APP_TOKEN_FILE) return undefined;
  const baseUrl = address(environment, 'SLACK_API_URL');
  return {
    appToken: secret(environment, 'SLACK_APP_TOKEN'),
    ...(baseUrl === undefined ? {} : { baseUrl: `${baseUrl}/` }),
  };
}

/** `SENTRY_ORG` and `SENTRY_AUTH_TOKEN`; `SENTRY_URL` elsewhere than sentry.io. Throws an Error that names the variable. */
export function readSentrySettings(environment: Environment): SentryConfig {
  const baseUrl = address(environment, 'SENTRY_URL');
  return {
    organization: environment.SENTRY_ORG || missing('SENTRY_ORG'),
    token: secret(environment, 'SENTRY_AUTH_TOKEN'),
    ...(baseUrl === undefined ? {} : { baseUrl }),
  };
}

/**
 * Where people of this house read, so that addresses there may stand in texts of ours: the hosts of `PATCHWRIGHT_LINK_HOSTS` (github.com
 * without it), and those of the systems that the environment names.
 */
export function linkHosts(environment: Environment): readonly string[] {
  const named = (environment.PATCHWRIGHT_LINK_HOSTS || 'github.com').split(/[\s,]+/);
  const own = LINKED.flatMap((name) => hostOf(environment[name]));
  const git = environment.GITHUB_API_URL ? hostOf(gitSiteOf(environment.GITHUB_API_URL)) : [];
  return [...new Set([...named, ...own, ...git])].filter((host) => host !== '');
}

const LINKED = [
  'JIRA_URL',
  'JIRA_SITE_URL',
  'GITHUB_URL',
  'SENTRY_URL',
  'PATCHWRIGHT_DASHBOARD_URL',
];

function secret(environment: Environment, name: string): string {
  const file = environment[`${name}_FILE`];
  const value = file ? readFileSync(file, 'utf8').trimEnd() : environment[name];
  return value || missing(`${name} (or ${name}_FILE)`);
}

function address(environment: Environment, name: string): string | undefined {
  const value = environment[name];
  if (!value) return undefined;
  const parsed = z.url({ protocol: /^https?$/ }).safeParse(value);
  if (!parsed.success) throw new Error(`${name} does not fit: an http or https address is wanted`);
  return parsed.data.replace(/\/+$/, '');
}

function oneOf<Name extends string>(
  name: string,
  value: string | undefined,
  known: readonly Name[],
): Name | undefined {
  if (!value) return undefined;
  const found = known.find((one) => one === value);
  if (found === undefined) throw new Error(`${name} does not fit: ${known.join(' or ')} is wanted`);
  return found;
}

function whole(name: string, value: string): number {
  const parsed = z.coerce.number().int().positive().safeParse(value);
  if (!parsed.success) throw new Error(`${name} does not fit: a whole number is wanted`);
  return parsed.data;
}

function missing(name: string): never {
  throw new Error(`${name} is missing: set it to reach the system that it names`);
}
