import { Problem } from '@patchwright/task/api';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';

/** The server as the API's routes see it: requests and answers are what their schemas say. */
export type Api = ReturnType<typeof typed>;

/** The server with the types of its schemas. */
export function typed(server: FastifyInstance) {
  return server.withTypeProvider<ZodTypeProvider>();
}

/** Which task a path speaks of. */
export const TaskPath = z.object({
  id: z
    .string()
    .regex(/^[a-z0-9_-]{1,64}$/)
    .describe('The id of the task'),
});

/** Which dead letter a path speaks of. */
export const LetterPath = z.object({ id: z.string().regex(/^[1-9][0-9]{0,15}$/) });

/** The headers of whatever may be sent again. */
export const Once = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\w.:-]{1,100}$/, 'letters, digits, ".", ":", "_" and "-" only')
    .optional()
    .describe('The same key never does anything twice'),
});

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Problem } },
});

/** An answer of the kind that a schema describes. */
export function json<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { 'application/json': { schema } } };
}

/** The answers that any route may give besides its own. */
export const refusals = {
  '4xx': problem('The request was refused; `code` and `next` say why and what to do'),
  '5xx': problem('It could not be carried out; `Retry-After` says when to come again'),
} as const;
