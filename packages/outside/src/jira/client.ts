import { type ClientConfig, createClient, type SendRequestOptions } from 'jira.js/core';
import type { z } from 'zod';
import { type Ask, createAsk } from '../ask.ts';
import { hostOf } from '../outgoing/address.ts';
import { createRedact } from '../redact.ts';
import { diagnoseJira } from './diagnose.ts';
import { ServerInfoAnswer } from './schemas.ts';

/** How Jira is reached, and as whom. */
export interface JiraConfig {
  /** The API's address: the site's, for example `https://acme.atlassian.net`, or Atlassian's gateway for OAuth (`https://api.atlassian.com/ex/jira/<cloud id>`). */
  readonly baseUrl: string;
  /** The site's address as people open it, where it is not the API's. */
  readonly siteUrl?: string;
  /** E-mail and API token for the cloud; a bearer token for OAuth in the cloud, or as personal access token for Data Center. */
  readonly auth:
    | { readonly kind: 'basic'; readonly email: string; readonly apiToken: string }
    | { readonly kind: 'bearer'; readonly token: string };
  /** The site is asked for it without it. */
  readonly deployment?: 'cloud' | 'data-center';
  /** Names of the statuses, where the workflow has others than Jira's own. */
  readonly statuses?: Partial<Readonly<Record<'in_progress' | 'in_review' | 'done', string>>>;
  /** How long a search may lag behind a new ticket, in milliseconds: a probe looks a second time after it. 2,000 without it. */
  readonly indexingMs?: number;
  /** Time limit of one call in milliseconds; 30,000 without it. */
  readonly timeoutMs?: number;
  /** Hosts that addresses in our texts may lead to besides Jira's own. */
  readonly linkHosts?: readonly string[];
}

/** The two kinds of Jira: they differ in search, in documents, and in how people are named. */
export type Deployment = NonNullable<JiraConfig['deployment']>;

/** Jira as the reads and writes of the port use it. */
export interface JiraClient {
  readonly ask: Ask;
  /** Which kind of Jira it is; looked up once. */
  readonly deployment: () => Promise<Deployment>;
  /** Sends one request and reads its answer. */
  readonly send: <T>(schema: z.ZodType<T>, request: SendRequestOptions) => Promise<T>;
  /** Sends one request whose answer does not matter. */
  readonly tell: (request: SendRequestOptions) => Promise<void>;
  /** Where people see a ticket. */
  readonly pageOf: (ticket: string) => string;
  /** Hosts that addresses in our texts may lead to. */
  readonly linkHosts: readonly string[];
}

/**
 * Makes the client of one configuration: the SDK's transport and credentials under version 2 of the API,
 * whose texts are plain in both directions and which the cloud and Data Center share.
 * Nothing is contacted before the first call.
 */
export function createJiraClient(config: JiraConfig): JiraClient {
  const host = config.baseUrl.replace(/\/+$/, '');
  const site = config.siteUrl?.replace(/\/+$/, '') ?? host;
  const { auth } = config;
  const secret = auth.kind === 'basic' ? auth.apiToken : auth.token;
  const pair = auth.kind === 'basic' ? [`${auth.email}:${auth.apiToken}`] : [];
  const client = createClient({
    host,
    auth: authOf(auth),
    retry: { maxAttempts: 1 },
    onSchemaMismatch: 'silent',
  } satisfies ClientConfig);
  let deployment = config.deployment && Promise.resolve(config.deployment);
  async function lookUp(): Promise<Deployment> {
    const info = await client.sendRequest({ url: '/rest/api/2/serverInfo', method: 'GET' });
    const { deploymentType } = ServerInfoAnswer.parse(info);
    return deploymentType?.toLowerCase() === 'cloud' ? 'cloud' : 'data-center';
  }
  return {
    ask: createAsk({
      system: 'Jira',
      redact: createRedact([secret, ...pair]),
      timeoutMs: config.timeoutMs ?? 30_000,
      diagnose: diagnoseJira,
    }),
    deployment() {
      deployment ??= lookUp().catch((thrown: unknown) => {
        deployment = undefined;
        throw thrown;
      });
      return deployment;
    },
    send: async (schema, request) => schema.parse(await client.sendRequest(request)),
    tell: async (request) => {
      await client.sendRequest(request);
    },
    pageOf: (ticket) => `${site}/browse/${ticket}`,
    linkHosts: [...hostOf(host), ...hostOf(site), ...(config.linkHosts ?? [])],
  };
}

/** The address of a ticket, or of something of it, in version 2 of the API. */
export function issuePath(ticket: string, rest = '', version: 2 | 3 = 2): string {
  return `/rest/api/${version}/issue/${encodeURIComponent(ticket)}${rest}`;
}

/** Where tickets are searched for: the two kinds of Jira have parted here. */
export async function searchPath(client: JiraClient): Promise<string> {
  return (await client.deployment()) === 'cloud' ? '/rest/api/2/search/jql' : '/rest/api/2/search';
}

function authOf(auth: JiraConfig['auth']) {
  return auth.kind === 'basic'
    ? { type: 'basic' as const, email: auth.email, apiToken: auth.apiToken }
    : { type: 'bearer' as const, token: auth.token };
}
