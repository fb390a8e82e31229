import { z } from 'zod';
import { ActRefused } from '../act-refused.ts';
import { createServer, listen, type StandInOptions } from '../server.ts';
import { createWebhookSender, type Delivery, type WebhookSender } from '../webhook-sender.ts';
import { issuePage } from './issue-page.ts';
import { QueryFault } from './query.ts';
import { createSentryResources } from './resources.ts';
import { type SentryRoom, sentryRoutes } from './routes.ts';
import { createSentryStore, type SentryIssue, SentryIssueInput } from './store.ts';
import { createSentryWebhooks, type SentryWebhook, signSentry } from './webhooks.ts';

/** Everything the organisation holds, as plain JSON; the times of occurrences are left out. */
export interface SentryState {
  readonly issues: readonly (Omit<SentryIssue, 'times'> & { readonly count: number })[];
  readonly deliveries: readonly Delivery[];
}

/** Sentry on loopback: its API, its webhooks, and what happens in production. */
export interface SentryStandIn extends AsyncDisposable {
  readonly url: string;
  readonly organization: string;
  readonly webhooks: WebhookSender | undefined;
  /** An error comes up in production. It is told by `webhook`: as a new issue, by an alert rule, or not at all. */
  addIssue(
    input: z.input<typeof SentryIssueInput>,
    webhook?: 'issue' | 'event_alert' | 'none',
  ): { readonly id: string; readonly shortId: string; readonly url: string };
  /** An issue happens again, now; a resolved one is unresolved by it. Throws ActRefused (404). */
  addEvents(input: { readonly issue: string; readonly count: number }): void;
  /** A person resolves, ignores or reopens an issue. Throws ActRefused (404). */
  setStatus(input: {
    readonly issue: string;
    readonly status: 'resolved' | 'unresolved' | 'ignored';
    readonly user: string;
  }): void;
  /** An alert rule fires for an issue. Throws ActRefused (404). */
  alert(input: { readonly issue: string; readonly rule: string }): void;
  /** A metric alert changes its state. */
  metricAlert(input: {
    readonly action: 'critical' | 'warning' | 'resolved';
    readonly title: string;
    readonly text: string;
  }): void;
  state(): SentryState;
}

/** Starts Sentry. Only the bearer token is let in. */
export async function startSentry(
  options: StandInOptions & {
    readonly token: string;
    /** What the token may do; whatever is needed without it. */
    readonly scopes?: readonly string[];
    /** Slug of the one organisation. */
    readonly organization?: string;
    /** Where signed webhooks go. */
    readonly webhook?: { readonly url: string; readonly secret: string };
    /** Projects that are there from the start; others are made when their first issue is. */
    readonly projects?: readonly string[];
  },
): Promise<SentryStandIn> {
  const { webhook, organization = 'acme' } = options;
  const store = createSentryStore();
  let url = '';
  const resources = createSentryResources(organization, () => url);
  const hooks = createSentryWebhooks(resources);
  const sender =
    webhook === undefined ? undefined : createWebhookSender({ sign: signSentry(webhook.secret) });
  const send = ({ resource, body }: SentryWebhook) => {
    if (sender === undefined || webhook === undefined) return;
    void sender.send({ url: webhook.url, event: resource, body: JSON.stringify(body) });
  };
  const announce: SentryRoom['announce'] = (action, issue, by) =>
    send(hooks.issue(action, issue, by));
  for (const slug of options.projects ?? []) store.addProject(slug);

  const server = createServer('sentry', options);
  server.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/api/')) return;
    if (request.headers.authorization === `Bearer ${options.token}`) return;
    const given = request.headers.authorization !== undefined;
    const detail = given ? 'Invalid token' : 'Authentication credentials were not provided.';
    return reply.code(401).header('www-authenticate', 'Bearer').send({ detail });
  });
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ detail: 'The requested resource does not exist' }),
  );
  server.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    if (error instanceof ActRefused)
      return reply.code(error.status).send({ detail: error.message });
    if (error instanceof QueryFault) return reply.code(400).send({ detail: error.message });
    if (error instanceof z.ZodError)
      return reply.code(400).send({ detail: z.prettifyError(error) });
    return reply.code(error.statusCode ?? 500).send({ detail: error.message });
  });
  const user = 'patchwright';
  const scopes = options.scopes ?? ['event:read', 'event:write', 'project:read', 'org:read'];
  sentryRoutes(server, { organization, store, resources, url: () => url, user, scopes, announce });
  const showIssue = async (id: string) => issuePage(store.issue(id));
  server.get<{ Params: { org: string; id: string } }>(
    '/organizations/:org/issues/:id/',
    async ({ params }, reply) =>
      reply.type('text/html; charset=utf-8').send(await showIssue(params.id)),
  );
  server.get<{ Params: { org: string; id: string } }>(
    '/organizations/:org/issues/:id/events/:event/',
    async ({ params }, reply) =>
      reply.type('text/html; charset=utf-8').send(await showIssue(params.id)),
  );

  url = await listen(server, options.port);
  return {
    url,
    organization,
    webhooks: sender,
    addIssue(input, told = 'issue') {
      const issue = store.add(SentryIssueInput.parse(input));
      if (told === 'issue') announce('created', issue);
      if (told === 'event_alert') send(hooks.eventAlert(issue, 'Every new error'));
      return { id: issue.id, shortId: issue.shortId, url: resources.issueUrl(issue) };
    },
    addEvents({ issue: id, count }) {
      const before = store.issue(id);
      const now = Date.now();
      const times = [...before.times, ...Array.from({ length: count }, () => now)];
      const issue = store.put({ ...before, times, status: 'unresolved' });
      if (before.status === 'resolved') announce('unresolved', issue);
    },
    setStatus({ issue: id, status, user: by }) {
      const before = store.issue(id);
      if (before.status === status) return;
      announce(status, store.put({ ...before, status }), by);
    },
    alert: ({ issue, rule }) => send(hooks.eventAlert(store.issue(issue), rule)),
    metricAlert: (input) => send(hooks.metricAlert({ ...input, url: `${url}/` })),
    state: () => ({
      issues: store.issues().map(({ times, ...issue }) => ({ ...issue, count: times.length })),
      deliveries: sender?.deliveries() ?? [],
    }),
    async [Symbol.asyncDispose]() {
      await sender?.[Symbol.asyncDispose]();
      await server.close();
    },
  };
}
