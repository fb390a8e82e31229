import type { FastifyInstance } from 'fastify';
import { commentOf, type JiraChanges, statusOf } from './changes.ts';
import { JiraRefusal, readFields, readText } from './fields.ts';
import type { ApiVersion, JiraResources } from './resources.ts';
import type { JiraIssue, JiraStore } from './store.ts';
import type { JiraWebhook } from './webhooks.ts';

/** What the routes work on. */
export interface JiraRoom {
  readonly store: JiraStore;
  readonly changes: JiraChanges;
  readonly resources: JiraResources;
  /** Account id of the app that calls the API. */
  readonly bot: string;
  readonly created: (issue: JiraIssue) => JiraWebhook;
  readonly send: (webhook: JiraWebhook) => void;
}

type Json = Readonly<Record<string, unknown>>;

/** The names in a list parameter, given once with commas or several times. */
export function namesOf(value: unknown): readonly string[] {
  const parts = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return parts.flatMap((part) => String(part).split(',')).filter((name) => name !== '');
}

/** Issues, their comments and their transitions, in one version of the REST API. */
export function issueRoutes(server: FastifyInstance, version: ApiVersion, room: JiraRoom): void {
  const { store, changes, resources, bot } = room;
  const base = `/rest/api/${version}/issue`;

  server.post(base, async ({ body }, reply) => {
    const request = (body ?? {}) as Json;
    const fields = (request.fields ?? {}) as Json;
    const project = projectKeyOf(store, fields.project);
    const missing: Record<string, string> = {};
    if (project === undefined) missing.project = 'Specify a valid project ID or key';
    if (fields.issuetype === undefined) missing.issuetype = 'Specify an issue type';
    if (fields.summary === undefined) missing.summary = 'You must specify a summary of the issue.';
    if (project === undefined || Object.keys(missing).length > 0) {
      throw new JiraRefusal(400, '', missing);
    }
    const edit = readFields(version, request, []);
    const properties = propertiesOf(request.properties);
    const { summary = '', ...rest } = edit;
    const issue = store.create({ ...rest, summary, project, creator: bot, properties });
    room.send(room.created(issue));
    reply.code(201);
    return { id: issue.id, key: issue.key, self: resources.rest(version, `issue/${issue.id}`) };
  });

  server.get<{ Params: { issue: string }; Querystring: Json }>(
    `${base}/:issue`,
    async ({ params, query }) => {
      const issue = store.issue(params.issue);
      const fields = namesOf(query.fields);
      const expand = namesOf(query.expand);
      const wanted = namesOf(query.properties);
      const shown = Object.entries(issue.properties).filter(
        ([key]) => wanted.includes('*all') || wanted.includes(key),
      );
      return {
        ...resources.issue(version, issue, fields.length > 0 ? fields : ['*all']),
        ...(wanted.length > 0 ? { properties: Object.fromEntries(shown) } : {}),
        ...(expand.includes('changelog') ? { changelog: changelogOf(issue) } : {}),
        ...(expand.includes('transitions') ? { transitions: resources.transitions(version) } : {}),
      };
    },
  );

  server.put<{ Params: { issue: string } }>(`${base}/:issue`, async ({ params, body }, reply) => {
    const issue = store.issue(params.issue);
    const edited = changes.edit(
      issue.key,
      bot,
      readFields(version, (body ?? {}) as Json, issue.labels),
    );
    const properties = propertiesOf((body as Json | undefined)?.properties);
    if (Object.keys(properties).length > 0) {
      store.put({ ...edited, properties: { ...edited.properties, ...properties } });
    }
    return reply.code(204).send();
  });

  server.put<{ Params: { issue: string } }>(
    `${base}/:issue/assignee`,
    async ({ params, body }, reply) => {
      const account = (body as { accountId?: string | null } | undefined)?.accountId ?? null;
      changes.edit(params.issue, bot, { assignee: account });
      return reply.code(204).send();
    },
  );

  const changelogOf = (issue: JiraIssue) => ({
    startAt: 0,
    maxResults: issue.changes.length,
    total: issue.changes.length,
    histories: issue.changes.toReversed().map((change) => resources.change(version, change)),
  });
  server.get<{ Params: { issue: string } }>(`${base}/:issue/changelog`, async ({ params }) => {
    const issue = store.issue(params.issue);
    const values = issue.changes.map((change) => resources.change(version, change));
    const self = resources.rest(version, `issue/${issue.key}/changelog`);
    const total = values.length;
    return { self, maxResults: 100, startAt: 0, total, isLast: true, values };
  });

  server.get<{ Params: { issue: string } }>(`${base}/:issue/transitions`, async ({ params }) => {
    store.issue(params.issue);
    return { expand: 'transitions', transitions: resources.transitions(version) };
  });
  server.post<{ Params: { issue: string } }>(
    `${base}/:issue/transitions`,
    async ({ params, body }, reply) => {
      const { transition } = (body ?? {}) as { transition?: { id?: string } };
      if (transition?.id === undefined) {
        throw new JiraRefusal(400, "Missing 'transition' identifier");
      }
      changes.transition(params.issue, bot, statusOf(String(transition.id)));
      return reply.code(204).send();
    },
  );

  commentRoutes(server, version, room);
}

