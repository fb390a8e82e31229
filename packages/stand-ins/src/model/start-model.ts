import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { createServer, listen, type StandInOptions } from '../server.ts';
import { answerOf, estimateTokens } from './answer.ts';
import { ChatRequest, completionOf, completionStreamOf, messagesOf } from './chat.ts';
import { createPlayer } from './player.ts';
import { disorderOf, MessagesRequest, requestDigest, roleOf, turnOf } from './request.ts';
import { type ModelScript, readModelScript } from './script.ts';
import { streamOf } from './stream.ts';

/** A fault of the model's next answer: refused, cut off at `max_tokens`, or late. */
export const ModelFault = z.union([
  z.enum(['429', '500', '529', 'truncated', 'slow']).transform((kind) => ({
    kind,
    retryAfter: 1,
    ms: 3000,
  })),
  z.strictObject({
    kind: z.enum(['429', '500', '529', 'truncated', 'slow']),
    /** `Retry-After` of 429 and 529, in seconds. */
    retryAfter: z.int().nonnegative().default(1),
    /** Delay of `slow`, in milliseconds. */
    ms: z.int().nonnegative().default(3000),
  }),
]);

/** A validated fault, see the schema of the same name. */
export type ModelFault = z.infer<typeof ModelFault>;

/** One call of the Messages API that the scripted model saw. */
export interface ModelCall {
  /** Absent when the system prompt names none. */
  readonly role?: string;
  /** Absent when no conversation fits. */
  readonly about?: string;
  readonly step?: string;
  /** Number of the turn asked for, from 0. */
  readonly turn: number;
  /** SHA-256 of the canonical request body, without `stream`. */
  readonly digest: string;
  /** Status that was answered. */
  readonly status: number;
  readonly model: string;
  /** Why the conversation left the script, when it did. */
  readonly left?: string;
  /** ISO time. */
  readonly at: string;
}

/** All calls, and how many of them were answered although the same request had been answered before. */
export interface ModelCalls {
  readonly calls: readonly ModelCall[];
  readonly repeated: number;
}

/** A Messages API that plays scripts; chat completions are its other face. */
export interface ModelStandIn extends AsyncDisposable {
  /** Base address for the SDK (`baseURL`). */
  readonly url: string;
  /** Adds the conversations of a script: a file, or one already read. Throws a ScriptFault. */
  addScript(script: string | ModelScript): Promise<void>;
  /** Faults of the next calls of `/v1/messages`, one each, in order. */
  failNext(faults: readonly z.input<typeof ModelFault>[]): void;
  calls(): ModelCalls;
}

