import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { roster } from '@patchwright/local';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { beginIn } from './command-line.ts';

const SECRETS = {
  GITHUB_TOKEN: 'ghp_0123456789abcdefghijklmnopqrstuvwxyz',
  GITHUB_WEBHOOK_SECRET: 'webhook-0123456789abcdef',
  SLACK_BOT_TOKEN: 'xoxb-000000000000-0123456789abcdef',
  JIRA_API_TOKEN: 'jira-0123456789abcdef',
  SENTRY_AUTH_TOKEN: 'sentry-0123456789abcdef',
  ANTHROPIC_API_KEY: 'sk-ant-api03-0123456789abcdef0123456789',
};
const SETTINGS = {
  ...SECRETS,
  SLACK_CHANNEL: 'patchwright',
  JIRA_URL: 'https://acme.atlassian.example',
  JIRA_EMAIL: 'bot@acme.example',
  JIRA_PROJECT: 'SHOP',
  SENTRY_ORG: 'acme',
  PATCHWRIGHT_OWNERS: 'acme',
  PATCHWRIGHT_POLICY: 'policy.yaml',
  PATCHWRIGHT_MODELS_FILE: 'models.yaml',
  PATCHWRIGHT_BUDGETS: 'budgets.yaml',
  PATCHWRIGHT_MCP_FILE: 'mcp.json',
  PATCHWRIGHT_API_TOKENS_FILE: 'tokens.yaml',
};
const GOOD = {
  'policy.yaml': 'approval: { name: shop }\npeople:\n  - { name: maria, roles: [approver] }\n',
  'models.yaml': 'roles: { default: claude-sonnet-5-5 }\n',
  'budgets.yaml': '{}\n',
  'mcp.json': '{ "mcpServers": {} }\n',
  'tokens.yaml': 'tokens: []\n',
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'config-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function config(
  words: readonly string[],
  more: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
) {
  const all = { ...SETTINGS, ...more };
  const lines = Object.entries(all).map(([name, value]) => `${name}=${value}`);
  const written = { ...GOOD, ...files, '.env': `${lines.join('\n')}\n` };
  for (const [name, text] of Object.entries(written)) await writeFile(join(folder, name), text);
  const environment = { PATH: process.env.PATH };
  return beginIn(folder, ['config', ...words], { environment }).ended;
}

type Texts = Readonly<Record<string, string>>;
type Row = readonly [what: string, service: string, place: string, more: Texts, files: Texts];

describe('patchwright config check', () => {
  test('says nothing of settings that every service can read', async () => {
    const ran = await config(['check']);
    expect(ran.stdout).toBe('');
    expect(ran.stderr).toContain(
      `${roster.length} of ${roster.length} services can read their settings`,
    );
    expect(ran.exit).toBe(0);
  });

  test.each<Row>([
    [
      'a number that is none',
      'scheduler',
      'PATCHWRIGHT_APPROVAL_HOURS',
      { PATCHWRIGHT_APPROVAL_HOURS: 'soon' },
      {},
    ],
    ['a missing setting', 'sentry-monitor', 'JIRA_PROJECT', { JIRA_PROJECT: '' }, {}],
    [
      'a role that there is not',
      'gateway',
      'policy.yaml:2 people.0.roles.0',
      {},
      { 'policy.yaml': 'people:\n  - { name: maria, roles: [boss] }\n' },
    ],
    [
      'a field of a budget',
      'planner',
      'budgets.yaml:1 the budgets',
      {},
      { 'budgets.yaml': 'taks: { costUsd: 1 }\n' },
    ],
    [
      'a field of a model',
      'planner',
      'models.yaml roles.planner',
      {},
      { 'models.yaml': 'roles: { planner: { modle: x } }\n' },
    ],
    ['MCP servers', 'planner', 'mcp.json', {}, { 'mcp.json': '{ "mcpServers": [' }],
    [
      'a token of somebody unknown',
      'gateway',
      'tokens.yaml',
      {},
      {
        'tokens.yaml': `tokens: [{ name: t, sha256: ${'a'.repeat(64)}, person: nobody, roles: [viewer] }]\n`,
      },
    ],
    [
      'a file that is not there',
      'executor',
      'elsewhere.yaml',
      { PATCHWRIGHT_POLICY: 'elsewhere.yaml' },
      {},
    ],
  ])('names %s', async (...[, service, place, more, files]) => {
    const ran = await config(['check', service, '--json'], more, files);
    expect(ran.exit).toBe(1);
    const [finding, ...others] = ran.stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Readonly<Record<string, string>>);
    expect(others).toEqual([]);
    expect(`${finding?.at} ${finding?.field ?? ''} ${finding?.why}`).toContain(place);
    expect(finding).toMatchObject({ services: [service], mend: expect.stringMatching(/\S/) });
  });

  test('names what is wrong for people, with the services that read it and what to do', async () => {
    const files = { 'policy.yaml': 'approval:\n  votes: { high: none }\n' };
    const ran = await config(['check', 'gateway', 'executor'], {}, files);
    expect(ran.stdout).toContain('policy.yaml:2, approval.votes.high: ');
    expect(ran.stdout).toContain('read by gateway, executor');
    expect(ran.stdout).toContain('mend policy.yaml');
  });

  test('knows no service that there is not', async () => {
    expect((await config(['check', 'gatewya'])).exit).toBe(2);
  });
});

describe('patchwright config show', () => {
  test('prints the settings that hold, and no secret', async () => {
    const ran = await config(['show']);
    expect(ran.exit).toBe(0);
    const lines = ran.stdout.split('\n');
    expect(lines).toContain('scheduler.config.deadlines.approvalMs = 259200000');
    expect(lines).toContain('gateway.config.policy.approval.name = "shop"');
    for (const secret of Object.values(SECRETS)) expect(ran.stdout).not.toContain(secret);
    expect(ran.stdout).toContain('[masked]');
  });

  test('as JSON is one line for each service', async () => {
    const ran = await config(['show', 'scheduler', '--json'], { PATCHWRIGHT_APPROVAL_HOURS: '1' });
    expect(JSON.parse(ran.stdout)).toMatchObject({
      service: 'scheduler',
      config: { config: { deadlines: { approvalMs: 3_600_000 } } },
    });
  });
});
