import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type OutsideWorld, startOutsideWorld } from '@patchwright/stand-ins';

/** All secrets of a house. */
export const secrets = {
  githubToken: 'github-token-0123456789',
  githubWebhook: 'github-webhook-secret',
  jiraToken: 'jira-token-0123456789',
  jiraWebhook: 'jira-webhook-secret',
  slackToken: 'xoxb-slack-token-0123456789',
  slackSigning: 'slack-signing-secret',
  slackApp: 'xapp-slack-app-token-0123456789',
  sentryToken: 'sentry-token-0123456789',
  sentryWebhook: 'sentry-webhook-secret',
  modelKey: 'model-key-0123456789',
} as const;

/** Starts the systems around a house: a repository, a tracker, a channel with people in it. */
export async function startOutside(
  dir: string,
  gatewayUrl: string,
  botLogin: string | undefined,
): Promise<OutsideWorld> {
  const repo = join(dir, 'repo');
  await mkdir(join(repo, 'src'), { recursive: true });
  await writeFile(join(repo, 'src', 'cart.ts'), 'export const total = 0;\n');
  const { slackApp, ...others } = secrets;
  return startOutsideWorld({
    root: join(dir, 'outside'),
    gateway: gatewayUrl,
    secrets: others,
    github: {
      repositories: [{ name: 'acme/shop', from: { path: repo }, base: 'main' }],
      ...(botLogin === undefined ? {} : { botLogin }),
    },
    slack: {
      channels: ['patchwright'],
      users: [{ id: 'U0MARIA' }, { id: 'U0INES' }],
      appToken: slackApp,
    },
  });
}

/** The settings by which services reach them. */
export function addressesOf({ urls, github }: OutsideWorld): Readonly<Record<string, string>> {
  return {
    GITHUB_API_URL: github.url,
    GITHUB_TOKEN: secrets.githubToken,
    JIRA_URL: urls.jira,
    JIRA_EMAIL: 'patchwright@acme.example',
    JIRA_API_TOKEN: secrets.jiraToken,
    SLACK_API_URL: `${urls.slack}/api/`,
    SLACK_BOT_TOKEN: secrets.slackToken,
    SLACK_CHANNEL: '#patchwright',
  };
}
