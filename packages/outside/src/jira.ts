import type { Intent } from '@patchwright/faults';

/** A ticket as we read it; texts are plain. */
export interface Ticket {
  readonly key: string;
  readonly url: string;
  readonly summary: string;
  readonly description: string;
  readonly type: string;
  readonly status: string;
  readonly priority: string | null;
  readonly labels: readonly string[];
  readonly reporter: string | null;
  readonly comments: readonly {
    readonly id: string;
    readonly author: string;
    readonly body: string;
    readonly createdAt: string;
  }[];
}

/** A ticket as a search finds it. */
export interface FoundTicket {
  readonly key: string;
  readonly url: string;
  readonly summary: string;
  readonly type: string;
  readonly status: string;
  readonly priority: string | null;
  readonly labels: readonly string[];
}

/** Jira as a service sees it. */
export interface Jira {
  // reads
  getTicket(input: { readonly ticket: string }): Promise<Ticket>;
  /** By Jira's query language, in the order that it says, at most `limit` and never more than 100. */
  searchTickets(input: {
    readonly jql: string;
    readonly limit: number;
  }): Promise<readonly FoundTicket[]>;
  // writes
  /** Found again by an issue property with the key. */
  ensureTicket(
    input: Intent & {
      readonly project: string;
      readonly type: string;
      readonly summary: string;
      readonly description: string;
      readonly labels: readonly string[];
      readonly priority?: string;
    },
  ): Promise<{ readonly ticket: string; readonly url: string }>;
  /** Found again by a marker with the key in the comment's properties or text. Body is Markdown-free plain text or wiki markup. */
  ensureComment(
    input: Intent & { readonly ticket: string; readonly body: string },
  ): Promise<{ readonly id: string }>;
  /** Appends a section to the description, once for each key. */
  ensureDescriptionSection(
    input: Intent & { readonly ticket: string; readonly title: string; readonly body: string },
  ): Promise<{ readonly ticket: string }>;
  /** Sets the named fields; the others stay. Found again by the fields themselves. */
  ensureFields(
    input: Intent & {
      readonly ticket: string;
      readonly summary?: string;
      readonly description?: string;
      readonly labels?: readonly string[];
      readonly priority?: string;
    },
  ): Promise<{ readonly ticket: string }>;
  /** Moves the ticket to a status by name, else by category; no effect when it is there. Answers the status it has then. */
  ensureTransition(
    input: Intent & { readonly ticket: string; readonly to: 'in_progress' | 'in_review' | 'done' },
  ): Promise<{ readonly status: string }>;
  /** One remote link for each key (`globalId`). */
  ensureRemoteLink(
    input: Intent & { readonly ticket: string; readonly url: string; readonly title: string },
  ): Promise<{ readonly id: string }>;
}
