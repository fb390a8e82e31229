import { type GitHubTrigger, githubTriggers } from './github.ts';
import { type JiraTrigger, jiraTriggers } from './jira.ts';
import { type SentryTrigger, sentryTriggers } from './sentry.ts';
import { type SlackTrigger, slackTriggers } from './slack.ts';

/** What may come in by webhook and mean something, by its source and the source's own word for it: `github/issues`. */
export type Trigger =
  | `github/${GitHubTrigger}`
  | `jira/${JiraTrigger}`
  | `sentry/${SentryTrigger}`
  | `slack/${SlackTrigger}`
  | 'custom/task.requested';

/** Every `Trigger`. */
export const triggers: readonly Trigger[] = [
  ...githubTriggers.map((name) => `github/${name}` as const),
  ...jiraTriggers.map((name) => `jira/${name}` as const),
  ...sentryTriggers.map((name) => `sentry/${name}` as const),
  ...slackTriggers.map((name) => `slack/${name}` as const),
  'custom/task.requested',
];