function commentRoutes(server: FastifyInstance, version: ApiVersion, room: JiraRoom): void {
  const { store, changes, resources, bot } = room;
  const base = `/rest/api/${version}/issue/:issue/comment`;
  type OfIssue = { Params: { issue: string }; Querystring: Json };
  type OfComment = { Params: { issue: string; id: string } };

  server.get<OfIssue>(base, async ({ params, query }) => {
    const issue = store.issue(params.issue);
    const startAt = Number(query.startAt ?? 0);
    const maxResults = Number(query.maxResults ?? 100);
    const newestFirst = String(query.orderBy ?? '').startsWith('-');
    const all = newestFirst ? issue.comments.toReversed() : issue.comments;
    const comments = all.slice(startAt, startAt + maxResults).map((comment) => ({
      ...resources.comment(version, issue, comment),
      ...(namesOf(query.expand).includes('properties')
        ? { properties: entriesOf(comment.properties) }
        : {}),
    }));
    return { startAt, maxResults, total: all.length, comments };
  });
  server.post<OfIssue>(base, async ({ params, body }, reply) => {
    const issue = store.issue(params.issue);
    const request = (body ?? {}) as Json;
    const text = readText(version, request.body, 'comment');
    if (text.wiki.trim() === '') {
      throw new JiraRefusal(400, '', { comment: 'Comment body can not be empty!' });
    }
    const comment = changes.comment(issue.key, bot, text, propertiesOf(request.properties));
    reply.code(201);
    return resources.comment(version, store.issue(issue.key), comment);
  });
  server.get<OfComment>(`${base}/:id`, async ({ params }) => {
    const issue = store.issue(params.issue);
    return resources.comment(version, issue, commentOf(issue, params.id));
  });
  server.put<OfComment>(`${base}/:id`, async ({ params, body }) => {
    const text = readText(version, ((body ?? {}) as Json).body, 'comment');
    const comment = changes.rewrite(params.issue, params.id, bot, text);
    return resources.comment(version, store.issue(params.issue), comment);
  });
  server.delete<OfComment>(`${base}/:id`, async ({ params }, reply) => {
    changes.remove(params.issue, params.id);
    return reply.code(204).send();
  });
}

function projectKeyOf(store: JiraStore, reference: unknown): string | undefined {
  const { key, id } = (reference ?? {}) as { key?: string; id?: string };
  if (id !== undefined) return store.projects().find((project) => project.id === String(id))?.key;
  return key !== undefined && /^[A-Z][A-Z0-9_]+$/.test(key) ? key : undefined;
}

/** Properties as requests list them, by key. */
function propertiesOf(list: unknown): Readonly<Record<string, unknown>> {
  if (!Array.isArray(list)) return {};
  return Object.fromEntries(
    list.map(({ key, value }: { key: string; value: unknown }) => [key, value]),
  );
}

function entriesOf(properties: Readonly<Record<string, unknown>>) {
  return Object.entries(properties).map(([key, value]) => ({ key, value }));
}
