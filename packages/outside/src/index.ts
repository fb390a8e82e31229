export type { GitHubConfig } from './github/client.ts';
export type { GitAccess } from './github/git-access.ts';
export { githubGitAccess } from './github/git-access.ts';
export { githubPort } from './github/port.ts';
export type {
  Check,
  CheckAction,
  Comparison,
  GitHub,
  Job,
  PullRequest,
  Repository,
  ReviewComment,
  WorkflowRun,
} from './github.ts';
export type { JiraConfig } from './jira/client.ts';
export { jiraPort } from './jira/port.ts';
export type { FoundTicket, Jira, Ticket } from './jira.ts';
export { createRedact, type Redact } from './redact.ts';
export type { SentryConfig } from './sentry/client.ts';
export { fingerprintOf, sentryPort } from './sentry/port.ts';
export type { ErrorEvent, ErrorIssue, Frame, Sentry } from './sentry.ts';
export {
  type Environment,
  readGitHubSettings,
  readGitRemote,
  readJiraSettings,
  readSentrySettings,
  readSlackSettings,
  readSlackSocketSettings,
} from './settings.ts';
export type { SlackConfig } from './slack/client.ts';
export { slackPort } from './slack/port.ts';
export {
  listenToSlack,
  type SlackEnvelope,
  type SlackListener,
  type SlackSocketConfig,
} from './slack/socket.ts';
export type { MessageRef, Slack } from './slack.ts';
