import type { ErrorIssue } from '@patchwright/outside';
import type { Issue } from '@patchwright/task';

/** From how many occurrences in 24 hours a level calls for a ticket (spec SM2). */
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
  | { readonly kind: 'file'; readonly threshold: number; readonly observe: boolean };

/** An unresolved error over its threshold gets a ticket, once as long as the ticket is remembered. */
export function decide(error: ErrorIssue, known: Issue, thresholds: Thresholds): Step {
  const threshold = thresholds[error.level];
  if (error.status !== 'unresolved') return { kind: 'skip', because: `it is ${error.status}` };
  if (error.count < threshold) {
    return { kind: 'skip', because: `${error.count} of ${threshold} occurrences in 24 hours` };
  }
  if (known.status === 'filed')
    return { kind: 'skip', because: `${known.ticket?.key} stands for it` };
  return { kind: 'file', threshold, observe: known.status === 'unknown' };
}
