import type { FastifyInstance } from 'fastify';
import { JiraRefusal } from './fields.ts';
import type { JiraRoom } from './issue-routes.ts';
import type { ApiVersion } from './resources.ts';
import type { JiraIssue, JiraRemoteLink, JiraStore } from './store.ts';

type Json = Readonly<Record<string, unknown>>;

/** Properties of issues and comments, and remote links, in one version of the REST API. */
export function propertyRoutes(server: FastifyInstance, version: ApiVersion, room: JiraRoom): void {
  const { store } = room;
  const root = `/rest/api/${version}`;

  const holders = [
    {
      path: `${root}/issue/:id/properties`,
      self: (id: string) => `issue/${id}/properties`,
      read: (id: string) => store.issue(id).properties,
      write: (id: string, properties: Json) => store.put({ ...store.issue(id), properties }),
    },
    {
      path: `${root}/comment/:id/properties`,
      self: (id: string) => `comment/${id}/properties`,
      read: (id: string) => withComment(store, id).comment.properties,
      write: (id: string, properties: Json) => {
        const { issue, comment } = withComment(store, id);
        const comments = issue.comments.map((one) =>
          one === comment ? { ...one, properties } : one,
        );
        return store.put({ ...issue, comments });
      },
    },
  ];

  for (const holder of holders) {
    type OfHolder = { Params: { id: string } };
    type OfProperty = { Params: { id: string; key: string } };
    server.get<OfHolder>(holder.path, async ({ params }) => ({
      keys: Object.keys(holder.read(params.id)).map((key) => ({
        key,
        self: room.resources.rest(version, `${holder.self(params.id)}/${key}`),
      })),
    }));
    server.get<OfProperty>(`${holder.path}/:key`, async ({ params: { id, key } }) => {
      const properties = holder.read(id);
      if (!Object.hasOwn(properties, key)) {
        throw new JiraRefusal(404, `The property with key '${key}' does not exist.`);
      }
      return { key, value: properties[key] };
    });
    server.put<OfProperty>(`${holder.path}/:key`, async ({ params: { id, key }, body }, reply) => {
      if (body === undefined) throw new JiraRefusal(400, 'The property value must be JSON.');
      const properties = holder.read(id);
      holder.write(id, { ...properties, [key]: body });
      return reply.code(Object.hasOwn(properties, key) ? 200 : 201).send();
    });
    server.delete<OfProperty>(`${holder.path}/:key`, async ({ params: { id, key } }, reply) => {
      const { [key]: _gone, ...rest } = holder.read(id);
      holder.write(id, rest);
      return reply.code(204).send();
    });
  }

  linkRoutes(server, version, room);
}

function linkRoutes(server: FastifyInstance, version: ApiVersion, room: JiraRoom): void {
  const { store, resources } = room;
  const base = `/rest/api/${version}/issue/:issue/remotelink`;
  type OfIssue = { Params: { issue: string }; Querystring: { globalId?: string } };
  type OfLink = { Params: { issue: string; link: string } };

  const shown = (issue: JiraIssue, link: JiraRemoteLink) =>
    resources.remoteLink(version, issue, link);
  const find = (issue: JiraIssue, matches: (link: JiraRemoteLink) => boolean) => {
    const found = issue.remoteLinks.find(matches);
    if (found === undefined) throw new JiraRefusal(404, 'The remote link does not exist.');
    return found;
  };
  const replace = (issue: JiraIssue, before: JiraRemoteLink, after?: JiraRemoteLink) =>
    store.put({
      ...issue,
      remoteLinks: issue.remoteLinks.flatMap((link) =>
        link !== before ? [link] : after === undefined ? [] : [after],
      ),
    });

  server.get<OfIssue>(base, async ({ params, query }) => {
    const issue = store.issue(params.issue);
    if (query.globalId === undefined) return issue.remoteLinks.map((link) => shown(issue, link));
    return shown(
      issue,
      find(issue, (link) => link.globalId === query.globalId),
    );
  });
  server.post<OfIssue>(base, async ({ params, body }, reply) => {
    const issue = store.issue(params.issue);
    const content = contentOf(body);
    const known =
      content.globalId === null
        ? undefined
        : issue.remoteLinks.find((link) => link.globalId === content.globalId);
    const link = { id: known?.id ?? store.nextId(), ...content };
    if (known === undefined) store.put({ ...issue, remoteLinks: [...issue.remoteLinks, link] });
    else replace(issue, known, link);
    reply.code(known === undefined ? 201 : 200);
    return { id: link.id, self: shown(issue, link).self };
  });
  server.get<OfLink>(`${base}/:link`, async ({ params }) => {
    const issue = store.issue(params.issue);
    return shown(
      issue,
      find(issue, (link) => String(link.id) === params.link),
    );
  });
  server.put<OfLink>(`${base}/:link`, async ({ params, body }, reply) => {
    const issue = store.issue(params.issue);
    const before = find(issue, (link) => String(link.id) === params.link);
    replace(issue, before, { id: before.id, ...contentOf(body) });
    return reply.code(204).send();
  });
  server.delete<OfLink>(`${base}/:link`, async ({ params }, reply) => {
    const issue = store.issue(params.issue);
    replace(
      issue,
      find(issue, (link) => String(link.id) === params.link),
    );
    return reply.code(204).send();
  });
  server.delete<OfIssue>(base, async ({ params, query }, reply) => {
    const issue = store.issue(params.issue);
    replace(
      issue,
      find(issue, (link) => link.globalId === query.globalId),
    );
    return reply.code(204).send();
  });
}

function contentOf(body: unknown): Omit<JiraRemoteLink, 'id'> {
  const { globalId, application, relationship, object } = (body ?? {}) as {
    globalId?: string;
    application?: unknown;
    relationship?: string;
    object?: Json;
  };
  const errors: Record<string, string> = {};
  if (typeof object?.title !== 'string') errors.title = "'title' is required.";
  if (typeof object?.url !== 'string') errors.url = "'url' is required.";
  if (object === undefined || Object.keys(errors).length > 0) {
    throw new JiraRefusal(400, '', errors);
  }
  return {
    globalId: globalId ?? null,
    application,
    relationship: relationship ?? null,
    object,
  };
}

function withComment(store: JiraStore, id: string) {
  for (const issue of store.issues()) {
    const comment = issue.comments.find((one) => one.id === id);
    if (comment !== undefined) return { issue, comment };
  }
  throw new JiraRefusal(404, `Can not find a comment for the id: ${id}.`);
}
