import type { FastifyInstance } from 'fastify';
import { JiraRefusal } from './fields.ts';
import { type JiraRoom, namesOf } from './issue-routes.ts';
import { search } from './jql.ts';
import { JqlFault } from './jql-parser.ts';
import { type ApiVersion, type JiraDeployment, jiraTime } from './resources.ts';
import { ISSUE_TYPES, PRIORITIES, STATUSES } from './vocabulary.ts';

type Json = Readonly<Record<string, unknown>>;

/** Search, people, projects and vocabulary, in one version of the REST API. */
export function siteRoutes(
  server: FastifyInstance,
  version: ApiVersion,
  room: JiraRoom & { readonly deployment: JiraDeployment },
): void {
  const { store, resources, bot, deployment } = room;
  const root = `/rest/api/${version}`;

  const find = (jql: string) => {
    try {
      const { found, query } = search(store.issues(), jql, { user: bot, now: new Date() });
      if (query.where === undefined) {
        throw new JqlFault(
          'Unbounded JQL queries are not allowed here. Please add a search restriction to your query.',
        );
      }
      return found;
    } catch (error) {
      if (error instanceof JqlFault) throw new JiraRefusal(400, error.message);
      throw error;
    }
  };
  const searched = (request: Json) => {
    const found = find(String(request.jql ?? ''));
    const from = Number(
      Buffer.from(String(request.nextPageToken ?? ''), 'base64url').toString() || 0,
    );
    const size = Math.min(Number(request.maxResults ?? 50), 5000);
    const page = found.slice(from, from + size);
    const isLast = from + size >= found.length;
    const fields = namesOf(request.fields);
    const properties = namesOf(request.properties);
    return {
      issues: page.map((issue) => {
        const { fields: shown, ...rest } = resources.issue(version, issue, fields);
        return {
          ...rest,
          ...(fields.length === 0 || fields.every((name) => name === 'id')
            ? {}
            : { fields: shown }),
          ...(properties.length === 0
            ? {}
            : {
                properties: Object.fromEntries(
                  Object.entries(issue.properties).filter(([key]) => properties.includes(key)),
                ),
              }),
        };
      }),
      isLast,
      ...(isLast ? {} : { nextPageToken: Buffer.from(String(from + size)).toString('base64url') }),
    };
  };
  const searchPath = deployment === 'cloud' ? `${root}/search/jql` : `${root}/search`;
  server.get(searchPath, async ({ query }) => searched(query as Json));
  server.post(searchPath, async ({ body }) => searched((body ?? {}) as Json));
  server.post(`${root}/search/approximate-count`, async ({ body }) => ({
    count: find(String((body as Json | undefined)?.jql ?? '')).length,
  }));
  if (deployment === 'cloud') {
    server.all(`${root}/search`, async () => {
      throw new JiraRefusal(
        410,
        'The requested API has been removed. Please migrate to the /rest/api/3/search/jql API.',
      );
    });
  }

  server.get(`${root}/myself`, async () => ({
    ...resources.user(version, bot),
    locale: 'en_US',
    groups: { size: 0, items: [] },
    applicationRoles: { size: 0, items: [] },
    expand: 'groups,applicationRoles',
  }));
  server.get<{ Querystring: { accountId?: string } }>(`${root}/user`, async ({ query }) => {
    const known = store.users().some((user) => user.accountId === query.accountId);
    if (!known)
      throw new JiraRefusal(
        404,
        'Specified user does not exist or you do not have required permissions',
      );
    return resources.user(version, String(query.accountId));
  });
  server.get<{ Querystring: { query?: string } }>(`${root}/user/search`, async ({ query }) => {
    const wanted = (query.query ?? '').toLowerCase();
    return store
      .users()
      .filter((user) =>
        `${user.displayName} ${user.emailAddress} ${user.accountId}`.toLowerCase().includes(wanted),
      )
      .map((user) => resources.user(version, user.accountId));
  });

  const paged = (path: string, values: readonly unknown[]) => ({
    self: resources.rest(version, path),
    maxResults: 50,
    startAt: 0,
    total: values.length,
    isLast: true,
    values,
  });
  const project = (key: string) => ({
    ...resources.project(version, key),
    description: '',
    style: 'next-gen',
    isPrivate: false,
    issueTypes: ISSUE_TYPES.map((type) => resources.issueType(version, type)),
  });
  server.get(`${root}/project/search`, async () =>
    paged(
      'project/search',
      store.projects().map(({ key }) => project(key)),
    ),
  );
  server.get<{ Params: { project: string } }>(`${root}/project/:project`, async ({ params }) => {
    const known = store
      .projects()
      .find(({ key, id }) => key === params.project.toUpperCase() || id === params.project);
    if (known !== undefined) return project(known.key);
    throw new JiraRefusal(404, `No project could be found with key '${params.project}'.`);
  });
  server.get<{ Params: { project: string } }>(
    `${root}/project/:project/statuses`,
    async ({ params }) => {
      if (!store.projects().some(({ key }) => key === params.project.toUpperCase())) {
        throw new JiraRefusal(404, `No project could be found with key '${params.project}'.`);
      }
      return ISSUE_TYPES.map((type) => ({
        ...resources.issueType(version, type),
        statuses: STATUSES.map((status) => resources.status(version, status)),
      }));
    },
  );
  server.get(`${root}/priority`, async () =>
    PRIORITIES.map((priority) => resources.choice(version, 'priority', priority)),
  );
  server.get(`${root}/priority/search`, async () =>
    paged(
      'priority/search',
      PRIORITIES.map((priority) => resources.choice(version, 'priority', priority)),
    ),
  );
  server.get(`${root}/issuetype`, async () =>
    ISSUE_TYPES.map((type) => resources.issueType(version, type)),
  );
  server.get(`${root}/status`, async () =>
    STATUSES.map((status) => resources.status(version, status)),
  );
  server.get(`${root}/label`, async () =>
    paged('label', [...new Set(store.issues().flatMap((issue) => issue.labels))].sort()),
  );
  server.get(`${root}/serverInfo`, async () => {
    const baseUrl = new URL(resources.rest(version, '')).origin;
    return {
      baseUrl,
      displayUrl: baseUrl,
      ...(deployment === 'cloud'
        ? { version: '1001.0.0-SNAPSHOT', versionNumbers: [1001, 0, 0], deploymentType: 'Cloud' }
        : { version: '10.3.0', versionNumbers: [10, 3, 0], deploymentType: 'Server' }),
      buildNumber: 100_000,
      buildDate: jiraTime(new Date(0).toISOString()),
      serverTime: jiraTime(new Date().toISOString()),
      scmInfo: 'stand-in',
      serverTitle: 'Jira (a stand-in)',
    };
  });
}
