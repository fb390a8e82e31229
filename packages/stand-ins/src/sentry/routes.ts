import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ActRefused } from '../act-refused.ts';
import { conditionOf, periodOf } from './query.ts';
import type { SentryResources } from './resources.ts';
import { eventOf, type SentryIssue, type SentryProject, type SentryStore } from './store.ts';
import type { IssueAction } from './webhooks.ts';

/** What the routes work on. */
export interface SentryRoom {
  readonly organization: string;
  readonly store: SentryStore;
  readonly resources: SentryResources;
  readonly url: () => string;
  /** Who the token belongs to. */
  readonly user: string;
  /** What the token may do. */
  readonly scopes: readonly string[];
  readonly announce: (action: IssueAction, issue: SentryIssue, by?: string) => void;
}

type Query = Readonly<Record<string, string | undefined>>;

const IssueChange = z.looseObject({
  status: z
    .enum(['resolved', 'unresolved', 'ignored', 'resolvedInNextRelease'])
    .transform((status) => (status === 'resolvedInNextRelease' ? 'resolved' : status))
    .optional(),
  assignedTo: z.string().nullable().optional(),
});

/** The REST API, version 0. */
export function sentryRoutes(server: FastifyInstance, room: SentryRoom): void {
  const { store, resources, organization } = room;
  const api = '/api/0';

  server.addHook<{ Params: { org?: string } }>('preHandler', async ({ params }) => {
    if (params.org !== undefined && params.org !== organization) notThere();
  });

  const describe = () => ({ id: '1', slug: organization, name: organization });
  server.get(`${api}/`, async () => ({ version: '0', auth: { scopes: room.scopes }, user: null }));
  server.get(`${api}/organizations/`, async () => [describe()]);
  server.get(`${api}/organizations/:org/`, async () => describe());
  const projects = async (request: FastifyRequest, reply: FastifyReply) =>
    paged(room, request, reply, store.projects(), projectResource, 100);
  server.get(`${api}/projects/`, projects);
  server.get(`${api}/organizations/:org/projects/`, projects);
  server.get<{ Params: { org: string; project: string } }>(
    `${api}/projects/:org/:project/`,
    async ({ params }) => projectResource(projectOf(store, params.project)),
  );

  server.get<{ Params: { org: string }; Querystring: Query }>(
    `${api}/organizations/:org/issues/`,
    async (request, reply) => listIssues(room, request, reply, store.issues()),
  );
  server.get<{ Params: { org: string; project: string }; Querystring: Query }>(
    `${api}/projects/:org/:project/issues/`,
    async (request, reply) => {
      const project = projectOf(store, request.params.project);
      const issues = store.issues().filter((issue) => issue.project.id === project.id);
      return listIssues(room, request, reply, issues);
    },
  );

  for (const base of [`${api}/organizations/:org/issues/:id`, `${api}/issues/:id`]) {
    issueRoutes(server, base, room);
  }

  server.get<{ Params: { org: string; project: string; event: string } }>(
    `${api}/projects/:org/:project/events/:event/`,
    async ({ params }) => {
      for (const issue of store.issues()) {
        const index = indexOf(issue, params.event);
        if (index >= 0) return resources.event(issue, index);
      }
      return notThere();
    },
  );
}

