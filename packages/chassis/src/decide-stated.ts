import {
  type AggregateRef,
  type Draft,
  type InquiryDraft,
  type IssueDraft,
  type IssueEvent,
  isInquiryEvent,
  isIssueEvent,
  isTaskEvent,
  type MonitorDraft,
  type StoredEvent,
  type TaskDraft,
  type TaskEvent,
} from '@patchwright/events';
import {
  type Command,
  type Decision,
  decide,
  decideInquiry,
  decideIssue,
  fold,
  foldInquiry,
  foldIssue,
  type InquiryDecision,
  type IssueDecision,
  type Task,
} from '@patchwright/task';

/** The fold of a task's history. */
export function taskOf(aggregate: AggregateRef, events: readonly StoredEvent[]): Task {
  return fold(aggregate.tenant, aggregate.id, factsOf(events));
}

/** The facts of a task among stored events. */
export function factsOf(events: readonly StoredEvent[]): readonly StoredEvent<TaskEvent>[] {
  return events.filter((event): event is StoredEvent<TaskEvent> => isTaskEvent(event));
}

/** Whether a service may state a fact about an aggregate as it stands. */
export function decideStated(
  aggregate: AggregateRef,
  draft: Draft,
  events: readonly StoredEvent[],
): Decision | IssueDecision | InquiryDecision | MonitorDecision {
  // What a draft holds is checked against the language when it is sealed.
  if (aggregate.kind === 'task') {
    return decide(commandFor(draft as TaskDraft), taskOf(aggregate, events));
  }
  if (aggregate.kind === 'inquiry') {
    const { tenant, id } = aggregate;
    const inquiry = foldInquiry(tenant, id, events.filter(isInquiryEvent));
    return decideInquiry(draft as InquiryDraft, inquiry);
  }
  // What a monitor saw is so, whatever it saw before.
  if (aggregate.kind === 'monitor') {
    return { kind: 'accepted', drafts: [draft as MonitorDraft] };
  }
  const facts = events.filter((event): event is StoredEvent<IssueEvent> => isIssueEvent(event));
  const issue = foldIssue(aggregate.tenant, aggregate.id, facts);
  const fact = draft as IssueDraft;
  switch (fact.type) {
    case 'error_observed':
      return decideIssue({ kind: 'observe', observation: fact.data }, issue);
    case 'ticket_filed':
      return decideIssue({ kind: 'file', ticket: fact.data.ticket, url: fact.data.url }, issue);
  }
}

interface MonitorDecision {
  readonly kind: 'accepted';
  readonly drafts: readonly MonitorDraft[];
}

function commandFor(draft: TaskDraft): Command {
  return draft.type === 'task_requested'
    ? { kind: 'request', request: draft.data }
    : { kind: 'state', drafts: [draft] };
}
