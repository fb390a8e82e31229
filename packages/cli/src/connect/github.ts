import { createPrivateKey, randomBytes } from 'node:crypto';
import { convertManifest, probeGitHub, readGitHubSettings } from '@patchwright/outside';
import type { Io } from '../io.ts';
import { type Connected, doorOf, type Ground, settingsOf } from './connection.ts';
import { awaitApp } from './make-github-app.ts';

/** What the command line says of GitHub. */
export interface GitHubOptions {
  readonly org?: string;
  readonly name: string;
  readonly apiUrl?: string;
  readonly appId?: string;
  readonly personalToken?: boolean;
  readonly repo: readonly string[];
}

/** Connects GitHub: by an App that is made now, by one that is there, or by a person's token. Throws a CommandFault when something is missing. */
export async function connectGitHub(
  io: Io,
  ground: Ground,
  options: GitHubOptions & { readonly dryRun: boolean },
): Promise<Connected> {
  const api = settingsOf({ GITHUB_API_URL: options.apiUrl ?? ground.there.GITHUB_API_URL });
  const apps = ground.there.GITHUB_APP_ID;
  if (options.personalToken) return byToken(ground, options, api);
  const appId = options.appId ?? apps;
  return appId === undefined
    ? byNewApp(io, ground, options, api)
    : byApp(ground, options, { ...api, GITHUB_APP_ID: appId });
}

async function byToken(
  { answers, there, publicUrl }: Ground,
  { repo }: GitHubOptions,
  api: Readonly<Record<string, string>>,
): Promise<Connected> {
  const token = await answers.of({
    name: 'GITHUB_TOKEN',
    question: 'Token with the scope repo, or a fine-grained one',
    secret: true,
  });
  const own = { ...api, ...settingsOf({ GITHUB_TOKEN: token }) };
  const probe = await probeGitHub(readGitHubSettings(own), repo);
  return {
    settings: settingsOf({
      ...own,
      GITHUB_WEBHOOK_SECRET: there.GITHUB_WEBHOOK_SECRET || randomBytes(32).toString('hex'),
      PATCHWRIGHT_BOT_LOGIN: probe.identity,
    }),
    findings: probe.findings,
    byHand: [
      `In each repository, under Settings, Webhooks, add ${doorOf(publicUrl, '/webhooks/github')} with the content type application/json`,
      'and the secret that stands as GITHUB_WEBHOOK_SECRET in the file. Checks with buttons need an App; a token does without them.',
    ],
  };
}

async function byApp(
  { answers, publicUrl }: Ground,
  { repo }: GitHubOptions,
  own: Readonly<Record<string, string>>,
): Promise<Connected> {
  const privateKey = await answers.of({
    name: 'GITHUB_APP_PRIVATE_KEY',
    question: 'Private key of the App, its line ends written as \\n',
    secret: true,
    fault: keyFault,
  });
  const signing = await answers.of({
    name: 'GITHUB_WEBHOOK_SECRET',
    question: 'Webhook secret of the App',
    secret: true,
    optional: true,
  });
  const settings = { ...own, ...settingsOf({ GITHUB_APP_PRIVATE_KEY: privateKey }) };
  const probe = await probeGitHub(readGitHubSettings(settings), repo);
  return {
    settings: settingsOf({
      ...settings,
      GITHUB_WEBHOOK_SECRET: signing,
      PATCHWRIGHT_BOT_LOGIN: probe.identity,
    }),
    findings: probe.findings,
    byHand: [`The App’s webhook address is ${doorOf(publicUrl, '/webhooks/github')}.`],
  };
}

async function byNewApp(
  io: Io,
  { publicUrl }: Ground,
  options: GitHubOptions & { readonly dryRun: boolean },
  api: Readonly<Record<string, string>>,
): Promise<Connected> {
  const baseUrl = api.GITHUB_API_URL;
  const code = await awaitApp(io, {
    ...options,
    baseUrl,
    webhookUrl: doorOf(publicUrl ?? 'https://patchwright.invalid', '/webhooks/github'),
  });
  if (code === undefined) return { settings: {}, findings: [], byHand: [] };
  const made = await convertManifest(baseUrl, code);
  const own = { ...api, GITHUB_APP_ID: `${made.id}`, GITHUB_APP_PRIVATE_KEY: made.pem };
  const probe = await probeGitHub(readGitHubSettings(own), options.repo);
  return {
    settings: settingsOf({
      ...own,
      GITHUB_WEBHOOK_SECRET: made.webhook_secret || undefined,
      PATCHWRIGHT_BOT_LOGIN: `${made.slug}[bot]`,
    }),
    findings: probe.findings,
    mustKeep: true,
    byHand: [
      `Install the App for the repositories that it is to work on: ${made.html_url}/installations/new`,
      ...(publicUrl === undefined
        ? [
            'Give it the gateway’s webhook address in its settings, or run this again with --public-url.',
          ]
        : []),
    ],
  };
}

function keyFault(answer: string): string | undefined {
  try {
    createPrivateKey(answer.replaceAll('\\n', '\n'));
    return undefined;
  } catch {
    return 'it is no private key in PEM';
  }
}
