import type { IssueDraft, IssueEvent } from '@patchwright/events';

type Observation = Extract<IssueDraft, { type: 'error_observed' }>['data'];

/** What is known of a production error: the fold of its events. */
export interface Issue {
  /** `observed`: over its threshold and without a ticket yet. */
  readonly status: 'unknown' | 'observed' | 'filed';
  readonly id: string;
  readonly tenant: string;
  readonly version: number;
  /** How often it crossed its threshold in a way that called for a ticket. */
  readonly observations: number;
  readonly latest?: Observation;
  readonly ticket?: { readonly key: string; readonly url: string; readonly filedAt: string };
  readonly updatedAt: string;
}

/** A request to decide about a production error. */
export type IssueCommand =
  | { readonly kind: 'observe'; readonly observation: Observation }
  | { readonly kind: 'file'; readonly ticket: string; readonly url: string };

/** The answer: facts to append, or why not. */
export type IssueDecision =
  | { readonly kind: 'accepted'; readonly drafts: readonly IssueDraft[] }
  | {
      readonly kind: 'refused';
      readonly code: 'unknown_issue' | 'already_observed' | 'already_filed';
      readonly reason: string;
    };

/** For how long a filed ticket stands for its error: 90 days, in milliseconds. */
export const issueMemoryMs = 90 * 24 * 3_600_000;

/** A production error before its first event. */
export function initialIssue(tenant: string, id: string): Issue {
  return { status: 'unknown', id, tenant, version: 0, observations: 0, updatedAt: '' };
}

/** What is true of the error after the event. Total; an event that was folded already changes nothing. */
export function evolveIssue(issue: Issue, event: IssueEvent): Issue {
  if (event.aggVersion <= issue.version) return issue;
  const known = { ...issue, version: event.aggVersion };
  switch (event.type) {
    case 'error_observed':
      return {
        ...known,
        status: 'observed',
        observations: issue.observations + 1,
        latest: event.data,
        updatedAt: event.time,
      };
    case 'ticket_filed':
      if (issue.status !== 'observed') return known;
      return {
        ...known,
        status: 'filed',
        ticket: { key: event.data.ticket, url: event.data.url, filedAt: event.time },
        updatedAt: event.time,
      };
  }
}

/** What is true of an error after its events, oldest first. */
export function foldIssue(tenant: string, id: string, events: Iterable<IssueEvent>): Issue {
  let issue = initialIssue(tenant, id);
  for (const event of events) issue = evolveIssue(issue, event);
  return issue;
}

/**
 * The answer to a command about an error. One crossing is observed once and filed once, however many monitors run; while the
 * ticket is remembered (see `issueMemoryMs`), the same error calls for no other. Pure: age is told by the observation's `lastSeen`.
 */
export function decideIssue(command: IssueCommand, issue: Issue): IssueDecision {
  switch (command.kind) {
    case 'observe':
      if (issue.status === 'observed') {
        return refuse(
          'already_observed',
          `${issue.id} is over its threshold already and waits for its ticket. File it.`,
        );
      }
      if (issue.status === 'filed' && remembers(issue, command.observation.lastSeen)) {
        return alreadyFiled(issue);
      }
      return accept({ type: 'error_observed', data: command.observation });
    case 'file':
      if (issue.status === 'unknown') {
        return refuse(
          'unknown_issue',
          `${issue.id} was never seen over its threshold. Observe it before filing a ticket.`,
        );
      }
      if (issue.status === 'filed') return alreadyFiled(issue);
      return accept({ type: 'ticket_filed', data: { ticket: command.ticket, url: command.url } });
  }
}

function remembers(issue: Issue, lastSeen: string): boolean {
  const age = Date.parse(lastSeen) - Date.parse(issue.ticket?.filedAt ?? '');
  return !(age > issueMemoryMs);
}

function alreadyFiled(issue: Issue): IssueDecision {
  return refuse(
    'already_filed',
    `${issue.id} has the ticket ${issue.ticket?.key} since ${issue.ticket?.filedAt}. Add to that one.`,
  );
}

function accept(draft: IssueDraft): IssueDecision {
  return { kind: 'accepted', drafts: [draft] };
}

function refuse(
  code: Extract<IssueDecision, { kind: 'refused' }>['code'],
  reason: string,
): IssueDecision {
  return { kind: 'refused', code, reason };
}
