// biome-ignore-all lint/suspicious/noTemplateCurlyInString: an mcp.json has references of its own
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  KEY_META as AGENT_KEY_META,
  type Mcp,
  type McpConfig,
  mcpPort,
  mcpTools,
  readMcpFile,
} from '@patchwright/agent';
import { filesystemServer, KEY_META, serveHttp } from '@patchwright/mcp-servers';
import { startJira, startSentry } from '@patchwright/stand-ins';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { context } from '../outside/calls.ts';
import { PROGRAM } from './connect.ts';

const require = createRequire(import.meta.url);
let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'mcp-plugged-')));
  await writeFile(join(root, 'note.txt'), 'a note\n');
});
afterEach(() => rm(root, { recursive: true, force: true }));

function read(mcpServers: object, variables: Record<string, string> = {}): McpConfig {
  const environment = { NODE: process.execPath, PATH: dirname(process.execPath), ...variables };
  return readMcpFile(JSON.stringify({ mcpServers }), environment);
}

/** The port as a handler's world shows it. */
function world(port: ReturnType<typeof mcpPort>): Mcp {
  return {
    listTools: (input) => port.reads.listTools(input, context()),
    call: (input) => port.reads.call(input, context()),
  };
}

async function offered(mcp: Mcp, ...allow: readonly string[]) {
  const { tools, problems } = await mcpTools(mcp, { allow, key: 'run-1' });
  expect(problems).toEqual([]);
  return (name: string, input: Record<string, unknown>) => {
    const tool = tools.find((one) => one.name === name);
    if (tool === undefined) throw new Error(`${name} is not offered`);
    return tool.run(input);
  };
}

test('the official filesystem server, as it is', async () => {
  const manifest = require.resolve('@modelcontextprotocol/server-filesystem/package.json');
  await using port = mcpPort(
    read(
      { files: { command: '${NODE}', args: ['${PROGRAM}', '${FOLDER}'] } },
      { PROGRAM: join(dirname(manifest), 'dist/index.js'), FOLDER: root },
    ),
  );
  const call = await offered(world(port), 'files/*', 'files/write_file');

  expect(await call('files__read_text_file', { path: join(root, 'note.txt') })).toContain('a note');
  await call('files__write_file', { path: join(root, 'new.txt'), content: 'new' });
  expect(await call('files__list_directory', { path: root })).toContain('[FILE] new.txt');
  await expect(call('files__read_text_file', { path: '/etc/hostname' })).rejects.toThrow(/denied/);
  expect(() => call('files__edit_file', {})).toThrow('files__edit_file is not offered');
});

test('the official Sentry server, as it is', async () => {
  const token = 'sntrys_canary0123456789';
  await using sentry = await startSentry({ token, organization: 'acme' });
  sentry.addIssue({
    project: 'api',
    id: '4001',
    type: 'ZeroDivisionError',
    value: 'division by zero',
    stacktrace: [{ filename: 'api/ratings.py', function: 'average', lineno: 8, in_app: true }],
  });
  await using port = mcpPort(
    read(
      {
        sentry: {
          command: '${NODE}',
          args: ['${PROGRAM}', '--host=${HOST}', '--insecure-http'],
          env: { SENTRY_ACCESS_TOKEN: '${SENTRY_AUTH_TOKEN}' },
        },
      },
      {
        PROGRAM: require.resolve('@sentry/mcp-server'),
        HOST: new URL(sentry.url).host,
        SENTRY_AUTH_TOKEN: token,
      },
    ),
  );
  const call = await offered(world(port), 'sentry/*');

  expect(await call('sentry__find_projects', { organizationSlug: 'acme' })).toContain('"api"');
  const issue = { resourceType: 'issue', organizationSlug: 'acme', resourceId: 'API-1' };
  expect(await call('sentry__get_sentry_resource', issue)).toMatch(
    /division by zero[\s\S]*api\/ratings\.py/,
  );
  expect(() => call('sentry__update_issue', {})).toThrow('sentry__update_issue is not offered');
});

test('a server of ours by mcp.json, whose effects happen once however often a run is executed', async () => {
  const token = 'ATATTcanary0123456789';
  await using jira = await startJira({ email: 'bot@acme.example', token, projects: ['SHOP'] });
  jira.createTicket({ key: 'SHOP-1', summary: 'Totals are wrong' });
  const config = read(
    {
      jira: {
        command: '${NODE}',
        args: ['${PROGRAM}', 'jira', '--allow', 'SHOP'],
        env: {
          JIRA_URL: '${JIRA_URL}',
          JIRA_EMAIL: 'bot@acme.example',
          JIRA_API_TOKEN: '${JIRA_API_TOKEN}',
        },
      },
    },
    { PROGRAM, JIRA_URL: jira.url, JIRA_API_TOKEN: token },
  );
  for (const _execution of ['first', 'after a crash']) {
    await using port = mcpPort(config);
    const call = await offered(world(port), 'jira/add_comment', 'jira/get_issue');
    await call('jira__add_comment', { issue: 'SHOP-1', body: 'Found it.' });
    await call('jira__add_comment', { issue: 'SHOP-1', body: 'Found it.' });
  }
  expect(KEY_META).toBe(AGENT_KEY_META);
  expect(jira.state().issues[0]?.comments).toHaveLength(2);
});

test('a server over HTTP, with its token in a header; and after it was started anew', async () => {
  const token = 'http-canary-0123456789';
  const serving = { version: '1.0.0', redact: (text: string) => text, onBug() {}, token };
  const first = await serveHttp(filesystemServer(root), { ...serving, port: 0 });
  const server = { type: 'http', url: '${URL}', headers: { Authorization: 'Bearer ${TOKEN}' } };
  await using port = mcpPort(read({ files: server }, { URL: first.url, TOKEN: token }));
  const call = await offered(world(port), 'files/*');

  const together = [1, 2, 3, 4].map(() => call('files__read_file', { path: 'note.txt' }));
  expect(await Promise.all(together)).toEqual(together.map(() => 'a note\n'));
  await first[Symbol.asyncDispose]();
  const again = { ...serving, port: Number(new URL(first.url).port) };
  await using _second = await serveHttp(filesystemServer(root), again);
  expect(await call('files__read_file', { path: 'note.txt' })).toBe('a note\n');
});

test('a server over HTTP that does not know us is a problem that names no token', async () => {
  const serving = { version: '1.0.0', redact: (text: string) => text, onBug() {}, port: 0 };
  await using server = await serveHttp(filesystemServer(root), {
    ...serving,
    token: 'right-token',
  });
  const declared = { url: '${URL}', headers: { Authorization: 'Bearer wrong-canary' } };
  await using port = mcpPort(read({ files: declared }, { URL: server.url }));
  const { tools, problems } = await mcpTools(world(port), { allow: ['files/*'], key: 'run-1' });

  expect(tools).toEqual([]);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^files: files is not there: /);
  expect(problems[0]).not.toContain('wrong-canary');
});

test('nothing is served beyond this machine without a token', async () => {
  const serving = { version: '1.0.0', redact: (text: string) => text, onBug() {}, port: 0 };
  await expect(serveHttp(filesystemServer(root), { ...serving, host: '0.0.0.0' })).rejects.toThrow(
    /PATCHWRIGHT_MCP_TOKEN/,
  );
});
