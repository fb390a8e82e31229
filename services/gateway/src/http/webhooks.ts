import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceContext } from '@patchwright/chassis';
import { sha256 } from '@patchwright/events';
import { messageOf, Retryable } from '@patchwright/faults';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';
import { count } from '../counters.ts';
import { readBody, type Source, translatePayload } from '../translate/translate.ts';
import { away, type Problem, sendProblem } from './problem.ts';
import { isSigned } from './signatures.ts';

type Inbox = ServiceContext<Config>['bus']['inbox'];
type Received = Parameters<Inbox['accept']>[0];
/** What Slack sends to its three addresses. */
type SlackDoor = 'commands' | 'interactions' | 'events';

/** What receives webhooks. */
export interface WebhookParts {
  readonly inbox: Pick<Inbox, 'accept'>;
  readonly config: Pick<Config, 'secrets' | 'rules'>;
  readonly tenant: string;
  readonly log: ServiceContext<Config>['log'];
}

/** Slack shows an error to people after three seconds. */
const SLACK_PATIENCE_MS = 2500;
const KEPT_HEADERS = [
  'content-type',
  'user-agent',
  'x-github-event',
  'x-github-delivery',
  'x-github-hook-id',
  'x-atlassian-webhook-identifier',
  'x-atlassian-webhook-retry',
  'x-slack-request-timestamp',
  'sentry-hook-resource',
  'sentry-hook-timestamp',
  'request-id',
] as const;

/**
 * The addresses for webhooks. A webhook is verified over its raw bytes before anything reads them, and answered with success only
 * after it is durably stored; nothing outside is called on the way.
 */
export function webhookRoutes(server: FastifyInstance, parts: WebhookParts): void {
  // Within this scope a body is only ever bytes, so that nothing can be parsed before it is verified.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  for (const source of ['github', 'jira', 'sentry'] as const) {
    server.post(`/webhooks/${source}`, (request, reply) =>
      receive(parts, source, undefined, request, reply),
    );
  }
  for (const door of ['commands', 'interactions', 'events'] as const) {
    server.post(`/webhooks/slack/${door}`, (request, reply) =>
      receive(parts, 'slack', door, request, reply),
    );
  }
}

async function receive(
  parts: WebhookParts,
  source: Source,
  door: SlackDoor | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { config, tenant, log } = parts;
  const tally = (outcome: string) => count('webhooks', `${source} ${outcome}`);
  const refuse = (outcome: string, problem: Problem) => {
    tally(outcome);
    return sendProblem(reply, problem);
  };
  const secret = config.secrets[source];
  if (secret === undefined) {
    log.warn(
      { source },
      'a webhook came, but no secret is configured to verify it by; the source is closed',
    );
    return refuse('closed', { status: 503, title: 'This source is closed' });
  }
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  if (!isSigned(source, secret, { headers: request.headers, raw: body, now: Date.now() })) {
    return refuse('unsigned', { status: 401, title: 'The signature is missing or wrong' });
  }
  const payload = readBody(source, body);
  if (payload === undefined) {
    return refuse('malformed', { status: 400, title: 'The body is not JSON' });
  }
  const challenge = challengeIn(payload);
  if (challenge !== undefined) return reply.code(200).type('text/plain').send(challenge);
  const kind = kindOf(source, door, request.headers, payload);
  const meaning = translatePayload(source, kind, payload, config.rules);
  if (meaning.kind === 'unreadable') {
    return refuse('malformed', {
      status: 400,
      title: 'The webhook cannot be read',
      detail: meaning.reason,
    });
  }
  if (meaning.intents.length === 0) {
    tally('of no interest');
    return door === undefined ? reply.code(202).send({ stored: false }) : reply.code(200).send();
  }
  try {
    const stored = await within(
      door === undefined ? undefined : SLACK_PATIENCE_MS,
      parts.inbox.accept({
        source,
        tenant,
        kind: asToken(kind),
        deliveryId: deliveryIdOf(source, request.headers, body),
        receivedAt: new Date().toISOString(),
        headers: keptHeaders(request.headers),
        body,
      } satisfies Received),
    );
    tally(stored.duplicate ? 'repeated' : 'accepted');
    if (door === undefined) return reply.code(202).send({ stored: true, ...stored });
    return door === 'commands'
      ? reply.code(200).send({ response_type: 'ephemeral', text: 'On it.' })
      : reply.code(200).send();
  } catch (thrown) {
    if (!(thrown instanceof Retryable)) throw thrown;
    log.warn(
      { source, reason: messageOf(thrown) },
      'a webhook could not be stored; its sender is asked to come back',
    );
    return refuse('not stored', away(messageOf(thrown), thrown.afterMs));
  }
}

/** What happened, in the source's own word. */
function kindOf(
  source: Source,
  door: SlackDoor | undefined,
  headers: IncomingHttpHeaders,
  payload: unknown,
): string {
  const member = (name: string) => {
    const value = (payload as Readonly<Record<string, unknown>>)[name];
    return typeof value === 'string' ? value : 'unknown';
  };
  switch (source) {
    case 'github':
      return header(headers, 'x-github-event') ?? 'unknown';
    case 'sentry':
      return header(headers, 'sentry-hook-resource') ?? 'unknown';
    case 'jira':
      return member('webhookEvent').replace(/^jira:/, '');
    case 'slack':
      if (door === 'commands') return 'command';
      return door === 'events' ? slackEvent(payload) : member('type');
  }
}

function slackEvent(payload: unknown): string {
  const { event } = payload as { readonly event?: { readonly type?: unknown } };
  return typeof event?.type === 'string' ? event.type : 'unknown';
}

/** Slack asks once whether the address is ours. */
function challengeIn(payload: unknown): string | undefined {
  const { type, challenge } = payload as { readonly type?: unknown; readonly challenge?: unknown };
  return type === 'url_verification' && typeof challenge === 'string' ? challenge : undefined;
}

/** The sender's own name of the delivery; the body's digest where it gives none. */
function deliveryIdOf(source: Source, headers: IncomingHttpHeaders, body: Uint8Array): string {
  const names = {
    github: 'x-github-delivery',
    jira: 'x-atlassian-webhook-identifier',
    sentry: 'request-id',
    slack: undefined,
  } as const;
  const name = names[source];
  return (name && header(headers, name)?.slice(0, 200)) ?? sha256(body);
}

function keptHeaders(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  return Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = header(headers, name);
      return value === undefined ? [] : [[name, value.slice(0, 500)]];
    }),
  );
}

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

function asToken(kind: string): string {
  return (
    kind
      .toLowerCase()
      .replace(/[^a-z0-9_-]+/g, '-')
      .slice(0, 60) || 'unknown'
  );
}

async function within<T>(ms: number | undefined, work: Promise<T>): Promise<T> {
  if (ms === undefined) return work;
  const done = new AbortController();
  const late = pause(ms, undefined, { signal: done.signal }).then(() => {
    throw new Retryable('storing took too long');
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort();
    work.catch(() => undefined);
  }
}
