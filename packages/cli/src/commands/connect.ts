import { resolve } from 'node:path';
import { slackAppManifest } from '@patchwright/outside';
import type { Command } from 'commander';
import { stringify } from 'yaml';
import { repository } from '../arguments.ts';
import { CommandFault } from '../command-fault.ts';
import { addressFault, openAnswers } from '../connect/answers.ts';
import type { Connected, ConnectOptions, Ground } from '../connect/connection.ts';
import { mergeEnvFile, readEnvFile } from '../connect/env-file.ts';
import { connectGitHub, type GitHubOptions } from '../connect/github.ts';
import { connectJira, type JiraOptions } from '../connect/jira.ts';
import { checkReachable, type System } from '../connect/reachability.ts';
import { connectSentry, type SentryOptions } from '../connect/sentry.ts';
import { connectSlack, type SlackOptions } from '../connect/slack.ts';
import { withExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Io, print, printJson, say, sayNext } from '../io.ts';
import { findingLines } from './doctor.ts';

type Options = ConnectOptions &
  JiraOptions &
  SentryOptions &
  SlackOptions &
  GitHubOptions & { readonly manifest?: boolean };

/** Adds `connect` with one command for each system. */
export function addConnect(program: Command, io: Io): void {
  const connect = program
    .command('connect')
    .description(
      'set up GitHub, Slack, Jira or Sentry: ask for what is needed, try it, and keep it',
    );

  const github = common(connect.command('github'), 'GitHub, by an App that is made from a manifest')
    .option('--org <name>', 'the organisation that owns the App; else it is yours')
    .option('--name <name>', 'what the App is called', 'Patchwright')
    .option(
      '--app-id <id>',
      'an App that is there already; its key comes as GITHUB_APP_PRIVATE_KEY',
    )
    .option('--personal-token', 'a person’s token instead of an App')
    .option('--api-url <address>', 'the API of an enterprise server')
    .option('--repo <owner/name>', 'a repository to look at', repeated, [])
    .action((options: Options) =>
      carryOut(io, 'github', options, (ground) =>
        connectGitHub(io, ground, { ...options, dryRun: options.dryRun === true }),
      ),
    );
  withExamples(
    github,
    'patchwright connect github --org acme --public-url https://patchwright.acme.example',
    'patchwright connect github --personal-token --from-stdin < token.txt',
  );

  const slack = common(connect.command('slack'), 'Slack, by an app that is made from a manifest')
    .option('--channel <name>', 'the channel for approvals and progress')
    .option('--name <name>', 'what the app is called', 'Patchwright')
    .option('--manifest', 'print the manifest, and do nothing else')
    .action((options: Options) =>
      options.manifest
        ? printManifest(io, options)
        : carryOut(io, 'slack', options, (ground) => connectSlack(ground, options)),
    );
  withExamples(
    slack,
    'patchwright connect slack --manifest > manifest.yaml',
    'patchwright connect slack --channel "#patchwright"',
  );

  const jira = common(connect.command('jira'), 'Jira, in the cloud or a Data Center')
    .option('--site <address>', 'the address of Jira')
    .option('--email <address>', 'the account, in the cloud')
    .option('--project <key>', 'where errors are filed')
    .action((options: Options) =>
      carryOut(io, 'jira', options, (ground) => connectJira(ground, options)),
    );
  withExamples(jira, 'patchwright connect jira --site https://acme.atlassian.net --project SHOP');

  const sentry = common(connect.command('sentry'), 'Sentry, by an internal integration')
    .option('--site <address>', 'the address of Sentry, where it is not sentry.io')
    .option('--org <slug>', 'the organisation')
    .option('--projects <slugs>', 'the projects that are watched, with commas')
    .action((options: Options) =>
      carryOut(io, 'sentry', options, (ground) => connectSentry(ground, options)),
    );
  withExamples(sentry, 'patchwright connect sentry --org acme --projects checkout,api');
}

function common(command: Command, what: string): Command {
  return command
    .description(`connect ${what}`)
    .option('--file <path>', 'the environment file that is written', '.env')
    .option('--public-url <address>', 'where the gateway is reached from outside')
    .option('--from-stdin', 'read NAME=value lines, or one secret, from the standard input')
    .option('--dry-run', 'look at everything, and write nothing')
    .option('--json', 'print JSON');
}

async function carryOut(
  io: Io,
  system: System,
  options: Options,
  connect: (ground: Ground) => Promise<Connected>,
): Promise<void> {
  const path = resolve(io.cwd, options.file);
  const there = { ...io.environment, ...(await readEnvFile(path)) };
  const publicUrl = publicUrlOf(options.publicUrl ?? there.PATCHWRIGHT_PUBLIC_URL);
  const known = Object.fromEntries(
    Object.entries(there).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
  const answers = await openAnswers(io, { fromStdin: options.fromStdin === true, there: known });
  const connected = await connect({ answers, there, publicUrl });
  const reached = publicUrl === undefined ? [] : [await checkReachable(publicUrl, system)];
  const findings = [...connected.findings, ...reached];
  const settings = {
    ...connected.settings,
    ...(publicUrl === undefined ? {} : { PATCHWRIGHT_PUBLIC_URL: publicUrl }),
  };
  const isSound = !connected.findings.some(({ state }) => state === 'fail');
  const names = Object.keys(connected.settings);
  const isKept =
    options.dryRun !== true && names.length > 0 && (isSound || connected.mustKeep === true);
  if (isKept) await mergeEnvFile(path, settings);
  if (options.json) {
    printJson(io, {
      system,
      findings,
      file: path,
      written: isKept,
      settings: Object.keys(settings),
    });
  } else {
    for (const finding of findings) for (const line of findingLines(io, finding)) print(io, line);
  }
  const done = isKept
    ? `${path} has`
    : options.dryRun
      ? `${path} would get`
      : 'Nothing was written of';
  if (names.length > 0) say(io, `${done} ${Object.keys(settings).join(', ')}.`);
  // What is to be done elsewhere is done with settings that stand in the file.
  if (isSound || isKept) for (const line of connected.byHand) say(io, line);
  if (!isSound) io.setExitCode(exitCodes.failed);
  sayNext(io, isSound ? 'patchwright doctor' : `patchwright connect ${system}`);
}

/** The manifest as Slack's page for new apps takes it. */
function printManifest(io: Io, { name, publicUrl }: Options): void {
  print(io, stringify(slackAppManifest({ name, publicUrl: publicUrlOf(publicUrl) })).trimEnd());
}

function publicUrlOf(text: string | undefined): string | undefined {
  if (!text) return undefined;
  const why = addressFault(text);
  if (why === undefined) return text.replace(/\/+$/, '');
  throw new CommandFault(`"${text}" is no public address`, { why, exit: exitCodes.usage });
}

function repeated(text: string, before: readonly string[]): readonly string[] {
  return [...before, repository(text)];
}
