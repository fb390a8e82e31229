import { z } from 'zod';
import { type DraftOf, defineEvent, type EventOf } from './event.ts';
import { PullRequestRef, Usage } from './vocabulary.ts';

/**
 * Where whoever asked is answered. Slack's response addresses are secrets and never lie on the log, so Slack is answered in a channel:
 * in a thread when there is one, otherwise as a new message that names who asked.
 */
export const AnswerTo = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('github'),
    repository: z.string(),
    number: z.number().int().positive(),
  }),
  z.object({ kind: z.literal('jira'), ticket: z.string() }),
  z.object({
    kind: z.literal('slack'),
    channel: z.string(),
    ts: z.string().optional(),
    user: z.string().optional(),
  }),
  /** Whoever asked reads the answer from the log, as CLI and API do. */
  z.object({ kind: z.literal('nobody') }),
]);
/** Where whoever asked is answered. */
export type AnswerTo = z.infer<typeof AnswerTo>;

/** What was used of a model in a failed inquiry was not told at first. */
const notCounted: Usage = { modelCalls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 };

/** Somebody asked something, or an event that an agent listens to asked in its place. */
export const InquiryAsked = defineEvent(
  'inquiry',
  'inquiry_asked',
  z.object({
    question: z.string().min(1).max(20_000),
    by: z.string(),
    via: z.enum(['slack', 'github', 'jira', 'dashboard', 'cli', 'event']),
    /** `ask`: an answer is wanted. `review`: the changes of a pull request are to be looked at. */
    intent: z.enum(['ask', 'review']),
    /** The agent that is to answer; without it one is chosen. */
    agent: z.string().optional(),
    /** The task that it is about. */
    task: z.string().optional(),
    repository: z.string().optional(),
    pullRequest: PullRequestRef.optional(),
    answerTo: AnswerTo,
  }),
);
/** An agent answered. `text` is Markdown, cleaned for the outside; `usage` is what it took. */
export const InquiryAnswered = defineEvent(
  'inquiry',
  'inquiry_answered',
  z.object({ agent: z.string(), text: z.string().max(40_000), usage: Usage }),
);
/** No agent could answer, and why. `usage` is what was used until then. */
export const InquiryFailed = defineEvent(
  'inquiry',
  'inquiry_failed',
  z.object({ agent: z.string().optional(), reason: z.string().min(1), usage: Usage }),
  { version: 2, upcast: { 1: (data: object) => ({ ...data, usage: notCounted }) } },
);

/** Every fact of an inquiry. */
export const inquiryEvents = [InquiryAsked, InquiryAnswered, InquiryFailed] as const;

/** Any fact of an inquiry, with its envelope. */
export type InquiryEvent = EventOf<(typeof inquiryEvents)[number]>;
/** Any fact of an inquiry, as it is stated. */
export type InquiryDraft = DraftOf<(typeof inquiryEvents)[number]>;
