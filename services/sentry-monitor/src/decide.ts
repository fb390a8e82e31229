import type { IssueDraft } from '@patchwright/events';
import type { ErrorIssue } from '@patchwright/outside';
import { decideIssue, type Issue } from '@patchwright/task';

/** From how many occurrences in 24 hours a level calls for a ticket. */
export type Thresholds = Readonly<Record<ErrorIssue['level'], number>>;

export const defaultThresholds: Thresholds = {
  fatal: 1,
  error: 10,
  warning: 50,
  info: 100,
  debug: Number.MAX_SAFE_INTEGER,
};

/** What the monitor does about an error. */
export type Step =
  | { readonly kind: 'skip'; readonly because: string }
  /** `crossing` counts how often the error has called for a ticket; `observed` when this crossing was stated already. */
  | { readonly kind: 'file'; readonly crossing: number; readonly observed: boolean };

/** What is stated of an error that is over its threshold. */
export type Observation = Extract<IssueDraft, { type: 'error_observed' }>['data'];

/** An unresolved error over its threshold gets a ticket, once as long as the ticket is remembered. */
export function decide(error: ErrorIssue, known: Issue, thresholds: Thresholds): Step {
  const threshold = thresholds[error.level];
  if (error.status !== 'unresolved') return { kind: 'skip', because: `it is ${error.status}` };
  if (!isOverThreshold(error, thresholds)) {
    return { kind: 'skip', because: `${error.count} of ${threshold} occurrences in 24 hours` };
  }
  const observation = observationOf(error, thresholds);
  const decision = decideIssue({ kind: 'observe', observation }, known);
  if (decision.kind === 'accepted') {
    return { kind: 'file', crossing: known.observations + 1, observed: false };
  }
  return decision.code === 'already_observed'
    ? { kind: 'file', crossing: known.observations, observed: true }
    : { kind: 'skip', because: decision.reason };
}

/** Whether an error is common enough, for its level, to call for a ticket. */
export function isOverThreshold({ level, count }: ErrorIssue, thresholds: Thresholds): boolean {
  return count >= thresholds[level];
}

/** What is stated of an error when it crosses its threshold. */
export function observationOf(error: ErrorIssue, thresholds: Thresholds): Observation {
  return {
    sentryId: error.id,
    project: error.project,
    title: error.title,
    level: error.level,
    countLastDay: error.count,
    usersLastDay: error.users,
    threshold: thresholds[error.level],
    firstSeen: error.firstSeen,
    lastSeen: error.lastSeen,
    url: error.url,
  };
}
