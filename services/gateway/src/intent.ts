import type { Priority, SentryRef, TaskOrigin, TicketRef } from '@patchwright/events';
import type { Arguments, Surface, WordName } from '@patchwright/task';

/** Who says something, by the names that one channel knows them by. The first name is the one that is shown. */
export interface Speaker {
  readonly channel: Surface;
  /** Names that the channel vouches for; never names that people choose for themselves. */
  readonly names: readonly string[];
}

/** What words are about, as far as they say it. */
export type Where =
  /** Exactly this task, as a button of ours carries it. */
  | { readonly kind: 'task'; readonly id: string }
  /** A task that a person named: by id, ticket, pull request or address. `repository` is where they said it. */
  | { readonly kind: 'named'; readonly name: string; readonly repository?: string }
  | { readonly kind: 'ticket'; readonly origin: TaskOrigin }
  | { readonly kind: 'pull-request'; readonly repository: string; readonly number: number }
  | { readonly kind: 'branch'; readonly repository: string; readonly branch: string }
  /** The task that is about an error of Sentry. */
  | { readonly kind: 'error'; readonly project: string; readonly id: string }
  /** A conversation in Slack; one of ours hangs on a message of ours. */
  | { readonly kind: 'thread'; readonly channel: string; readonly ts: string };

/** What a person wants of a task. `planVersion` is the plan that the place of their words shows. */
export type Order =
  | {
      readonly word: 'approve';
      /** The plan that they saw. */
      readonly digest?: string;
      /** The commit that they saw. */
      readonly head?: string;
      readonly planVersion?: number;
    }
  | {
      readonly word: 'reject';
      readonly text: string;
      readonly digest?: string;
      readonly planVersion?: number;
    }
  | {
      readonly word: 'revise';
      readonly text: string;
      /** The review on GitHub whose lines say more. */
      readonly review?: number;
      readonly digest?: string;
      readonly planVersion?: number;
    }
  | { readonly word: 'cancel'; readonly text: string }
  | { readonly word: 'retry'; readonly from?: NonNullable<Arguments['step']> }
  | { readonly word: 'priority'; readonly level: Priority }
  | { readonly word: 'pause' | 'resume' }
  /** To be told something about it. */
  | { readonly word: Told };

/** What people can be told about a task. */
export type Told = 'status' | 'plan' | 'diff' | 'logs' | 'ci' | 'cost' | 'explain';

/** Where a person is told what came of their words. */
export type Answer =
  | {
      readonly kind: 'github';
      readonly repository: string;
      readonly number: number;
      /** The comment that gets a reaction; a review has none. */
      readonly commentId?: number;
      /** The first comment of the thread on a line in which it was said. */
      readonly thread?: number;
    }
  | { readonly kind: 'jira'; readonly ticket: string }
  /** `responseUrl` is good for half an hour; `channel` and `user` for longer. */
  | {
      readonly kind: 'slack';
      readonly responseUrl: string;
      readonly channel?: string;
      readonly user?: string;
    }
  | {
      readonly kind: 'slack-thread';
      readonly channel: string;
      readonly ts: string;
      /** The message that gets a reaction. */
      readonly said?: string;
      readonly user?: string;
    }
  | { readonly kind: 'nobody' };

/** A ticket or issue at which words were said, as far as they came with it; without a request it has to be read. */
export interface TicketHere {
  readonly origin: TaskOrigin;
  readonly ref: string;
  readonly request?: Request;
}

/** Plain words to us, and where they were said. */
export interface Reply {
  readonly where: Where;
  readonly words: string;
  readonly by: Speaker;
}

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
      /** Nobody where a system asks by itself. */
      readonly by?: Speaker;
      readonly answer: Answer;
      /** Whether the speaker's roles decide; a label may only be set by people whom the tracker trusts with it. */
      readonly guarded: boolean;
    }
  | {
      readonly kind: 'order';
      readonly where: Where;
      readonly order: Order;
      readonly by: Speaker;
      readonly answer: Answer;
      /** When it was said, ISO 8601, where the channel tells. */
      readonly saidAt?: string;
      /** Said as part of something else, such as a review: only what fits is done, and nothing is answered. */
      readonly quiet: boolean;
    }
  /** A word of ours: what it is about is found out by where it was said, or by what it names. */
  | {
      readonly kind: 'words';
      readonly word: WordName;
      readonly rest: string;
      /** The place, where it may belong to a task. */
      readonly where?: Where;
      /** What a task can be started for here. */
      readonly ticket?: TicketHere;
      readonly by: Speaker;
      readonly answer: Answer;
      readonly saidAt?: string;
      /** How we are addressed here, for telling people what to say. */
      readonly prefix: string;
      /** Tells these words from the same words said again. */
      readonly key: string;
    }
  /** Words to us that we do not know; where the task of their place has asked something, they are the answer. */
  | {
      readonly kind: 'unclear';
      readonly text: string;
      readonly answer: Answer;
      readonly said?: Reply;
    }
  /** Somebody wants to say what is to be different, or why not: Slack asks them in a modal. */
  | {
      readonly kind: 'ask-text';
      readonly word: 'revise' | 'reject';
      readonly task: string;
      readonly digest: string;
      readonly by: Speaker;
      readonly triggerId: string;
      readonly answer: Extract<Answer, { kind: 'slack' }>;
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
  /** Somebody merged the pull request of a branch. */
  | {
      readonly kind: 'merge';
      readonly where: Extract<Where, { kind: 'branch' }>;
      /** The commit that came of it. */
      readonly sha: string;
      readonly by: Speaker;
    }
  /** What a task was asked for by has changed: its ticket says something else now. */
  | {
      readonly kind: 'outdated';
      readonly where: Extract<Where, { kind: 'ticket' }>;
      /** What was edited, in words: `the description`. */
      readonly what: string;
      /** What it says now. */
      readonly title: string;
      readonly description: string;
      readonly by: Speaker;
    }
  /** People are to know of something at once, whether or not it becomes a task. */
  | {
      readonly kind: 'alert';
      /** What the alert goes by, so that it is given once. */
      readonly key: string;
      readonly text: string;
      readonly url: string;
    }
  /** Production has something to look at. */
  | { readonly kind: 'monitor'; readonly because: string };
