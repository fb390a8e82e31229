import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { slackScopes } from '@patchwright/outside';
import {
  startGitHub,
  startJira,
  startModel,
  startSentry,
  startSlack,
} from '@patchwright/stand-ins';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { beginIn } from './command-line.ts';

const TOKEN = 'token-0123456789abcdef';
const POLICY = `
people:
  - { name: maria, roles: [approver] }
  - { name: jonas, roles: [admin] }
`;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doctor-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Found {
  readonly name: string;
  readonly state: string;
  readonly found: string;
  readonly mend?: string;
}

async function doctor(environment: Readonly<Record<string, string>> = {}) {
  const path = { PATH: process.env.PATH };
  const words = ['doctor', '--json'];
  const ran = await beginIn(folder, words, { environment: { ...path, ...environment } }).ended;
  const findings = ran.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Found);
  const of = (name: string) => findings.find((finding) => finding.name === name);
  return { ...ran, of };
}

async function write(settings: Readonly<Record<string, string>>): Promise<void> {
  const lines = Object.entries(settings).map(([name, value]) => `${name}='${value}'\n`);
  await writeFile(join(folder, '.env'), lines.join(''));
}

test('everything that is connected and well is said to be so', async () => {
  const scopes = slackScopes.map(({ name }) => name);
  await using github = await startGitHub({ root: folder, token: TOKEN, tokenScopes: ['repo'] });
  await using jira = await startJira({ email: 'a@b.example', token: TOKEN, projects: ['SHOP'] });
  await using slack = await startSlack({ token: `xoxb-${TOKEN}`, scopes, channels: ['builds'] });
  await using sentry = await startSentry({ token: TOKEN, projects: ['checkout'] });
  await using model = await startModel({ apiKey: TOKEN });
  const door = createServer((_request, response) => {
    response.statusCode = 401;
    response.end();
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  await writeFile(join(folder, 'policy.yaml'), POLICY);
  await write({
    ...{ GITHUB_TOKEN: TOKEN, GITHUB_API_URL: github.url, GITHUB_WEBHOOK_SECRET: 'a-secret' },
    ...{ JIRA_URL: jira.url, JIRA_EMAIL: 'a@b.example', JIRA_API_TOKEN: TOKEN },
    ...{ JIRA_PROJECT: 'SHOP', SENTRY_ORG: 'acme', SENTRY_URL: sentry.url },
    ...{ SENTRY_AUTH_TOKEN: TOKEN, SENTRY_PROJECTS: 'checkout' },
    ...{ SLACK_BOT_TOKEN: `xoxb-${TOKEN}`, SLACK_API_URL: slack.apiUrl, SLACK_CHANNEL: '#builds' },
    ...{ ANTHROPIC_API_KEY: TOKEN, ANTHROPIC_BASE_URL: model.url },
    PATCHWRIGHT_POLICY: join(folder, 'policy.yaml'),
    PATCHWRIGHT_PUBLIC_URL: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
  });
  const { of, stdout, stderr } = await doctor();
  door.closeAllConnections();
  door.close();

  for (const name of [
    ...['github', 'github scopes', 'github clock', 'jira', 'jira project', 'jira moves'],
    ...['slack', 'slack scopes', 'slack channel', 'sentry', 'sentry scopes', 'sentry projects'],
    ...['model anthropic', 'policy', 'reachability', 'node', 'git'],
  ]) {
    expect(of(name), name).toMatchObject({ state: 'ok' });
  }
  expect(stdout + stderr).not.toContain(TOKEN);
});

test('what is not connected is worth knowing, with the command that connects it', async () => {
  const { of, exit } = await doctor();
  for (const system of ['github', 'jira', 'slack', 'sentry']) {
    expect(of(system)).toMatchObject({ state: 'warn', mend: `patchwright connect ${system}` });
  }
  expect(of('policy')).toMatchObject({ state: 'warn' });
  expect(exit).toBe(0);
});

test('what is wrong ends with 1, each with its remedy, and no secret is shown', async () => {
  await using jira = await startJira({ email: 'a@b.example', token: TOKEN });
  await using model = await startModel({ apiKey: TOKEN });
  await writeFile(join(folder, 'policy.yaml'), 'people:\n  - { name: maria, roles: [king] }\n');
  const { of, exit, stdout, stderr } = await doctor({
    JIRA_URL: jira.url,
    JIRA_EMAIL: 'a@b.example',
    JIRA_API_TOKEN: 'wrong-0123456789',
    SENTRY_AUTH_TOKEN: 'wrong-0123456789',
    ANTHROPIC_API_KEY: 'wrong-0123456789',
    ANTHROPIC_BASE_URL: model.url,
    GITHUB_WEBHOOK_SECRET: 'a-secret',
    PATCHWRIGHT_PUBLIC_URL: 'http://127.0.0.1:9',
    PATCHWRIGHT_POLICY: join(folder, 'policy.yaml'),
  });

  expect(exit).toBe(1);
  for (const [name, found] of [
    ['jira', '401'],
    ['sentry', 'SENTRY_ORG is missing'],
    ['model anthropic', '401'],
    ['policy', 'people.0.roles.0'],
    ['reachability', 'cannot be reached'],
  ] as const) {
    expect(of(name), name).toMatchObject({
      state: 'fail',
      found: expect.stringContaining(found),
      mend: expect.stringMatching(/./),
    });
  }
  expect(stdout + stderr).not.toContain('wrong-0123456789');
});

/** Something that speaks of its models as OpenAI and those like it do. */
async function startList(models: readonly string[]) {
  const asked: string[] = [];
  const server = createServer(({ method, url, headers }, response) => {
    asked.push(`${method} ${url}`);
    response.statusCode = headers.authorization === `Bearer ${TOKEN}` ? 200 : 401;
    response.end(JSON.stringify({ object: 'list', data: models.map((id) => ({ id })) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

test('each provider of models that some role uses is looked at, and nothing is spent', async () => {
  await using anthropic = await startModel({ apiKey: TOKEN });
  await using other = await startList(['qwen3', 'llama4']);
  const program = join(folder, 'claude');
  await writeFile(program, '#!/bin/sh\necho "2.1.0 (Claude Code)"\n', { mode: 0o755 });
  await writeFile(
    join(folder, 'models.yaml'),
    JSON.stringify({
      providers: {
        own: { kind: 'openai', baseUrl: `${other.url}/v1`, apiKey: TOKEN },
        locked: { kind: 'openai', baseUrl: `${other.url}/v1`, apiKey: 'wrong-0123456789' },
        gone: { kind: 'openai', baseUrl: 'http://127.0.0.1:9/v1' },
        typist: { kind: 'claude-code', program, apiKey: TOKEN },
        nobody: { kind: 'cursor', program: join(folder, 'cursor'), apiKey: TOKEN },
        cloud: {
          ...{ kind: 'bedrock', region: 'eu-central-1', baseUrl: other.url },
          ...{ accessKey: 'AKIA0123456789', secretKey: TOKEN },
        },
      },
      roles: {
        default: ['anthropic:claude-sonnet-5-5', 'own:qwen3'],
        planner: ['own:qwen9', 'locked:qwen3', 'gone:qwen3'],
        executor: ['typist:claude-sonnet-5-5', 'nobody:auto', 'cloud:claude'],
      },
    }),
  );
  const { of, stdout, stderr, exit } = await doctor({
    PATCHWRIGHT_MODELS_FILE: join(folder, 'models.yaml'),
    ANTHROPIC_API_KEY: TOKEN,
    ANTHROPIC_BASE_URL: anthropic.url,
  });
  expect(of('model anthropic')).toMatchObject({ state: 'ok' });
  expect(of('model own')).toMatchObject({
    state: 'warn',
    found: expect.stringContaining('does not list qwen9'),
    mend: expect.stringContaining('qwen3'),
  });
  expect(of('model locked')).toMatchObject({ state: 'fail', mend: expect.stringMatching(/key/) });
  expect(of('model gone')).toMatchObject({ state: 'fail', mend: expect.stringMatching(/./) });
  expect(of('model typist')).toMatchObject({
    state: 'ok',
    found: expect.stringContaining('2.1.0 (Claude Code)'),
  });
  expect(of('model nobody')).toMatchObject({
    state: 'fail',
    mend: expect.stringContaining('PATCHWRIGHT_CURSOR'),
  });
  expect(of('model cloud')).toMatchObject({ state: 'ok' });
  expect(exit).toBe(1);
  for (const secret of [TOKEN, 'wrong-0123456789']) expect(stdout + stderr).not.toContain(secret);
  expect(anthropic.calls().calls).toEqual([]);
  expect(new Set(other.asked)).toEqual(new Set(['GET /v1/models', 'GET /']));
});

test('models that cannot be read are named with where to look', async () => {
  const { of } = await doctor({ PATCHWRIGHT_MODEL: 'openai:qwen3', OPENAI_BASE_URL: 'nowhere' });
  expect(of('model')).toMatchObject({
    state: 'fail',
    found: expect.stringContaining('OPENAI_BASE_URL'),
    mend: expect.stringContaining('choose-models'),
  });
});

test('a person’s own programs do not make a sandbox look broken', async () => {
  const tools = join(folder, 'shims');
  await mkdir(tools);
  await writeFile(join(tools, 'python3'), '#!/bin/sh\nexec /nowhere/python3\n', { mode: 0o755 });
  const before = (await doctor()).of('sandbox');
  const after = (await doctor({ PATH: `${tools}:${process.env.PATH}` })).of('sandbox');
  expect(after).toEqual(before);
});

test('a sandbox is tried, not only looked for', async () => {
  const tools = join(folder, 'tools');
  await mkdir(tools);
  await writeFile(join(tools, 'bwrap'), '#!/bin/sh\necho no namespaces here >&2\nexit 1\n', {
    mode: 0o755,
  });
  const cache = { XDG_CACHE_HOME: join(folder, 'cache'), PATCHWRIGHT_CACHE: join(folder, 'cache') };
  const broken = { PATH: `${tools}:${process.env.PATH}`, ...cache };
  expect((await doctor(broken)).of('sandbox')).toMatchObject({
    state: 'warn',
    found: expect.stringContaining('bubblewrap does not work here'),
    mend: expect.stringMatching(/Install|install/),
  });
  const demanded = await doctor({ ...broken, PATCHWRIGHT_SANDBOX: 'required' });
  expect(demanded.of('sandbox')).toMatchObject({ state: 'fail' });
  expect((await doctor({ PATCHWRIGHT_SANDBOX: 'none' })).of('sandbox')).toMatchObject({
    state: 'warn',
    found: expect.stringContaining('plain processes'),
  });
});
