export type { GitHubConfig } from './github/client.ts';
export { convertManifest, type MadeApp } from './github/convert-manifest.ts';
export type { GitAccess } from './github/git-access.ts';
export { githubGitAccess, gitSiteOf } from './github/git-access.ts';
export { githubAppManifest, githubPermissions } from './github/manifest.ts';
export { hasOwnMarker } from './github/markers.ts';
export { githubPort } from './github/port.ts';
export { probeGitHub } from './github/probe.ts';
export type {
  Check,
  CheckAction,
  Comparison,
  GitHub,
  Job,
  PullRequest,
  Remark,
  Repository,
  ReviewComment,
  WorkflowRun,
} from './github.ts';
export type { JiraConfig } from './jira/client.ts';
export { jiraPort } from './jira/port.ts';
export { probeJira } from './jira/probe.ts';
export type { FoundTicket, Jira, Ticket } from './jira.ts';
export { outgoingMessage, outgoingModelMarkdown } from './outgoing/markdown.ts';
export { outgoingMrkdwn } from './outgoing/mrkdwn.ts';
export { githubLogin, jiraAccount } from './own-names.ts';
export type { Probe, ProbeFinding } from './probe/finding.ts';
export { createRedact, type Redact } from './redact.ts';
export type { SentryConfig } from './sentry/client.ts';
export { fingerprintOf, sentryPort } from './sentry/port.ts';
export { probeSentry } from './sentry/probe.ts';
export type { ErrorEvent, ErrorIssue, Frame, Sentry } from './sentry.ts';
export {
  type Environment,
  linkHosts,
  readGitHubSettings,
  readJiraSettings,
  readSentrySettings,
  readSlackSettings,
  readSlackSocketSettings,
} from './settings.ts';
export type { SlackConfig } from './slack/client.ts';
export { slackAppManifest, slackScopes } from './slack/manifest.ts';
export { slackPort } from './slack/port.ts';
export { probeSlack, validateSlackManifest } from './slack/probe.ts';
export {
  listenToSlack,
  type SlackEnvelope,
  type SlackListener,
  type SlackSocketConfig,
} from './slack/socket.ts';
export type { MessageRef, Slack } from './slack.ts';
