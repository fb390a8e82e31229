import type { Priority, SentryRef, TaskOrigin, TicketRef } from '@patchwright/events';
import type { Channel } from '@patchwright/task';

/** Who says something, by the names that one channel knows them by. The first name is the one that is shown. */
export interface Speaker {
  readonly channel: Extract<Channel, 'slack' | 'github' | 'jira' | 'cli'>;
  /** Names that the channel vouches for; never names that people choose for themselves. */
  readonly names: readonly string[];
}

/** What words are about, as far as they say it. */
export type Where =
  /** Exactly this task, as a button of ours carries it. */
  | { readonly kind: 'task'; readonly id: string }
  /** A task or ticket that a person named. */
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'ticket'; readonly origin: TaskOrigin }
  | { readonly kind: 'pull-request'; readonly repository: string; readonly number: number }
  | { readonly kind: 'branch'; readonly repository: string; readonly branch: string };

/** What a person wants of a task. */
export type Order =
  | {
      readonly word: 'approve';
      /** The plan that they saw. */
      readonly digest?: string;
      /** The commit that they saw. */
      readonly head?: string;
    }
  | { readonly word: 'reject'; readonly text: string; readonly digest?: string }
  | { readonly word: 'revise'; readonly text: string; readonly digest?: string }
  | { readonly word: 'cancel'; readonly text: string }
  | { readonly word: 'pause' | 'resume' | 'retry' | 'status' };

/** Where a person is told what came of their words. */
export type Answer =
  | {
      readonly kind: 'github';
      readonly repository: string;
      readonly number: number;
      /** The comment that gets a reaction; a review has none. */
      readonly commentId?: number;
    }
  | { readonly kind: 'jira'; readonly ticket: string }
  | { readonly kind: 'slack'; readonly responseUrl: string }
  | { readonly kind: 'slack-thread'; readonly channel: string; readonly ts: string }
  | { readonly kind: 'nobody' };

/** A request for a task, as far as the outside states it. */
export interface Request {
  readonly title: string;
  readonly description: string;
  readonly ticket?: TicketRef;
  readonly sentry?: SentryRef;
  readonly repository?: string;
  readonly priority: Priority;
  readonly labels: readonly string[];
}

/** What a message from outside means to us. One message may mean several things, or none. */
export type Intent =
  | {
      readonly kind: 'request';
      readonly origin: TaskOrigin;
      /** The origin's own name of what asked, for example a ticket's key. */
      readonly ref: string;
      readonly request: Request;
      readonly by: Speaker;
      readonly answer: Answer;
      /** Whether the speaker's roles decide; a label may only be set by people whom the tracker trusts with it. */
      readonly guarded: boolean;
    }
  | {
      readonly kind: 'order';
      readonly where: Where;
      readonly order: Order;
      /** What follows the word, for telling which task it names. */
      readonly rest: string;
      readonly by: Speaker;
      readonly answer: Answer;
      /** When it was said, ISO 8601, where the channel tells. */
      readonly saidAt?: string;
      /** Said as part of something else, such as a review: only what fits is done, and nothing is answered. */
      readonly quiet: boolean;
    }
  /** Words to us that are no order. */
  | { readonly kind: 'unclear'; readonly text: string; readonly answer: Answer }
  /** Somebody wants to say what is to be different: Slack asks them in a modal. */
  | {
      readonly kind: 'ask-changes';
      readonly task: string;
      readonly digest: string;
      readonly triggerId: string;
      readonly responseUrl: string;
    }
  | {
      readonly kind: 'ci';
      readonly where: Where;
      readonly sha: string;
      readonly name: string;
      readonly conclusion: string;
    }
  | {
      readonly kind: 'push';
      readonly where: Extract<Where, { kind: 'branch' }>;
      readonly sha: string;
      readonly by: Speaker;
    }
  /** Production has something to look at. */
  | { readonly kind: 'monitor'; readonly because: string };
