import { type ClientConfig, createClient, type SendRequestOptions } from 'jira.js/core';
import type { z } from 'zod';
import { type Ask, createAsk } from '../ask.ts';
import { createRedact } from '../redact.ts';
import { diagnoseJira } from './diagnose.ts';

/** How Jira is reached, and as whom. */
export interface JiraConfig {
  /** The site's address, for example `https://acme.atlassian.net`. */
  readonly baseUrl: string;
  /** E-mail and API token for the cloud, a personal access token for Data Center. */
  readonly auth:
    | { readonly kind: 'basic'; readonly email: string; readonly apiToken: string }
    | { readonly kind: 'bearer'; readonly token: string };
  /** `cloud` without it. */
  readonly deployment?: 'cloud' | 'data-center';
  /** Names of the statuses, where the workflow has others than Jira's own. */
  readonly statuses?: Partial<Readonly<Record<'in_progress' | 'in_review' | 'done', string>>>;
  /** How long a search may lag behind a new ticket, in milliseconds: a probe looks a second time after it. 2,000 without it. */
  readonly indexingMs?: number;
  /** Time limit of one call in milliseconds; 30,000 without it. */
  readonly timeoutMs?: number;
}

/** Jira as the reads and writes of the port use it. */
export interface JiraClient {
  readonly ask: Ask;
  readonly cloud: boolean;
  /** Sends one request and reads its answer. */
  readonly send: <T>(schema: z.ZodType<T>, request: SendRequestOptions) => Promise<T>;
  /** Sends one request whose answer does not matter. */
  readonly tell: (request: SendRequestOptions) => Promise<void>;
  /** Where people see a ticket. */
  readonly pageOf: (ticket: string) => string;
}

/**
 * Makes the client of one configuration: the SDK's transport and credentials under version 2 of the API,
 * whose texts are plain in both directions and which the cloud and Data Center share.
 * Nothing is contacted before the first call.
 */
export function createJiraClient(config: JiraConfig): JiraClient {
  const host = config.baseUrl.replace(/\/+$/, '');
  const { auth } = config;
  const secret = auth.kind === 'basic' ? auth.apiToken : auth.token;
  const pair = auth.kind === 'basic' ? [`${auth.email}:${auth.apiToken}`] : [];
  const client = createClient({
    host,
    auth: authOf(auth),
    retry: { maxAttempts: 1 },
    onSchemaMismatch: 'silent',
  } satisfies ClientConfig);
  return {
    ask: createAsk({
      system: 'Jira',
      redact: createRedact([secret, ...pair]),
      timeoutMs: config.timeoutMs ?? 30_000,
      diagnose: diagnoseJira,
    }),
    cloud: config.deployment !== 'data-center',
    send: async (schema, request) => schema.parse(await client.sendRequest(request)),
    tell: async (request) => {
      await client.sendRequest(request);
    },
    pageOf: (ticket) => `${host}/browse/${ticket}`,
  };
}

/** The address of a ticket, or of something of it, in version 2 of the API. */
export function issuePath(ticket: string, rest = '', version: 2 | 3 = 2): string {
  return `/rest/api/${version}/issue/${encodeURIComponent(ticket)}${rest}`;
}

function authOf(auth: JiraConfig['auth']) {
  return auth.kind === 'basic'
    ? { type: 'basic' as const, email: auth.email, apiToken: auth.apiToken }
    : { type: 'bearer' as const, token: auth.token };
}
