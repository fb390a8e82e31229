import { fastifySwagger } from '@fastify/swagger';
import { fastifySwaggerUi } from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';

const TAGS = {
  tasks: 'What is worked on',
  orders: 'What people decide about a task',
  reports: 'What is known of a task besides where it stands',
  inquiries: 'Questions to the agents, and their answers',
  events: 'The facts, as they lie on the log and as they happen',
  'dead letters': 'Work that could not be done',
  mesh: 'The mesh itself, and who asks',
} as const;

/** Collects the routes that are added after it, and describes them by OpenAPI 3.1; `server.swagger()` answers the description. */
export function describeRoutes(server: FastifyInstance): void {
  server.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Patchwright',
        version: '1',
        description:
          'Tickets and production errors become reviewed, tested pull requests. Errors are problem+json (RFC 9457); ignore members that you do not know.',
      },
      tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            description: 'A token of this mesh, or of the identity provider that it trusts',
          },
        },
      },
      security: [{ bearer: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
}

/** Serves the description as JSON at `/v1/openapi.json`, and as a page to try it with at `/docs`. */
export function serveDescription(server: FastifyInstance): void {
  server.get('/v1/openapi.json', { schema: { hide: true } }, async () => server.swagger());
  server.register(fastifySwaggerUi, { routePrefix: '/docs', staticCSP: true });
}
