import type { ServiceContext } from '@patchwright/chassis';
import { inquiryIdFor, isInquiryEvent } from '@patchwright/events';
import { foldInquiry, type Inquiry } from '@patchwright/task';
import { InquiryAnswer, NewInquiry } from '@patchwright/task/api';
import type { Config } from '../config.ts';
import { taskAt } from '../find-task.ts';
import { causeOf } from './cause.ts';
import { type Api, json, Once, refusals, TaskPath } from './describe.ts';
import { callerOf, needs } from './door.ts';
import { noTask, sendProblem } from './problem.ts';

/** Questions to the agents. The answer comes later: whoever asked looks for it by the id. */
export function inquiryRoutes(api: Api, context: ServiceContext<Config>): void {
  api.post(
    '/v1/inquiries',
    needs('operator', {
      tags: ['inquiries'],
      summary: 'Ask the agents something, or have the pull request of a task reviewed',
      headers: Once,
      body: NewInquiry,
      response: { 202: json('It is asked', InquiryAnswer), ...refusals },
    }),
    async (request, reply) => {
      const { question, intent, task: about } = request.body;
      const { person } = callerOf(request);
      const found = about === undefined ? undefined : await taskAt(context, about);
      if (about !== undefined && found?.history.length === 0) {
        return sendProblem(reply, noTask(about));
      }
      const { repository, proposal } = found?.task ?? {};
      if (intent === 'review' && proposal === undefined) {
        const title = `${about} has no pull request yet`;
        return sendProblem(reply, { status: 409, title, code: 'wrong_state' });
      }
      const cause = causeOf(request.headers, person);
      const inquiry = await context.ask(
        inquiryIdFor(cause.id, person.actor),
        {
          question,
          intent,
          by: person.actor,
          via: 'cli',
          answerTo: { kind: 'nobody' },
          ...(about === undefined ? {} : { task: about }),
          ...(repository === undefined ? {} : { repository }),
          ...(proposal === undefined ? {} : { pullRequest: proposal.pullRequest }),
        },
        { causationId: cause.id, handler: 'gateway/api', actor: person.actor },
      );
      return reply.code(202).send(answerOf(inquiry));
    },
  );

  api.get(
    '/v1/inquiries/:id',
    needs('viewer', {
      tags: ['inquiries'],
      summary: 'Show a question, and its answer once there is one',
      params: TaskPath,
      response: { 200: json('The question', InquiryAnswer), ...refusals },
    }),
    async ({ params: { id } }, reply) => {
      const { bus, tenant } = context;
      const { events } = await bus.log.history({ kind: 'inquiry', tenant, id });
      const inquiry = foldInquiry(tenant, id, events.filter(isInquiryEvent));
      if (inquiry.status !== 'unknown') return answerOf(inquiry);
      const title = `There is no inquiry ${id}`;
      return sendProblem(reply, { status: 404, title, code: 'unknown_inquiry' });
    },
  );
}

function answerOf(inquiry: Inquiry): InquiryAnswer {
  const { id, status, asked, askedAt, agent, answer, reason } = inquiry;
  return {
    id,
    status: status === 'unknown' ? 'asked' : status,
    question: asked?.question ?? '',
    by: asked?.by ?? '',
    askedAt: askedAt ?? inquiry.updatedAt,
    ...(asked?.task === undefined ? {} : { task: asked.task }),
    ...(agent === undefined ? {} : { agent }),
    ...(answer === undefined ? {} : { text: answer.text, usage: answer.usage }),
    ...(reason === undefined ? {} : { reason }),
  };
}
