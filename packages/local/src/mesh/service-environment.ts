import { delimiter, join } from 'node:path';
import type { Need, RosterEntry } from '../roster.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { ERROR_PROJECT, type MeshNeeds } from './mesh-needs.ts';
import type { MeshSecrets } from './secrets.ts';

/** Addresses of the outside world; see the stand-ins. */
export interface OutsideUrls {
  readonly github: string;
  readonly jira: string;
  readonly slack: string;
  readonly sentry: string;
  readonly model: string;
  readonly control: string;
}

/** All that the environments of a mesh's services are made from; plain JSON, so that it can be written down. */
export interface Circumstances {
  readonly natsUrl: string;
  readonly tenant: string;
  readonly build: string;
  readonly gateway: { readonly host: string; readonly port: number };
  readonly outside: OutsideUrls;
  readonly secrets: MeshSecrets;
  /** By which settings services come to a model; the scripted one by Anthropic's protocol without it. */
  readonly model?: Readonly<Record<string, string>>;
  readonly toolchain: Toolchain;
  /** What commands run in: `none` only where people were told so. Default `required`. */
  readonly sandbox?: string;
  readonly needs: Pick<MeshNeeds, 'owners' | 'sentryProjects'>;
  /** The folder of what the mesh keeps. */
  readonly stateDir: string;
  /** The folder of what lives only as long as the mesh runs: work trees, and the outside world's repositories. */
  readonly workDir: string;
  /** Where compiled code is kept between starts. */
  readonly compileCache: string;
  readonly searchPath: string;
  /** More for every service, over all else. */
  readonly more: Readonly<Record<string, string>>;
}

/** The account by which the mesh is known in Jira. */
export const JIRA_EMAIL = 'patchwright@acme.example';
/** The login by which the mesh is known on GitHub. */
export const BOT_LOGIN = 'patchwright[bot]';
/** The organisation on Sentry. */
export const SENTRY_ORG = 'acme';
/** The channel that people are told in. */
export const SLACK_CHANNEL = 'patchwright';

/** The paths of what a mesh keeps below its folder. */
export function meshPaths(stateDir: string) {
  return {
    nats: join(stateDir, 'nats'),
    tools: join(stateDir, 'tools'),
    logs: join(stateDir, 'logs'),
    policy: join(stateDir, 'policy.json'),
    catalogue: join(stateDir, 'catalogue.json'),
    outsideOptions: join(stateDir, 'outside.json'),
  } as const;
}

/** The paths of what a mesh has only while it runs. */
export function workPaths(workDir: string) {
  return {
    outside: join(workDir, 'outside'),
    workspace: join(workDir, 'workspace'),
    repositories: join(workDir, 'repositories'),
    programs: join(workDir, 'programs'),
  } as const;
}

/** The whole environment of a service's process: nothing of the caller's own, and of the mesh only what the service needs. */
export function serviceEnvironment(
  entry: RosterEntry,
  at: Circumstances,
): Readonly<Record<string, string>> {
  const parts = entry.needs.map((need) => GIVES[need](at));
  return Object.assign(
    {
      NATS_URL: at.natsUrl,
      PATCHWRIGHT_TENANT: at.tenant,
      PATCHWRIGHT_BUILD: at.build,
      PATCHWRIGHT_LOG_FORMAT: 'json',
      NODE_COMPILE_CACHE: at.compileCache,
      PATH: at.searchPath,
      // Whatever stands in a text may lead to the outside world of this mesh, and nowhere else.
      PATCHWRIGHT_LINK_HOSTS: Object.values(at.outside)
        .map((url) => new URL(url).host)
        .join(','),
    },
    entry.concurrency === undefined ? {} : { PATCHWRIGHT_CONCURRENCY: String(entry.concurrency) },
    ...parts,
    at.more,
  );
}

const GIVES: Readonly<Record<Need, (at: Circumstances) => Readonly<Record<string, string>>>> = {
  github: ({ outside, secrets }) => ({
    GITHUB_API_URL: outside.github,
    GITHUB_TOKEN: secrets.githubToken,
  }),
  jira: ({ outside, secrets }) => ({
    JIRA_URL: outside.jira,
    JIRA_EMAIL,
    JIRA_API_TOKEN: secrets.jiraToken,
    JIRA_PROJECT: ERROR_PROJECT,
  }),
  slack: ({ outside, secrets }) => ({
    SLACK_API_URL: `${outside.slack}/api/`,
    SLACK_BOT_TOKEN: secrets.slackToken,
    SLACK_CHANNEL,
  }),
  sentry: ({ outside, secrets, needs }) => ({
    SENTRY_URL: outside.sentry,
    SENTRY_ORG,
    SENTRY_AUTH_TOKEN: secrets.sentryToken,
    SENTRY_PROJECTS: needs.sentryProjects.join(','),
  }),
  model: ({ model, outside, secrets }) =>
    model ?? { ANTHROPIC_BASE_URL: outside.model, ANTHROPIC_API_KEY: secrets.modelKey },
  workspace: ({ stateDir, workDir, toolchain, sandbox, needs }) => ({
    PATCHWRIGHT_WORKSPACE: workPaths(workDir).workspace,
    PATCHWRIGHT_SANDBOX: sandbox ?? 'required',
    PATCHWRIGHT_TOOL_PATH: toolchain.path.join(delimiter),
    PATCHWRIGHT_TOOL_NODE_MODULES: toolchain.nodeModules,
    PATCHWRIGHT_TOOL_FOLDERS: toolchain.folders.join(delimiter),
    PATCHWRIGHT_OWNERS: needs.owners.join(','),
    PATCHWRIGHT_CATALOGUE: meshPaths(stateDir).catalogue,
  }),
  policy: ({ stateDir }) => ({ PATCHWRIGHT_POLICY: meshPaths(stateDir).policy }),
  inlet: ({ gateway, secrets }) => ({
    PATCHWRIGHT_HTTP_HOST: gateway.host,
    PATCHWRIGHT_HTTP_PORT: String(gateway.port),
    PATCHWRIGHT_API_TOKEN: secrets.api,
    PATCHWRIGHT_BOT_LOGIN: BOT_LOGIN,
    GITHUB_WEBHOOK_SECRET: secrets.githubWebhook,
    JIRA_WEBHOOK_SECRET: secrets.jiraWebhook,
    SLACK_SIGNING_SECRET: secrets.slackSigning,
    SENTRY_WEBHOOK_SECRET: secrets.sentryWebhook,
  }),
};