/** Starts the scripted model on loopback. Throws a ScriptFault when a script is wrong. */
export async function startModel(
  options: StandInOptions & {
    /** The key that is asked for, in `x-api-key` or, as newer SDKs send it, as a bearer token. */
    readonly apiKey: string;
    /** Scripts to play: files, or ones already read. */
    readonly scripts?: readonly (string | ModelScript)[];
    /** Names that `/v1/models` lists. Any name is answered. */
    readonly models?: readonly string[];
  },
): Promise<ModelStandIn> {
  const player = createPlayer();
  const calls: ModelCall[] = [];
  const models = options.models ?? ['claude-sonnet-5-5'];
  let faults: readonly ModelFault[] = [];

  const addScript = async (script: string | ModelScript) =>
    player.add(typeof script === 'string' ? await readModelScript(script) : script);
  for (const script of options.scripts ?? []) await addScript(script);

  const server = createServer('model', options);
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-scripted-model', 'true');
    reply.header('request-id', `req_${request.id}`);
    const key = request.headers['x-api-key'];
    if (key !== options.apiKey && request.headers.authorization !== `Bearer ${options.apiKey}`) {
      return fail(reply, 401, 'authentication_error', 'invalid x-api-key');
    }
    const isMessages = !request.url.startsWith('/v1/chat/');
    if (isMessages && request.headers['anthropic-version'] === undefined) {
      return fail(reply, 400, 'invalid_request_error', 'anthropic-version: header is required');
    }
  });
  server.setNotFoundHandler((_request, reply) => fail(reply, 404, 'not_found_error', 'Not found'));
  server.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
    error.statusCode === 400
      ? fail(reply, 400, 'invalid_request_error', error.message)
      : fail(reply, 500, 'api_error', error.message),
  );

  /** Plays a request; answers the reply itself when there is no answer to give. */
  async function play(request: MessagesRequest, reply: FastifyReply) {
    const role = roleOf(request);
    const digest = requestDigest(request);
    const seen = { turn: turnOf(request), digest, model: request.model };
    const record = (status: number, more: Partial<ModelCall> = {}) =>
      calls.push({
        ...(role === undefined ? {} : { role }),
        ...seen,
        ...more,
        status,
        at: new Date().toISOString(),
      });

    const [fault, ...rest] = faults;
    faults = rest;
    if (fault?.kind === '429' || fault?.kind === '529' || fault?.kind === '500') {
      record(Number(fault.kind));
      return { refusal: refuse(reply, fault) };
    }
    if (fault?.kind === 'slow') await delay(fault.ms);

    const disorder = disorderOf(request);
    if (disorder !== undefined) {
      record(400, { left: disorder });
      return { refusal: fail(reply, 400, 'invalid_request_error', disorder) };
    }
    const played = player.play(request);
    if (played.kind === 'left') {
      record(400, { left: played.message });
      return { refusal: fail(reply, 400, 'invalid_request_error', played.message) };
    }
    const { about, step } = played.conversation;
    record(200, step === undefined ? { about } : { about, step });
    return { answer: answerOf(request, played, { truncated: fault?.kind === 'truncated' }) };
  }

  server.post('/v1/messages', async ({ body }, reply) => {
    const parsed = MessagesRequest.safeParse(body);
    if (!parsed.success) return refuseShape(reply, parsed.error);
    const { answer, refusal } = await play(parsed.data, reply);
    if (answer === undefined) return refusal;
    return parsed.data.stream ? streamed(reply, streamOf(answer)) : answer;
  });

  server.post('/v1/chat/completions', async ({ body }, reply) => {
    const parsed = ChatRequest.safeParse(body);
    if (!parsed.success) return refuseShape(reply, parsed.error);
    const { answer, refusal } = await play(messagesOf(parsed.data), reply);
    if (answer === undefined) return refusal;
    return parsed.data.stream
      ? streamed(reply, completionStreamOf(answer, parsed.data))
      : completionOf(answer);
  });

  server.post('/v1/messages/count_tokens', async ({ body }, reply) => {
    const parsed = MessagesRequest.omit({ max_tokens: true }).safeParse(body);
    if (!parsed.success) return refuseShape(reply, parsed.error);
    return { input_tokens: estimateTokens(JSON.stringify(body)) };
  });

  const describeModel = (id: string) => ({
    type: 'model',
    id,
    display_name: `${id} (scripted)`,
    created_at: '2026-01-01T00:00:00Z',
  });
  server.get('/v1/models', async () => ({
    data: models.map(describeModel),
    has_more: false,
    first_id: models[0] ?? null,
    last_id: models.at(-1) ?? null,
  }));
  server.get('/v1/models/:id', async (request, reply) => {
    const { id } = request.params as { id: string };
    return models.includes(id)
      ? describeModel(id)
      : fail(reply, 404, 'not_found_error', `model: ${id}`);
  });

  const url = await listen(server, options.port);
  return {
    url,
    addScript,
    failNext(next) {
      faults = [...faults, ...next.map((fault) => ModelFault.parse(fault))];
    },
    calls: () => ({ calls, repeated: repeatedOf(calls) }),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

function streamed(reply: FastifyReply, events: Iterable<string>) {
  reply.hijack();
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  });
  for (const event of events) reply.raw.write(event);
  reply.raw.end();
  return reply;
}

function repeatedOf(calls: readonly ModelCall[]): number {
  const answered = calls.filter((call) => call.status === 200).map((call) => call.digest);
  return answered.length - new Set(answered).size;
}

function refuse(reply: FastifyReply, fault: ModelFault) {
  if (fault.kind === '500') return fail(reply, 500, 'api_error', 'Internal server error');
  reply.header('retry-after', String(fault.retryAfter));
  return fault.kind === '429'
    ? fail(reply, 429, 'rate_limit_error', 'Number of requests has exceeded your rate limit')
    : fail(reply, 529, 'overloaded_error', 'Overloaded');
}

function refuseShape(reply: FastifyReply, error: z.ZodError) {
  const issue = error.issues[0];
  const message = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`;
  return fail(reply, 400, 'invalid_request_error', message);
}

function fail(reply: FastifyReply, status: number, type: string, message: string) {
  const request_id = String(reply.getHeader('request-id') ?? '');
  return reply.code(status).send({ type: 'error', error: { type, message }, request_id });
}
