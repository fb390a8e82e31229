import type { FastifyReply } from 'fastify';
import { createServer, listen, type StandInOptions } from '../server.ts';
import { slackSignature } from '../signatures.ts';
import {
  createWebhookSender,
  type Delivery,
  type SignWebhook,
  type WebhookSender,
} from '../webhook-sender.ts';
import { channelPage } from './channel-page.ts';
import { createActs, type SlackActs, type SlackAddresses } from './interactions.ts';
import { manifestFaults } from './manifest.ts';
import { createMethods, SlackRefusal, type SlackRoom } from './methods.ts';
import type { SlackApp } from './resources.ts';
import { createResponseUrls } from './response-urls.ts';
import { createSockets, type Sockets } from './sockets.ts';
import {
  createSlackStore,
  type Json,
  type SlackChannel,
  type SlackMessage,
  type SlackUser,
  type SlackView,
} from './store.ts';
import { createTriggers, createViewMethods } from './views.ts';

/** Everything the workspace holds, as plain JSON. */
export interface SlackState {
  readonly channels: readonly SlackChannel[];
  readonly users: readonly SlackUser[];
  readonly messages: readonly SlackMessage[];
  readonly views: readonly SlackView[];
  readonly deliveries: readonly Delivery[];
}

/** Slack on loopback: its Web API, and the acts of members. */
export interface SlackStandIn extends AsyncDisposable, SlackActs {
  readonly url: string;
  /** `slackApiUrl` for the Web API client. */
  readonly apiUrl: string;
  /** Events on their way to the app. */
  readonly webhooks: WebhookSender;
  /** Member id of the app's bot, for mentions. */
  readonly botUser: string;
  /** Where an app listens that is not posted to. */
  readonly sockets: Sockets;
  state(): SlackState;
}

