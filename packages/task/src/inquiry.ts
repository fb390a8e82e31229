import type { InquiryDraft, InquiryEvent } from '@patchwright/events';
import type { Task } from './task.ts';

type Asked = Extract<InquiryDraft, { type: 'inquiry_asked' }>['data'];
type Answered = Extract<InquiryDraft, { type: 'inquiry_answered' }>['data'];

/** What is known of an inquiry: the fold of its events. */
export interface Inquiry {
  readonly status: 'unknown' | 'asked' | 'answered' | 'failed';
  readonly id: string;
  readonly tenant: string;
  readonly version: number;
  readonly asked?: Asked;
  readonly askedAt?: string;
  /** Who answered, or could not. */
  readonly agent?: string;
  readonly answer?: Answered;
  /** Why it could not be answered. */
  readonly reason?: string;
  readonly updatedAt: string;
}

/** On whom an inquiry draws: on whoever asked, and on the repository that it is about, if it is about one. Pure. */
export function inquiryAccount(
  { by, repository, pullRequest }: Pick<Asked, 'by' | 'repository' | 'pullRequest'>,
  task: Pick<Task, 'repository'> | undefined,
): Pick<Task, 'requester' | 'repository'> {
  const about = repository ?? task?.repository ?? pullRequest?.repository;
  return { requester: by, ...(about === undefined ? {} : { repository: about }) };
}

/** The answer: facts to append, or why not. */
export type InquiryDecision =
  | { readonly kind: 'accepted'; readonly drafts: readonly InquiryDraft[] }
  | {
      readonly kind: 'refused';
      readonly code: 'already_asked' | 'unknown_inquiry' | 'already_ended';
      readonly reason: string;
    };

/** An inquiry before its first event. */
export function initialInquiry(tenant: string, id: string): Inquiry {
  return { status: 'unknown', id, tenant, version: 0, updatedAt: '' };
}

/** What is true of the inquiry after the event. Total; an event that was folded already changes nothing. */
export function evolveInquiry(inquiry: Inquiry, event: InquiryEvent): Inquiry {
  if (event.aggVersion <= inquiry.version) return inquiry;
  const known = { ...inquiry, version: event.aggVersion, updatedAt: event.time };
  switch (event.type) {
    case 'inquiry_asked':
      return inquiry.status === 'unknown'
        ? { ...known, status: 'asked', asked: event.data, askedAt: event.time }
        : known;
    case 'inquiry_answered':
      return { ...known, status: 'answered', agent: event.data.agent, answer: event.data };
    case 'inquiry_failed': {
      const { agent, reason } = event.data;
      return { ...known, status: 'failed', reason, ...(agent === undefined ? {} : { agent }) };
    }
  }
}

/** What is true of an inquiry after its events, oldest first. */
export function foldInquiry(tenant: string, id: string, events: Iterable<InquiryEvent>): Inquiry {
  let inquiry = initialInquiry(tenant, id);
  for (const event of events) inquiry = evolveInquiry(inquiry, event);
  return inquiry;
}

/** Whether a fact about an inquiry may be stated: it is asked once, and answered or given up once. Pure. */
export function decideInquiry(draft: InquiryDraft, inquiry: Inquiry): InquiryDecision {
  if (draft.type === 'inquiry_asked') {
    return inquiry.status === 'unknown'
      ? { kind: 'accepted', drafts: [draft] }
      : refuse('already_asked', `${inquiry.id} was asked before. Ask anew for another answer.`);
  }
  switch (inquiry.status) {
    case 'unknown':
      return refuse('unknown_inquiry', `${inquiry.id} was never asked, so it has no answer.`);
    case 'asked':
      return { kind: 'accepted', drafts: [draft] };
    case 'answered':
    case 'failed':
      return refuse(
        'already_ended',
        `${inquiry.id} is ${inquiry.status} already. One inquiry has one end.`,
      );
  }
}

function refuse(
  code: Extract<InquiryDecision, { kind: 'refused' }>['code'],
  reason: string,
): InquiryDecision {
  return { kind: 'refused', code, reason };
}
