import type { DeadLetter, ServiceContext } from '@patchwright/chassis';
import { messageOf, Terminal } from '@patchwright/faults';
import type { Person } from '@patchwright/task';
import { AllRedriven, Dropped, DryRun, Letter, Letters, Redriven } from '@patchwright/task/api';
import type { Config } from '../config.ts';
import { carryOut } from './carry-out.ts';
import { type Api, json, LetterPath, refusals } from './describe.ts';
import { callerOf, needs } from './door.ts';
import { type Problem, refusalOf, sendProblem } from './problem.ts';

/** Work that could not be done: seen, sent again, or laid aside for good. */
export function letterRoutes(api: Api, context: ServiceContext<Config>): void {
  const { deadLetters } = context.bus;
  const tags = ['dead letters'];

  api.get(
    '/v1/dead-letters',
    needs('viewer', {
      tags,
      summary: 'List the work that could not be done',
      response: { 200: json('The letters', Letters), ...refusals },
    }),
    async () => ({ letters: (await deadLetters.list()).map(answerOf) }),
  );

  api.get(
    '/v1/dead-letters/:id',
    needs('viewer', {
      tags,
      summary: 'Show one dead letter',
      params: LetterPath,
      response: { 200: json('The letter', Letter), ...refusals },
    }),
    async ({ params: { id } }, reply) => {
      const letter = await deadLetters.get(id);
      return letter === undefined ? sendProblem(reply, noLetter(id)) : answerOf(letter);
    },
  );

  api.post(
    '/v1/dead-letters/:id/redrive',
    needs('operator', {
      tags,
      summary: 'Offer the work of a letter again, and remove the letter',
      params: LetterPath,
      querystring: DryRun,
      response: { 200: json('It is sent, or would be', Redriven), ...refusals },
    }),
    async (request, reply) => {
      const { id } = request.params;
      const letter = await deadLetters.get(id);
      if (letter === undefined) return sendProblem(reply, noLetter(id));
      const { dryRun } = request.query;
      const problem = await redrive(context, letter, callerOf(request).person, dryRun);
      if (problem !== undefined) return sendProblem(reply, problem);
      return dryRun ? { redriven: id, dryRun } : { redriven: id };
    },
  );

  api.post(
    '/v1/dead-letters/redrive',
    needs('operator', {
      tags,
      summary: 'Offer the work of all letters again; one that cannot be sent holds up no other',
      querystring: DryRun,
      response: { 200: json('What came of each', AllRedriven), ...refusals },
    }),
    async (request) => {
      const { person } = callerOf(request);
      const { dryRun } = request.query;
      const letters: (typeof AllRedriven)['_output']['letters'] = [];
      for (const letter of await deadLetters.list()) {
        const { id } = letter;
        const problem = await redrive(context, letter, person, dryRun);
        if (problem === undefined) letters.push({ id, result: dryRun ? 'would send' : 'sent' });
        else letters.push({ id, result: 'refused', reason: problem.detail ?? problem.title });
      }
      return { letters };
    },
  );

  api.delete(
    '/v1/dead-letters/:id',
    needs('admin', {
      tags,
      summary: 'Remove a letter without doing its work; its task stays where it is',
      params: LetterPath,
      response: { 200: json('It is gone', Dropped), ...refusals },
    }),
    async (request, reply) => {
      const { id } = request.params;
      const letter = await deadLetters.get(id);
      if (letter === undefined) return sendProblem(reply, noLetter(id));
      await deadLetters.drop(id);
      const { actor } = callerOf(request).person;
      context.log.info({ letter: id, actor, reason: letter.reason }, 'a dead letter was dropped');
      return { dropped: id };
    },
  );
}

/** Sends the work of a letter again, and says so on its task. Answers why not, where it cannot be done. */
async function redrive(
  context: ServiceContext<Config>,
  { id, item }: DeadLetter,
  person: Person,
  dryRun: boolean,
): Promise<Problem | undefined> {
  if (item !== undefined && item.kind !== 'monitor' && item.kind !== 'notify') {
    const command = { kind: 'redrive', person, work: item.kind } as const;
    const cause = { id: `letter:${id}`, key: undefined };
    const outcome = await carryOut(context, item.id, command, { person, cause, dryRun });
    // A task that went on without this work has nothing parked; the work itself finds out that it is too late.
    if (outcome.kind === 'refused' && outcome.code === 'not_allowed') return refusalOf(outcome);
  }
  if (dryRun) return undefined;
  try {
    await context.bus.deadLetters.redrive(id);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof Terminal)) throw thrown;
    return { status: 422, title: 'It cannot be sent again', detail: messageOf(thrown) };
  }
}

function answerOf({ id, item, inboxSeq, reason, attempts, at }: DeadLetter): Letter {
  return {
    id,
    reason,
    attempts,
    at,
    ...(item === undefined ? {} : { item: { ...item } }),
    ...(inboxSeq === undefined ? {} : { inboxSeq }),
  };
}

function noLetter(id: string): Problem {
  const next = 'See which there are by GET /v1/dead-letters.';
  return { status: 404, title: `There is no dead letter ${id}`, code: 'unknown_letter', next };
}