/** Starts Slack. Only the bearer token is let in. */
export async function startSlack(
  options: StandInOptions & {
    readonly token: string;
    /** Where interactions, commands and events go, and what signs them. */
    readonly app?: SlackAddresses & { readonly signingSecret: string };
    /** Names of the channels that are there. */
    readonly channels?: readonly string[];
    /** Members that are there; others are made when they act. */
    readonly users?: readonly (Partial<SlackUser> & Pick<SlackUser, 'id'>)[];
    /** How long a trigger may open a modal, in milliseconds. Slack gives 3 s; a busy laptop gets 10. */
    readonly triggerLifetimeMs?: number;
    /** What the token may do, as Slack tells it in `X-OAuth-Scopes`; not told without it. */
    readonly scopes?: readonly string[];
    /** Channels that the app was not invited to, by name. */
    readonly closed?: readonly string[];
    /** The configuration token by which manifests may be looked at. */
    readonly configToken?: string;
    /** The app-level token by which an app may listen over a socket, for which it is then not posted to. */
    readonly appToken?: string;
    /** How long an app may take to acknowledge what comes over its socket, in milliseconds. */
    readonly socketPatienceMs?: number;
  },
): Promise<SlackStandIn> {
  const store = createSlackStore();
  const app: SlackApp = {
    teamId: 'T0STANDIN',
    teamDomain: 'stand-in',
    appId: 'A0PATCHWRIGHT',
    botId: 'B0PATCHWRIGHT',
    user: 'U0PATCHWRIGHT',
  };
  let url = '';
  const room: SlackRoom = { store, app, url: () => url };
  store.addUser({ id: app.user, name: 'patchwright', realName: 'Patchwright', bot: true });
  for (const user of options.users ?? []) store.addUser(user);
  for (const name of options.channels ?? ['general', 'patchwright']) store.addChannel(name);

  const triggers = createTriggers(store.nextId, options.triggerLifetimeMs ?? 10_000);
  const responses = createResponseUrls(room);
  const sign = signSlack(options.app?.signingSecret ?? '');
  const once = createWebhookSender({ sign, patienceMs: 0 });
  const events = createWebhookSender({ sign });
  const acts = createActs(room, {
    addresses: options.app,
    once,
    events,
    triggers,
    responses,
    sockets: () => sockets,
  });
  const methods = {
    ...createMethods({ ...room, closed: options.closed ?? [] }),
    ...createViewMethods(room, triggers),
  };

  const server = createServer('slack', options);
  const sockets = createSockets(server.server, {
    nextId: store.nextId,
    patienceMs: options.socketPatienceMs ?? 3000,
  });
  const refuse = (reply: FastifyReply, error: string, messages: readonly string[] = []) =>
    reply.code(200).send({
      ok: false,
      error,
      ...(messages.length > 0 ? { errors: messages, response_metadata: { messages } } : {}),
    });
  server.setErrorHandler((error: Error, _request, reply) =>
    error instanceof SlackRefusal
      ? refuse(reply, error.message, error.details)
      : reply.code(500).send({ ok: false, error: 'internal_error', detail: error.message }),
  );
  server.route<{ Params: { method: string }; Querystring: Json }>({
    method: ['GET', 'POST'],
    url: '/api/:method',
    handler: async (request, reply) => {
      const input = argumentsOf({ ...request.query, ...(request.body as Json | undefined) });
      const bearer = request.headers.authorization?.replace(/^Bearer /, '') ?? input.token;
      const { method } = request.params;
      if (bearer === undefined) return refuse(reply, 'not_authed');
      if (method === 'apps.connections.open') {
        if (options.appToken === undefined || bearer !== options.appToken) {
          return refuse(
            reply,
            bearer === options.token ? 'not_allowed_token_type' : 'invalid_auth',
          );
        }
        const ticket = sockets.issue();
        return { ok: true, url: `${url.replace(/^http/, 'ws')}/link/?ticket=${ticket}` };
      }
      if (method === 'apps.manifest.validate') {
        if (bearer !== options.configToken) return refuse(reply, 'invalid_auth');
        const faults = manifestFaults(input.manifest);
        return faults.length === 0 ? { ok: true } : refuse(reply, 'invalid_manifest', faults);
      }
      if (bearer !== options.token) return refuse(reply, 'invalid_auth');
      if (options.scopes !== undefined) reply.header('x-oauth-scopes', options.scopes.join(','));
      const run = Object.hasOwn(methods, method) ? methods[method] : undefined;
      if (run === undefined) return refuse(reply, 'unknown_method');
      return { ok: true, ...run(input) };
    },
  });
  server.post<{ Params: { team: string; id: string } }>('/actions/:team/:id', async (request) => {
    const body = (request.body ?? {}) as Json;
    const payload = typeof body.payload === 'string' ? JSON.parse(body.payload) : body;
    responses.take(request.params.id, payload as Json);
    return { ok: true };
  });
  server.get<{ Params: { channel: string } }>('/archives/:channel', page);
  server.get<{ Params: { channel: string } }>('/archives/:channel/:message', page);
  async function page(request: { params: unknown }, reply: FastifyReply) {
    const channel = store.channel((request.params as { channel: string }).channel);
    if (channel === undefined) return reply.code(404).send('There is no such channel');
    return reply.type('text/html; charset=utf-8').send(channelPage(store, channel));
  }

  url = await listen(server, options.port);
  return {
    url,
    apiUrl: `${url}/api/`,
    webhooks: events,
    botUser: app.user,
    sockets,
    ...acts,
    state: () => ({
      channels: store.channels(),
      users: store.users(),
      messages: [...store.messages()],
      views: store.views(),
      deliveries: [...once.deliveries(), ...events.deliveries()],
    }),
    async [Symbol.asyncDispose]() {
      await sockets[Symbol.asyncDispose]();
      await Promise.all([once[Symbol.asyncDispose](), events[Symbol.asyncDispose]()]);
      await server.close();
    },
  };
}

/** The time is part of what is signed, so every attempt is signed anew. */
function signSlack(secret: string): SignWebhook {
  return ({ body, attempt }) => {
    const timestamp = Math.floor(Date.now() / 1000);
    return {
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': slackSignature(secret, timestamp, body),
      ...(attempt > 1
        ? { 'x-slack-retry-num': String(attempt - 1), 'x-slack-retry-reason': 'http_error' }
        : {}),
    };
  };
}

const STRUCTURED = ['blocks', 'attachments', 'metadata', 'view'];

/** Forms carry objects as JSON texts; they are objects from here on. */
function argumentsOf(input: Json): Json {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => {
      if (!STRUCTURED.includes(name) || typeof value !== 'string') return [name, value];
      try {
        return [name, JSON.parse(value)];
      } catch {
        throw new SlackRefusal(`invalid_${name}_format`);
      }
    }),
  );
}
