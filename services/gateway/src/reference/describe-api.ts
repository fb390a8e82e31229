import type { ServiceContext } from '@patchwright/chassis';
import { fastify } from 'fastify';
import type { Config } from '../config.ts';
import { readConfig } from '../config.ts';
import { apiRoutes } from '../http/api.ts';

/** The API as it describes itself, without a mesh behind it, and every route that was added. */
export async function describeApi(): Promise<{
  readonly description: object;
  readonly routes: readonly { readonly method: string; readonly url: string }[];
}> {
  const server = fastify({ exposeHeadRoutes: false });
  const routes: { method: string; url: string }[] = [];
  server.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.push({ method: one, url });
  });
  const { config } = readConfig({});
  // No route is called, so nothing of the mesh is touched.
  const context = { config, bus: {}, tenant: 'main' } as unknown as ServiceContext<Config>;
  server.register(async (scope) => apiRoutes(scope, context));
  await server.ready();
  const answer = await server.inject('/v1/openapi.json');
  await server.close();
  return { description: answer.json<object>(), routes };
}
