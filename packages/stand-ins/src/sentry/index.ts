export type { SentryStandIn, SentryState } from './start-sentry.ts';
export { startSentry } from './start-sentry.ts';
export type { SentryFrame, SentryIssue, SentryNote, SentryProject } from './store.ts';
export { SentryIssueInput } from './store.ts';
