import {
  probeSlack,
  readSlackSettings,
  slackAppManifest,
  validateSlackManifest,
} from '@patchwright/outside';
import { type Connected, type Ground, settingsOf } from './connection.ts';

/** What the command line says of Slack. */
export interface SlackOptions {
  readonly channel?: string;
  readonly name: string;
}

/** Connects Slack by the bot's token of an app. Throws a CommandFault when something is missing. */
export async function connectSlack(ground: Ground, options: SlackOptions): Promise<Connected> {
  const { answers, there, publicUrl } = ground;
  const token = await answers.of({
    name: 'SLACK_BOT_TOKEN',
    question: 'Bot User OAuth Token of the app (OAuth & Permissions)',
    secret: true,
    fault: (answer) => (/^xoxb-/.test(answer) ? undefined : 'a bot’s token begins with xoxb-'),
  });
  const signing = await answers.of({
    name: 'SLACK_SIGNING_SECRET',
    question: 'Signing Secret of the app (Basic Information)',
    secret: true,
    optional: publicUrl === undefined,
  });
  const appToken = await answers.of({
    name: 'SLACK_APP_TOKEN',
    question: 'App-level token with connections:write, where the gateway has no public address',
    secret: true,
    optional: true,
    fault: (answer) => (/^xapp-/.test(answer) ? undefined : 'an app’s token begins with xapp-'),
  });
  const channel = await answers.of({
    name: 'SLACK_CHANNEL',
    question: 'Channel for approvals and progress, such as #patchwright',
    given: options.channel,
  });
  const configToken = await answers.of({
    name: 'SLACK_CONFIG_TOKEN',
    question: 'Configuration token, to have Slack look at the manifest',
    secret: true,
    optional: true,
  });
  const config = readSlackSettings({ ...there, ...settingsOf({ SLACK_BOT_TOKEN: token }) });
  const probe = await probeSlack(config, channel);
  const manifest = slackAppManifest({ name: options.name, publicUrl });
  const validated =
    configToken === undefined
      ? []
      : [await validateSlackManifest({ ...config, token: configToken }, manifest)];
  return {
    // The configuration token is good for hours and for nothing else, so it is not kept.
    settings: settingsOf({
      SLACK_BOT_TOKEN: token,
      SLACK_SIGNING_SECRET: signing,
      SLACK_APP_TOKEN: appToken,
      SLACK_CHANNEL: channel,
    }),
    findings: [...probe.findings, ...validated],
    byHand: [
      'The app is made from its manifest at https://api.slack.com/apps (Create New App, From a manifest): patchwright connect slack --manifest prints it.',
    ],
  };
}
