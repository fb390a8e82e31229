import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceContext } from '@patchwright/chassis';
import { isFault, messageOf, Retryable } from '@patchwright/faults';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';
import { count } from '../counters.ts';
import { isAllowed, SECRET_NAMES, senderOf } from '../edge.ts';
import { readBody, type Source, translatePayload } from '../translate/translate.ts';
import {
  type Address,
  asToken,
  challengeIn,
  deliveryIdOf,
  keptHeaders,
  kindOf,
} from './delivery.ts';
import { away, type Problem, sendProblem } from './problem.ts';
import { type Verdict, verify } from './signatures.ts';
import { countStrangers, type Strangers } from './strangers.ts';

type Inbox = ServiceContext<Config>['bus']['inbox'];
type Received = Parameters<Inbox['accept']>[0];

/** What receives webhooks. */
export interface WebhookParts {
  readonly inbox: Pick<Inbox, 'accept'>;
  readonly config: Pick<Config, 'edge' | 'rules'>;
  readonly tenant: string;
  readonly log: ServiceContext<Config>['log'];
}

/** How long a source's sender is kept waiting for the log: Slack shows an error after three seconds, Sentry counts a failure after one. */
const PATIENCE_MS: Readonly<Partial<Record<Source, number>>> = { slack: 2500, sentry: 800 };
/** What a stranger who sends too much may still have read, since it may turn out to be none. */
const CHEAP_BYTES = 1024 * 1024;

