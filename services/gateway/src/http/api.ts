import type { ServiceContext } from '@patchwright/chassis';
import type { FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Config } from '../config.ts';
import { typed } from './describe.ts';
import { openDoor } from './door.ts';
import { eventRoutes } from './event-routes.ts';
import { inquiryRoutes } from './inquiry-routes.ts';
import { letterRoutes } from './letter-routes.ts';
import { meshRoutes } from './mesh-routes.ts';
import { metricsRoute } from './metrics.ts';
import { describeRoutes, serveDescription } from './openapi.ts';
import { orderRoutes } from './order-routes.ts';
import { reportRoutes } from './report-routes.ts';
import { streamRoutes } from './stream-routes.ts';
import { taskRoutes } from './task-routes.ts';

/** The REST API. Its description is open to everybody; all else only to whoever shows a bearer token. */
export function apiRoutes(server: FastifyInstance, context: ServiceContext<Config>): void {
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  describeRoutes(server);

  server.register(async (scope) => {
    scope.addHook('onRequest', openDoor(context));
    const api = typed(scope);
    taskRoutes(api, context);
    orderRoutes(api, context);
    reportRoutes(api, context);
    inquiryRoutes(api, context);
    eventRoutes(api, context);
    streamRoutes(api, context);
    letterRoutes(api, context);
    meshRoutes(api, context);
    metricsRoute(api, context);
  });

  serveDescription(server);
}
