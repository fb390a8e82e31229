import type { FastifyInstance } from 'fastify';
import { JiraRefusal } from './fields.ts';
import { namesOf } from './issue-routes.ts';
import type { ApiVersion } from './resources.ts';
import type { JiraStore } from './store.ts';

/** What the account of the API may do in a project. */
export function permissionRoutes(
  server: FastifyInstance,
  version: ApiVersion,
  { store, denied }: { readonly store: JiraStore; readonly denied: readonly string[] },
): void {
  server.get<{ Querystring: { projectKey?: string; permissions?: string } }>(
    `/rest/api/${version}/mypermissions`,
    async ({ query }) => {
      const { projectKey } = query;
      const isKnown = store.projects().some(({ key }) => key === projectKey);
      if (projectKey !== undefined && !isKnown) {
        throw new JiraRefusal(404, `No project could be found with key '${projectKey}'.`);
      }
      const wanted = namesOf(query.permissions);
      // Like the site itself: nothing asked for is nothing answered.
      if (wanted.length === 0) {
        throw new JiraRefusal(400, "The 'permissions' query parameter is required.");
      }
      const permissions = wanted.map((key) => [
        key,
        { id: '0', key, name: key, type: 'PROJECT', havePermission: !denied.includes(key) },
      ]);
      return { permissions: Object.fromEntries(permissions) };
    },
  );
}