/** A webhook on its way in. */
interface Arrival {
  readonly parts: WebhookParts;
  readonly strangers: Strangers;
  readonly address: Address;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/**
 * The addresses for webhooks. A webhook is verified over its raw bytes before anything reads them, and answered with success only
 * after it is durably stored; nothing outside is called on the way. The server must know `@fastify/rate-limit`.
 */
export function webhookRoutes(server: FastifyInstance, parts: WebhookParts): void {
  const strangers = countStrangers(server, parts.config.edge.strangersPerMinute);
  // Within this scope a body is only ever bytes, so that nothing can be parsed before it is verified.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );

  function open(path: string, addressOf: (request: FastifyRequest) => Address): void {
    const arrival = (request: FastifyRequest, reply: FastifyReply): Arrival => ({
      parts,
      strangers,
      address: addressOf(request),
      request,
      reply,
    });
    server.post(path, {
      onRequest: (request, reply) => turnAway(arrival(request, reply)),
      handler: (request, reply) => receive(arrival(request, reply)),
    });
  }
  for (const source of ['github', 'jira', 'sentry'] as const) {
    open(`/webhooks/${source}`, () => ({ source }));
  }
  for (const door of ['commands', 'interactions', 'events'] as const) {
    open(`/webhooks/slack/${door}`, () => ({ source: 'slack', door }));
  }
  open('/webhooks/custom/:name', ({ params }) => {
    const { name } = params as { readonly name: string };
    return { source: 'custom', name };
  });
}

/** What is refused before its body is read. */
async function turnAway(arrival: Arrival): Promise<FastifyReply | undefined> {
  const { parts, strangers, address, request } = arrival;
  const { source } = address;
  const { edge } = parts.config;
  if (secretsFor(arrival).length === 0) {
    const why = 'a webhook came, but no secret is configured to verify it by; the source is closed';
    parts.log.warn({ source, request_id: request.id, setting: SECRET_NAMES[source] }, why);
    return refuse(arrival, 'closed', { status: 503, title: 'This source is closed' });
  }
  const list = edge.allowed[source];
  if (list !== undefined && !isAllowed(list, request.ip)) {
    const title = 'Webhooks of this source are not taken from this address';
    return refuse(arrival, 'not allowed', { status: 403, title });
  }
  const length = Number(request.headers['content-length'] ?? Number.POSITIVE_INFINITY);
  if (length <= CHEAP_BYTES) return undefined;
  const { isOver, retryAfter } = await strangers.look(request);
  return isOver ? refuse(arrival, 'limited', tooMany(retryAfter)) : undefined;
}

async function receive(arrival: Arrival): Promise<FastifyReply> {
  const { parts, address, request, reply } = arrival;
  const { source } = address;
  const { headers } = request;
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const verdict = verify(source, secretsFor(arrival), { headers, raw: body, now: Date.now() });
  if (verdict.kind !== 'verified') return doubt(arrival, verdict);
  count('verified', { source: sender(arrival), secret: `${verdict.secret}` });
  const payload = readBody(source, body);
  if (payload === undefined) return refuse(arrival, 'malformed', unreadable(request));
  const challenge = challengeIn(payload);
  if (challenge !== undefined) return reply.code(200).type('text/plain').send(challenge);
  const kind = kindOf(address, headers, payload);
  const meaning = translatePayload(source, kind, payload, parts.config.rules);
  if (meaning.kind === 'unreadable') {
    return refuse(arrival, 'malformed', {
      status: 400,
      title: 'The webhook cannot be read',
      detail: meaning.reason,
    });
  }
  if (meaning.intents.length === 0) {
    tally(arrival, 'of no interest');
    return source === 'slack' ? reply.code(200).send() : reply.code(202).send({ stored: false });
  }
  return store(arrival, kind, body);
}

async function store(arrival: Arrival, kind: string, body: Buffer): Promise<FastifyReply> {
  const { parts, address, request, reply } = arrival;
  const { source } = address;
  try {
    const stored = await within(
      PATIENCE_MS[source],
      parts.inbox.accept({
        source,
        tenant: parts.tenant,
        kind: asToken(kind),
        deliveryId: deliveryIdOf(source, request.headers, body),
        receivedAt: new Date().toISOString(),
        headers: keptHeaders(request.headers),
        body,
      } satisfies Received),
    );
    tally(arrival, stored.duplicate ? 'repeated' : 'accepted');
    if (address.source !== 'slack') return reply.code(202).send({ stored: true, ...stored });
    return address.door === 'commands'
      ? reply.code(200).send({ response_type: 'ephemeral', text: 'On it.' })
      : reply.code(200).send();
  } catch (thrown) {
    // Whatever keeps the log from storing it, the sender has to keep it.
    if (!isFault(thrown)) throw thrown;
    const reason = messageOf(thrown);
    parts.log.warn(
      { source, reason, request_id: request.id },
      'a webhook could not be stored; its sender is asked to come back',
    );
    return refuse(
      arrival,
      'not stored',
      away(reason, thrown instanceof Retryable ? thrown.afterMs : undefined),
    );
  }
}

/** Answers what could not be verified. One line in the log for each minute, source and address: strangers do not fill it. */
async function doubt(
  arrival: Arrival,
  verdict: Exclude<Verdict, { kind: 'verified' }>,
): Promise<FastifyReply> {
  const { parts, strangers, request } = arrival;
  const { isOver, isNews, retryAfter } = await strangers.add(request);
  if (isNews) {
    const detail = { source: sender(arrival), address: request.ip, request_id: request.id };
    if (verdict.kind === 'stale') {
      const why =
        'a webhook is rightly signed, at another time than ours: clock skew, or somebody repeats it';
      parts.log.warn({ ...detail, skew_s: verdict.skewS }, why);
    } else {
      parts.log.warn({ ...detail, signature: verdict.kind }, 'a webhook could not be verified');
    }
  }
  if (isOver) return refuse(arrival, 'limited', tooMany(retryAfter));
  const title =
    verdict.kind === 'stale'
      ? 'The signature is too old, or of a time to come'
      : 'The signature is missing or wrong';
  return refuse(arrival, verdict.kind, { status: 401, title });
}

function refuse(arrival: Arrival, outcome: string, problem: Problem): FastifyReply {
  tally(arrival, outcome);
  return sendProblem(arrival.reply, problem);
}

function tally({ address }: Arrival, outcome: string): void {
  count('webhooks', { source: address.source, outcome });
}

function sender({ address }: Arrival): string {
  return address.source === 'custom'
    ? senderOf(address.source, address.name)
    : senderOf(address.source);
}

function secretsFor(arrival: Arrival): readonly string[] {
  const { secrets } = arrival.parts.config.edge;
  const name = sender(arrival);
  return Object.hasOwn(secrets, name) ? (secrets[name] ?? []) : [];
}

function tooMany(retryAfter: number): Problem {
  return { status: 429, title: 'Too much that cannot be verified', retryAfter };
}

/** Signed, but no JSON: the type that the sender gave tells whether it was meant to be. */
function unreadable({ headers }: FastifyRequest): Problem {
  const type = headers['content-type'] ?? '';
  return type === '' || /json|x-www-form-urlencoded|^text\/plain/i.test(type)
    ? { status: 400, title: 'The body is not JSON' }
    : { status: 415, title: 'The body is not JSON', detail: 'Send application/json.' };
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
