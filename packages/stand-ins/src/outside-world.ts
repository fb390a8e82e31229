import { type ControlDoor, startControl } from './control/start-control.ts';
import { createFaultBox, type FaultBox } from './faults.ts';
import { type GitHubStandIn, startGitHub } from './github/index.ts';
import { type JiraStandIn, startJira } from './jira/index.ts';
import { type ModelStandIn, startModel } from './model/index.ts';
import { type OutsideWorldInput, OutsideWorldOptions } from './outside-world-options.ts';
import { createRequestLog, type RequestLog } from './request-log.ts';
import { type SentryStandIn, startSentry } from './sentry/index.ts';
import { type SlackStandIn, startSlack } from './slack/index.ts';

/** Addresses without a slash at their end. `slack` is the workspace's; its Web API is at `slack` + `/api/`. */
export interface OutsideUrls {
  readonly github: string;
  readonly jira: string;
  readonly slack: string;
  readonly sentry: string;
  readonly model: string;
  readonly control: string;
}

/** All that lies beyond HTTP, on this machine. */
export interface OutsideWorld extends AsyncDisposable {
  readonly urls: OutsideUrls;
  readonly github: GitHubStandIn;
  readonly jira: JiraStandIn;
  readonly slack: SlackStandIn;
  readonly sentry: SentryStandIn;
  readonly model: ModelStandIn;
  /** Faults that are to happen, for all of them. */
  readonly faults: FaultBox;
  /** What all of them were asked. */
  readonly log: RequestLog;
}

/**
 * Starts GitHub with its CI, Jira, Slack, Sentry, the scripted model and the control door on loopback.
 * Throws a ZodError when the options do not fit, a ScriptFault when a script is wrong, and what the system
 * says when a port is taken; whatever was started by then is stopped again.
 */
export async function startOutsideWorld(input: OutsideWorldInput): Promise<OutsideWorld> {
  const options = OutsideWorldOptions.parse(input);
  const { secrets, ports, gateway } = options;
  const faults = createFaultBox();
  const log = createRequestLog();
  await using started = new AsyncDisposableStack();

  const common = { faults, log };
  const on = (port: number | undefined) => (port === undefined ? {} : { port });
  const hook = (path: string, secret: string) =>
    gateway === undefined ? {} : { webhook: { url: addressOf(gateway, path), secret } };

  const model = started.use(
    await startModel({
      ...common,
      ...on(ports.model),
      ...options.model,
      apiKey: secrets.modelKey,
    }),
  );
  const { repositories, ...forGitHub } = options.github;
  const github = started.use(
    await startGitHub({
      ...common,
      ...on(ports.github),
      ...forGitHub,
      root: options.root,
      token: secrets.githubToken,
      ...hook('github', secrets.githubWebhook),
    }),
  );
  for (const repository of repositories) await github.addRepository(repository);
  const jira = started.use(
    await startJira({
      ...common,
      ...on(ports.jira),
      ...options.jira,
      token: secrets.jiraToken,
      ...hook('jira', secrets.jiraWebhook),
    }),
  );
  const slack = started.use(
    await startSlack({
      ...common,
      ...on(ports.slack),
      ...options.slack,
      token: secrets.slackToken,
      ...(gateway === undefined ? {} : { app: slackApp(gateway, secrets.slackSigning) }),
    }),
  );
  const sentry = started.use(
    await startSentry({
      ...common,
      ...on(ports.sentry),
      ...options.sentry,
      token: secrets.sentryToken,
      ...hook('sentry', secrets.sentryWebhook),
    }),
  );
  const parts = { github, jira, slack, sentry, model, faults, log };
  const control: ControlDoor = started.use(await startControl(parts, on(ports.control)));

  const urls: OutsideUrls = {
    github: github.url,
    jira: jira.url,
    slack: slack.url,
    sentry: sentry.url,
    model: model.url,
    control: control.url,
  };
  const all = started.move();
  return { ...parts, urls, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

function addressOf(gateway: string, path: string): string {
  return `${gateway.replace(/\/+$/, '')}/webhooks/${path}`;
}

function slackApp(gateway: string, signingSecret: string) {
  return {
    signingSecret,
    interactions: addressOf(gateway, 'slack/interactions'),
    commands: addressOf(gateway, 'slack/commands'),
    events: addressOf(gateway, 'slack/events'),
  };
}
