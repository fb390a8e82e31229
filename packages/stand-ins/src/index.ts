export { ActRefused } from './act-refused.ts';
export type { ControlDoor } from './control/start-control.ts';
export type { FaultBox, FaultRequest, Target } from './faults.ts';
export { createFaultBox, FaultOrder, TARGETS } from './faults.ts';
export type {
  CiCommand,
  GitHubOptions,
  GitHubStandIn,
  GitHubState,
  NewApp,
  NewRepository,
  PullState,
  RepositorySource,
  RepositoryState,
  RunState,
} from './github/index.ts';
export { startGitHub } from './github/index.ts';
export type { JiraIssue, JiraStandIn, JiraState, TicketInput } from './jira/index.ts';
export { startJira } from './jira/index.ts';
export type {
  ModelCall,
  ModelCalls,
  ModelScript,
  ModelStandIn,
  ScriptProblem,
} from './model/index.ts';
export { parseModelScript, readModelScript, ScriptFault, startModel } from './model/index.ts';
export type { OutsideUrls, OutsideWorld } from './outside-world.ts';
export { startOutsideWorld } from './outside-world.ts';
export type { OutsideWorldInput } from './outside-world-options.ts';
export { OutsideWorldOptions, RepositoryInput } from './outside-world-options.ts';
export type { RequestLog, SeenRequest } from './request-log.ts';
export { createRequestLog } from './request-log.ts';
export type { SentryIssue, SentryStandIn, SentryState } from './sentry/index.ts';
export { SentryIssueInput, startSentry } from './sentry/index.ts';
export type { StandInOptions } from './server.ts';
export type { SlackMessage, SlackStandIn, SlackState } from './slack/index.ts';
export { startSlack } from './slack/index.ts';
export type { Delivery, WebhookSender } from './webhook-sender.ts';
