import { type AggregateRef, InquiryAsked, isInquiryEvent } from '@patchwright/events';
import { foldInquiry, type Inquiry } from '@patchwright/task';
import { appendDecision } from './append-decision.ts';
import { type CommandParts, envelopeOf } from './command.ts';
import { decideStated } from './decide-stated.ts';
import type { CommandMeta, Question } from './service.ts';

/**
 * States that something is asked, and gives the inquiry as it then stands. Asking under the same id again states nothing. Throws
 * Retryable when the broker is out of reach, and a ZodError for a question that does not fit the language.
 */
export async function ask(
  parts: CommandParts,
  inquiryId: string,
  question: Question,
  meta: CommandMeta,
): Promise<Inquiry> {
  const { log, clock, tenant } = parts;
  const aggregate: AggregateRef = { kind: 'inquiry', tenant, id: inquiryId };
  const draft = InquiryAsked.of(question);
  const { history } = await appendDecision(log, clock, {
    aggregate,
    decide: (events) => decideStated(aggregate, draft, events),
    firstMark: { handler: meta.handler, index: 0 },
    markOf: (_, position) => ({ handler: meta.handler, index: position }),
    envelope: envelopeOf(parts, meta),
  });
  return foldInquiry(tenant, inquiryId, history.events.filter(isInquiryEvent));
}
