export { createFaultBox } from '../../../packages/stand-ins/src/faults.ts';
export { createRequestLog } from '../../../packages/stand-ins/src/request-log.ts';
export { startGitHub, type GitHubStandIn } from '../../../packages/stand-ins/src/github/index.ts';
export { startJira, type JiraStandIn } from '../../../packages/stand-ins/src/jira/index.ts';
export { startSlack, type SlackStandIn } from '../../../packages/stand-ins/src/slack/index.ts';
export { startSentry, type SentryStandIn } from '../../../packages/stand-ins/src/sentry/index.ts';
export { startModel, type ModelStandIn } from '../../../packages/stand-ins/src/model/index.ts';
