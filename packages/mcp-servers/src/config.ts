import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  createRedact,
  type Environment,
  githubGitAccess,
  githubPort,
  jiraPort,
  readGitHubSettings,
  readJiraSettings,
  readSentrySettings,
  readSlackSettings,
  sentryPort,
  slackPort,
} from '@patchwright/outside';
import {
  directoryCheckpoints,
  readWorkspaceSettings,
  type WorkspaceConfig,
  workspacePort,
} from '@patchwright/workspace';
import { codeServer } from './code/code-server.ts';
import { filesystemServer } from './filesystem/filesystem-server.ts';
import { githubServer } from './github/github-server.ts';
import { jiraServer } from './jira/jira-server.ts';
import { sentryServer } from './sentry/sentry-server.ts';
import { slackServer } from './slack/slack-server.ts';
import { readOnly, type ToolServer } from './tool-server.ts';

/** The servers by the names under which they are started. */
export const SERVERS = ['github', 'jira', 'sentry', 'slack', 'code', 'filesystem'] as const;

/** The name of a server. */
export type ServerName = (typeof SERVERS)[number];

/** What is to be served, and how. */
export interface Settings {
  readonly tools: ToolServer;
  /** Over HTTP; over the process's input and output without it. */
  readonly http?: {
    readonly port: number;
    readonly host: string;
    readonly allowedHosts?: readonly string[];
    readonly token?: string;
  };
  readonly redact: (text: string) => string;
}

/** How the program is used. */
const USAGE = `Usage: <server> [--http PORT] [--host HOST] [--allow NAME]... [--read-only] [--root FOLDER]
  <server>        ${SERVERS.join(', ')}
  --http PORT     serve streamable HTTP at /mcp instead of stdio; 0 takes any free port
  --host HOST     where to listen; 127.0.0.1 without it. Elsewhere PATCHWRIGHT_MCP_TOKEN is needed
  --served-as N   a name by which clients reach a server that is not on loopback; may be repeated
  --allow NAME    a repository, project or channel within reach, * for any text; may be repeated; all without it
  --read-only     offer only tools that change nothing
  --root FOLDER   the folder of the filesystem server`;

/** Reads the command line and the environment once. Throws an Error that names what does not fit, and shows no secret. */
export function readConfig(words: readonly string[], environment: Environment): Settings {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      http: { type: 'string' },
      host: { type: 'string', default: '127.0.0.1' },
      'served-as': { type: 'string', multiple: true },
      allow: { type: 'string', multiple: true, default: [] },
      'read-only': { type: 'boolean', default: false },
      root: { type: 'string' },
    },
  });
  const name = SERVERS.find((server) => server === positionals[0]);
  if (name === undefined || positionals.length > 1) throw new Error(USAGE);
  const tools = serverOf(name, environment, { allow: values.allow, root: values.root });
  const token = secretOf(environment, 'PATCHWRIGHT_MCP_TOKEN');
  const served = values['served-as'];
  return {
    tools: values['read-only'] ? readOnly(tools) : tools,
    redact: createRedact(secretsOf(environment)),
    ...(values.http === undefined
      ? {}
      : {
          http: {
            port: portOf(values.http),
            host: values.host,
            ...(served === undefined ? {} : { allowedHosts: served }),
            ...(token === undefined ? {} : { token }),
          },
        }),
  };
}

function serverOf(
  name: ServerName,
  environment: Environment,
  { allow, root }: { readonly allow: readonly string[]; readonly root: string | undefined },
): ToolServer {
  switch (name) {
    case 'github':
      return githubServer(githubPort(readGitHubSettings(environment)), allow);
    case 'jira':
      return jiraServer(jiraPort(readJiraSettings(environment)), allow);
    case 'sentry':
      return sentryServer(sentryPort(readSentrySettings(environment)), allow);
    case 'slack':
      return slackServer(slackPort(readSlackSettings(environment)), allow);
    case 'code':
      return codeServer(workspacePort(readCodeSettings(environment)), allow);
    case 'filesystem':
      if (!root) throw new Error('--root is missing: name the folder that is to be served.');
      return filesystemServer(root);
  }
}

/** The workspace of the code server. Its sandbox is the closed one that works on this machine, unless `PATCHWRIGHT_SANDBOX` names another. */
export function readCodeSettings(environment: Environment): WorkspaceConfig {
  const settings = readWorkspaceSettings(environment);
  return {
    ...settings,
    remote: githubGitAccess(readGitHubSettings(environment)),
    // Answers carry the telling part of an output; the whole of it is nobody's.
    blobs: {
      async put(bytes, mediaType) {
        const ref = `sha256-${createHash('sha256').update(bytes).digest('hex')}`;
        return { ref, size: bytes.length, mediaType };
      },
    },
    checkpoints: directoryCheckpoints(join(settings.root, 'checkpoints')),
  };
}

const SECRETS = [
  'GITHUB_TOKEN',
  'GITHUB_APP_PRIVATE_KEY',
  'JIRA_API_TOKEN',
  'JIRA_TOKEN',
  'SENTRY_AUTH_TOKEN',
  'SLACK_BOT_TOKEN',
  'PATCHWRIGHT_MCP_TOKEN',
];

function secretsOf(environment: Environment): readonly string[] {
  return SECRETS.flatMap((name) => secretOf(environment, name) ?? []);
}

function secretOf(environment: Environment, name: string): string | undefined {
  const file = environment[`${name}_FILE`];
  const value = file ? readFileSync(file, 'utf8').trimEnd() : environment[name];
  return value || undefined;
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new Error(`--http ${text} does not fit: the number of a port is wanted.`);
}
