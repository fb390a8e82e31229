import type { ServiceContext } from '@patchwright/chassis';
import type { ApprovalPolicy, Command, Person } from '@patchwright/task';
import { DryRun, Ordered, type OrderWord, orders } from '@patchwright/task/api';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { carryOut } from './carry-out.ts';
import { causeOf } from './cause.ts';
import { type Api, json, Once, refusals, TaskPath } from './describe.ts';
import { callerOf, needs } from './door.ts';
import { refusalOf, sendProblem } from './problem.ts';

const Guarded = Once.extend({
  'if-match': z
    .string()
    .optional()
    .describe('The `ETag` of the plan that was read; another one is not approved'),
});

/** What can be done to a task: one address for each order. */
export function orderRoutes(api: Api, context: ServiceContext<Config>): void {
  for (const word of Object.keys(orders) as OrderWord[]) orderRoute(api, context, word);
}

function orderRoute(api: Api, context: ServiceContext<Config>, word: OrderWord): void {
  const { means, role, body } = orders[word];
  api.post(
    `/v1/tasks/:id/${word}`,
    {
      ...needs(role, {
        tags: ['orders'],
        summary: means,
        params: TaskPath,
        querystring: DryRun,
        headers: word === 'approve' ? Guarded : Once,
        body: body as z.ZodType,
        response: { 200: json('It is done, or would be', Ordered), ...refusals },
      }),
      // Whoever has nothing to say besides the order need not send a body.
      preValidation: async (request) => {
        request.body ??= {};
      },
    },
    async (request, reply) => {
      const { person } = callerOf(request);
      const { dryRun } = request.query;
      const wanted = orderCommand(word, request.body, person, context.config.policy.approval);
      const tag = word === 'approve' ? digestIn(request.headers['if-match']) : undefined;
      const command = tag === undefined ? wanted : { ...wanted, digest: tag };
      const cause = causeOf(request.headers, person);
      const outcome = await carryOut(context, request.params.id, command, {
        person,
        cause,
        dryRun,
      });
      if (outcome.kind === 'refused') {
        const problem = refusalOf(outcome);
        const isOutdated = tag !== undefined && outcome.code === 'stale_digest';
        return sendProblem(reply, isOutdated ? { ...problem, status: 412 } : problem);
      }
      const { task, events } = outcome;
      const told = { task: task.id, status: task.status, events: [...events] };
      return dryRun ? { ...told, dryRun } : told;
    },
  );
}

/** The command behind an order and its body. Throws a ZodError when the body does not fit. */
function orderCommand(
  word: OrderWord,
  said: unknown,
  person: Person,
  policy: ApprovalPolicy,
): Command {
  switch (word) {
    case 'approve': {
      const { digest } = orders[word].body.parse(said);
      return { kind: word, person, policy, ...(digest === undefined ? {} : { digest }) };
    }
    case 'reject':
    case 'cancel': {
      const { reason } = orders[word].body.parse(said);
      return { kind: word, person, reason: reason || 'no reason given' };
    }
    case 'revise':
      return { kind: word, person, feedback: orders[word].body.parse(said).feedback };
    case 'retry': {
      const { from } = orders[word].body.parse(said);
      return { kind: word, person, ...(from === undefined ? {} : { from }) };
    }
    case 'priority':
      return { kind: 'prioritise', person, priority: orders[word].body.parse(said).priority };
    case 'pause':
    case 'resume':
      return { kind: word, person };
  }
}

/** The digest in an entity tag; any plan fits `*`. */
function digestIn(tag: unknown): string | undefined {
  if (typeof tag !== 'string' || tag.trim() === '*') return undefined;
  return tag.trim().replace(/^W\//, '').replaceAll('"', '');
}