function issueRoutes(server: FastifyInstance, base: string, room: SentryRoom): void {
  const { store, resources } = room;
  type OfIssue = { Params: { id: string }; Querystring: Query };

  server.get<OfIssue>(`${base}/`, async ({ params }) =>
    resources.issueDetails(store.issue(params.id)),
  );
  server.put<OfIssue>(`${base}/`, async ({ params, body }) => {
    const change = IssueChange.parse(body ?? {});
    const before = store.issue(params.id);
    const status = change.status ?? before.status;
    const assignedTo = change.assignedTo === undefined ? before.assignedTo : change.assignedTo;
    const issue = store.put({ ...before, status, assignedTo });
    if (status !== before.status) room.announce(status, issue, room.user);
    if (assignedTo !== before.assignedTo) room.announce('assigned', issue, room.user);
    return resources.issueDetails(issue);
  });

  server.get<OfIssue>(`${base}/events/`, async (request, reply) => {
    const issue = store.issue(request.params.id);
    const full = ['true', '1'].includes(request.query.full ?? '');
    const newestFirst = issue.times.map((_time, index) => issue.times.length - 1 - index);
    const show = (index: number) => {
      const event = resources.event(issue, index);
      if (full) return event;
      const { entries: _entries, contexts: _contexts, ...short } = event;
      return { ...short, 'event.type': 'error' };
    };
    return paged(room, request, reply, newestFirst, show, 100);
  });
  server.get<{ Params: { id: string; event: string } }>(
    `${base}/events/:event/`,
    async ({ params }) => {
      const issue = store.issue(params.id);
      const named: Readonly<Record<string, number>> = {
        latest: issue.times.length - 1,
        recommended: issue.times.length - 1,
        oldest: 0,
      };
      const index = named[params.event] ?? indexOf(issue, params.event);
      return index < 0 ? notThere() : resources.event(issue, index);
    },
  );

  server.get<OfIssue>(`${base}/hashes/`, async ({ params }) => {
    const issue = store.issue(params.id);
    const latestEvent = resources.event(issue, issue.times.length - 1);
    return [{ id: latestEvent.eventID, latestEvent }];
  });
  server.get<{ Params: { id: string; key: string } }>(`${base}/tags/:key/`, async ({ params }) => {
    const issue = store.issue(params.id);
    const counts = new Map<string, number>();
    for (const index of issue.times.keys()) {
      const value = eventOf(issue, index).tags[params.key];
      if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const topValues = [...counts]
      .sort((a, b) => b[1] - a[1])
      .map(([value, count]) => ({ key: params.key, name: value, value, count }));
    const totalValues = topValues.reduce((sum, { count }) => sum + count, 0);
    const uniqueValues = topValues.length;
    return { key: params.key, name: params.key, totalValues, uniqueValues, topValues };
  });

  for (const path of [`${base}/comments/`, `${base}/notes/`]) {
    server.get<OfIssue>(path, async ({ params }) =>
      store.issue(params.id).notes.toReversed().map(resources.note),
    );
    server.post<OfIssue>(path, async ({ params, body }, reply) => {
      const { text } = z.looseObject({ text: z.string().min(1) }).parse(body ?? {});
      const issue = store.issue(params.id);
      const at = new Date().toISOString();
      const note = { id: store.nextId(), user: room.user, text, at };
      store.put({ ...issue, notes: [...issue.notes, note] });
      reply.code(201);
      return resources.note(note);
    });
  }
}

function listIssues(
  room: SentryRoom,
  request: FastifyRequest<{ Querystring: Query }>,
  reply: FastifyReply,
  issues: readonly SentryIssue[],
) {
  const { query } = request;
  const now = Date.now();
  const since =
    query.statsPeriod === undefined || query.statsPeriod === ''
      ? 0
      : now - periodOf(query.statsPeriod);
  const condition = conditionOf(query.query ?? 'is:unresolved', now);
  const project = query.project;
  const found = issues.filter(
    (issue) =>
      (issue.times.at(-1) ?? 0) >= since &&
      (project === undefined ||
        project === '-1' ||
        [issue.project.id, issue.project.slug].includes(project)) &&
      condition(issue),
  );
  const shown = [...found].sort(orderOf(query.sort ?? 'date'));
  return paged(room, request, reply, shown, (issue) => room.resources.issue(issue, since), 100);
}

function orderOf(sort: string): (a: SentryIssue, b: SentryIssue) => number {
  switch (sort) {
    case 'freq':
      return (a, b) => b.times.length - a.times.length;
    case 'user':
      return (a, b) => b.input.users - a.input.users;
    case 'new':
      return (a, b) => (b.times[0] ?? 0) - (a.times[0] ?? 0);
    case 'date':
    case 'trends':
    case 'inbox':
      return (a, b) => (b.times.at(-1) ?? 0) - (a.times.at(-1) ?? 0);
    default:
      throw new ActRefused(`Invalid sort: ${sort}`, 400);
  }
}

/** One page by Sentry's cursors (`0:offset:isPrevious`), its neighbours named in `Link`. */
function paged<T>(
  room: SentryRoom,
  request: FastifyRequest,
  reply: FastifyReply,
  all: readonly T[],
  show: (one: T) => unknown,
  most: number,
) {
  const { limit, per_page, cursor } = request.query as Query;
  const size = Math.min(Math.max(Number(limit ?? per_page ?? most) || most, 1), most);
  const from = Number(cursor?.split(':')[1] ?? 0) || 0;
  const link = (rel: string, offset: number, results: boolean) => {
    const target = new URL(request.url, room.url());
    const to = `0:${Math.max(offset, 0)}:${rel === 'previous' ? 1 : 0}`;
    target.searchParams.set('cursor', to);
    return `<${target.href}>; rel="${rel}"; results="${results}"; cursor="${to}"`;
  };
  const next = from + size;
  reply.header(
    'link',
    `${link('previous', from - size, from > 0)}, ${link('next', next, next < all.length)}`,
  );
  reply.header('x-hits', String(all.length));
  return all.slice(from, next).map(show);
}

function projectResource({ id, slug, platform }: SentryProject) {
  return { id, slug, name: slug, platform, status: 'active', isMember: true, hasAccess: true };
}

function projectOf(store: SentryStore, slugOrId: string): SentryProject {
  const found = store.projects().find(({ id, slug }) => slug === slugOrId || id === slugOrId);
  return found ?? notThere();
}

function indexOf(issue: SentryIssue, eventId: string): number {
  return issue.times.findIndex((_time, index) => eventOf(issue, index).id === eventId);
}

function notThere(): never {
  throw new ActRefused('The requested resource does not exist');
}
