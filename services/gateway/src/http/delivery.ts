import type { IncomingHttpHeaders } from 'node:http';
import { sha256 } from '@patchwright/events';
import type { Source } from '../translate/translate.ts';

/** What Slack sends to its three addresses. */
export type SlackDoor = 'commands' | 'interactions' | 'events';

/** Where a webhook came in. */
export type Address =
  | { readonly source: 'github' | 'jira' | 'sentry' }
  | { readonly source: 'slack'; readonly door: SlackDoor }
  /** A program of somebody's own, by the name in the address. */
  | { readonly source: 'custom'; readonly name: string };

const KEPT_HEADERS = [
  'content-type',
  'user-agent',
  'x-github-event',
  'x-github-delivery',
  'x-github-hook-id',
  'x-atlassian-webhook-identifier',
  'x-atlassian-webhook-retry',
  'x-slack-request-timestamp',
  'x-slack-retry-num',
  'sentry-hook-resource',
  'sentry-hook-timestamp',
  'request-id',
  'webhook-id',
  'webhook-timestamp',
] as const;

/** What happened, in the source's own word. */
export function kindOf(address: Address, headers: IncomingHttpHeaders, payload: unknown): string {
  const member = (name: string) => {
    const value = (payload as Readonly<Record<string, unknown>>)[name];
    return typeof value === 'string' ? value : 'unknown';
  };
  switch (address.source) {
    case 'github':
      return header(headers, 'x-github-event') ?? 'unknown';
    case 'sentry':
      return header(headers, 'sentry-hook-resource') ?? 'unknown';
    case 'jira':
      return member('webhookEvent').replace(/^jira:/, '');
    case 'slack':
      if (address.door === 'commands') return 'command';
      return address.door === 'events' ? slackEvent(payload) : member('type');
    case 'custom':
      return address.name;
  }
}

/** Slack asks once whether the address is ours, and wants its challenge back. */
export function challengeIn(payload: unknown): string | undefined {
  const { type, challenge } = payload as { readonly type?: unknown; readonly challenge?: unknown };
  return type === 'url_verification' && typeof challenge === 'string' ? challenge : undefined;
}

/** The sender's own name of the delivery, the same each time it is repeated; the body's digest where it gives none. */
export function deliveryIdOf(
  source: Source,
  headers: IncomingHttpHeaders,
  body: Uint8Array,
): string {
  const names = {
    github: 'x-github-delivery',
    jira: 'x-atlassian-webhook-identifier',
    sentry: 'request-id',
    slack: undefined,
    custom: 'webhook-id',
  } as const;
  const name = names[source];
  return (name && header(headers, name)?.slice(0, 200)) ?? sha256(body);
}

/** The headers that are kept with a webhook; none of them is secret. */
export function keptHeaders(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  return Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = header(headers, name);
      return value === undefined ? [] : [[name, value.slice(0, 500)]];
    }),
  );
}

/** A kind as a part of a subject. */
export function asToken(kind: string): string {
  return (
    kind
      .toLowerCase()
      .replace(/[^a-z0-9_-]+/g, '-')
      .slice(0, 60) || 'unknown'
  );
}

function slackEvent(payload: unknown): string {
  const { event } = payload as { readonly event?: { readonly type?: unknown } };
  return typeof event?.type === 'string' ? event.type : 'unknown';
}

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}
