import type { Intent } from '@patchwright/faults';

/** A frame of a stack trace, outermost first. */
export interface Frame {
  readonly file: string;
  readonly function: string;
  readonly line: number | null;
  readonly context: string | null;
  readonly inApp: boolean;
}
/** A production error. Counts are of the last 24 hours. */
export interface ErrorIssue {
  readonly id: string;
  readonly shortId: string;
  readonly project: string;
  readonly title: string;
  readonly culprit: string;
  readonly level: 'fatal' | 'error' | 'warning' | 'info' | 'debug';
  readonly status: string;
  readonly count: number;
  readonly users: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly url: string;
  readonly platform: string;
  readonly fingerprint: string;
}
/** One occurrence of it. */
export interface ErrorEvent {
  readonly id: string;
  readonly type: string;
  readonly value: string;
  readonly frames: readonly Frame[];
  readonly release: string | null;
  readonly environment: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly url: string | null;
  readonly user: string | null;
  readonly at: string;
}

/** Sentry as a service sees it. */
export interface Sentry {
  // reads
  listIssues(input: {
    readonly project: string;
    readonly sinceHours: number;
  }): Promise<readonly ErrorIssue[]>;
  getIssue(input: { readonly id: string }): Promise<ErrorIssue>;
  /** Newest first, at most `limit`. */
  listEvents(input: {
    readonly id: string;
    readonly limit: number;
  }): Promise<readonly ErrorEvent[]>;
  // writes
  /** Resolves an issue; no effect on one that is resolved. Answers the status it has then. */
  ensureResolved(input: Intent & { readonly id: string }): Promise<{ readonly status: string }>;
}
