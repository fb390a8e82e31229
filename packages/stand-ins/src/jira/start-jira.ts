import { timingSafeEqual } from 'node:crypto';
import { ActRefused } from '../act-refused.ts';
import { createServer, listen, type StandInOptions } from '../server.ts';
import { createWebhookSender, type Delivery, type WebhookSender } from '../webhook-sender.ts';
import { createJiraChanges, type Edit, statusOf } from './changes.ts';
import { JiraRefusal } from './fields.ts';
import { issueRoutes, type JiraRoom } from './issue-routes.ts';
import { permissionRoutes } from './permission-routes.ts';
import { propertyRoutes } from './property-routes.ts';
import { createJiraResources, type JiraDeployment } from './resources.ts';
import { fromWiki } from './rich-text.ts';
import { siteRoutes } from './site-routes.ts';
import {
  createJiraStore,
  type JiraIssue,
  type JiraUser,
  type TicketInput,
  ticketOf,
} from './store.ts';
import { ticketPage } from './ticket-page.ts';
import { createJiraWebhooks, signJira } from './webhooks.ts';

/** Everything Jira holds, as plain JSON. */
export interface JiraState {
  readonly issues: readonly JiraIssue[];
  readonly users: readonly JiraUser[];
  readonly deliveries: readonly Delivery[];
}

/** Jira on loopback: its REST API, its webhooks, and the acts of people in it. */
export interface JiraStandIn extends AsyncDisposable {
  /** The site's address (`host` for jira.js); `/browse/KEY` is a page. */
  readonly url: string;
  readonly webhooks: WebhookSender | undefined;
  /** A person creates a ticket. Throws ActRefused (400, 409). */
  createTicket(input: TicketInput): { readonly id: string; readonly key: string };
  /** A person comments, in wiki markup. Throws ActRefused (404). */
  comment(input: { ticket: string; user: string; body: string }): { readonly id: string };
  /** A person changes labels, summary, description or status. Throws ActRefused (400, 404). */
  update(input: {
    ticket: string;
    user: string;
    summary?: string;
    description?: string;
    labels?: readonly string[];
    status?: string;
  }): void;
  state(): JiraState;
}

/** Starts Jira. Only `email` with `token` is let in; at a Data Center, only the token as a bearer's. */
export async function startJira(
  options: StandInOptions & {
    readonly email: string;
    readonly token: string;
    /** Where signed webhooks go. */
    readonly webhook?: { readonly url: string; readonly secret: string };
    /** Account id of the app whose token it is; at a Data Center its user name. */
    readonly bot?: string;
    /** `cloud` without it. */
    readonly deployment?: JiraDeployment;
    /** Permissions that the account lacks in every project: `CREATE_ISSUES`. */
    readonly denied?: readonly string[];
    /** Projects that are there from the start; others are made when their first issue is. */
    readonly projects?: readonly string[];
  },
): Promise<JiraStandIn> {
  const { webhook, bot = 'patchwright', deployment = 'cloud' } = options;
  const store = createJiraStore();
  const sender =
    webhook === undefined ? undefined : createWebhookSender({ sign: signJira(webhook.secret) });
  let url = '';
  const resources = createJiraResources(store, () => url, deployment);
  const hooks = createJiraWebhooks(resources);
  const send: JiraRoom['send'] = (body) => {
    if (sender === undefined || webhook === undefined) return;
    void sender.send({ url: webhook.url, event: body.webhookEvent, body: JSON.stringify(body) });
  };
  const changes = createJiraChanges(store, { ...hooks, send });
  store.addUser({
    accountId: bot,
    displayName: 'Patchwright',
    emailAddress: options.email,
    accountType: 'app',
  });
  for (const key of options.projects ?? []) store.project(key);

  const server = createServer('jira', options);
  const allowed = Buffer.from(
    deployment === 'cloud'
      ? `Basic ${btoa(`${options.email}:${options.token}`)}`
      : `Bearer ${options.token}`,
  );
  server.addHook('onRequest', async (request, reply) => {
    const open = /^\/(browse\/|rest\/api\/\d\/serverInfo|[\w.]*(\?|$))/.test(request.url);
    const given = Buffer.from(request.headers.authorization ?? '');
    if (open || (given.length === allowed.length && timingSafeEqual(given, allowed))) return;
    reply.header('www-authenticate', 'OAuth realm="jira"');
    return reply.code(401).send({
      errorMessages: ['Client must be authenticated to access this resource.'],
      errors: {},
    });
  });
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ errorMessages: ['There is no such resource.'], errors: {} }),
  );
  server.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const refused = error instanceof JiraRefusal || error instanceof ActRefused;
    const status = refused ? error.status : (error.statusCode ?? 500);
    const errors = error instanceof JiraRefusal ? error.errors : {};
    const errorMessages = error.message === '' ? [] : [error.message];
    return reply.code(status).send({ errorMessages, errors });
  });
  const room: JiraRoom = {
    store,
    changes,
    resources,
    bot,
    created: (issue) => hooks.created(issue, bot),
    send,
  };
  // Version 3, and with it documents, is the cloud's alone.
  for (const version of deployment === 'cloud' ? (['2', '3'] as const) : (['2'] as const)) {
    issueRoutes(server, version, room);
    propertyRoutes(server, version, room);
    siteRoutes(server, version, { ...room, deployment });
    permissionRoutes(server, version, { store, denied: options.denied ?? [] });
  }
  server.get<{ Params: { key: string } }>('/browse/:key', async ({ params }, reply) =>
    reply.type('text/html; charset=utf-8').send(ticketPage(store, store.issue(params.key))),
  );

  url = await listen(server, options.port);
  return {
    url,
    webhooks: sender,
    createTicket(input) {
      const ticket = ticketOf(input);
      store.user(ticket.creator);
      const issue = store.create(ticket);
      send(hooks.created(issue, ticket.creator));
      return { id: issue.id, key: issue.key };
    },
    comment: ({ ticket, user, body }) => ({
      id: changes.comment(ticket, user, fromWiki(body)).id,
    }),
    update({ ticket, user, status, description, ...fields }) {
      const edit: Edit =
        description === undefined ? fields : { ...fields, description: fromWiki(description) };
      if (Object.keys(edit).length > 0) changes.edit(ticket, user, edit);
      if (status !== undefined) changes.transition(ticket, user, statusOf(status));
    },
    state: () => ({
      issues: store.issues(),
      users: store.users(),
      deliveries: sender?.deliveries() ?? [],
    }),
    async [Symbol.asyncDispose]() {
      await sender?.[Symbol.asyncDispose]();
      await server.close();
    },
  };
}
