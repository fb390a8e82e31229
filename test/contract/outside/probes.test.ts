import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Probe,
  probeGitHub,
  probeJira,
  probeSentry,
  probeSlack,
  slackAppManifest,
  slackScopes,
  validateSlackManifest,
} from '@patchwright/outside';
import {
  type GitHubOptions,
  startGitHub,
  startJira,
  startSentry,
  startSlack,
} from '@patchwright/stand-ins';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const TOKEN = 'token-0123456789abcdef';
const EMAIL = 'bot@acme.example';
const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'probes-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

function states(probe: Probe): Readonly<Record<string, string>> {
  return Object.fromEntries(probe.findings.map(({ name, state }) => [name, state]));
}

function found(probe: Probe, name: string) {
  const finding = probe.findings.find((one) => one.name === name);
  if (finding === undefined) throw new Error(`nothing was found about ${name}`);
  return finding;
}

describe('GitHub', () => {
  async function startShop(options: Partial<GitHubOptions>) {
    const github = await startGitHub({ root: join(root, 'github'), token: TOKEN, ...options });
    await writeFile(join(root, 'README.md'), '# Shop\n');
    await github.addRepository({ name: 'acme/shop', from: { path: root }, base: 'main' });
    return github;
  }
  const app = { id: 7, slug: 'patchwright', key: publicKey };
  const asApp = (baseUrl: string) =>
    ({ baseUrl, auth: { kind: 'app', appId: '7', privateKey } }) as const;
  const permissions = {
    ...{ metadata: 'read', contents: 'write', pull_requests: 'write', issues: 'write' },
    ...{ checks: 'write', actions: 'write', statuses: 'read' },
  };
  const events = [
    ...['issues', 'issue_comment', 'pull_request', 'pull_request_review', 'check_run'],
    ...['pull_request_review_comment', 'check_suite', 'workflow_run', 'status'],
  ];

  test('a classic token with the scope repo is well, one without it is not', async () => {
    await using well = await startShop({ tokenScopes: ['repo', 'workflow'] });
    const auth = { kind: 'token', token: TOKEN } as const;
    const probe = await probeGitHub({ baseUrl: well.url, auth }, ['acme/shop']);
    expect(probe.identity).toBe('patchwright[bot]');
    expect(states(probe)).toEqual({
      github: 'ok',
      'github scopes': 'ok',
      'github clock': 'ok',
      'github repo': 'ok',
    });
    await using poor = await startShop({ tokenScopes: ['read:org'], root: join(root, 'poor') });
    const lacks = found(await probeGitHub({ baseUrl: poor.url, auth }), 'github scopes');
    expect(lacks).toMatchObject({
      state: 'fail',
      found: expect.stringContaining('repo is missing'),
    });
  });

  test('a wrong token is told with what to do', async () => {
    await using github = await startShop({});
    const auth = { kind: 'token', token: 'ghp_wrong-token-0123456789' } as const;
    const probe = await probeGitHub({ baseUrl: github.url, auth });
    expect(probe.findings).toMatchObject([{ name: 'github', state: 'fail' }]);
    expect(JSON.stringify(probe)).toContain('Check the GitHub token');
    expect(JSON.stringify(probe)).not.toContain('wrong-token');
  });

  test('an App with all it needs is well, and an unfit clock is seen', async () => {
    await using github = await startShop({ apps: [{ ...app, permissions, events }] });
    const probe = await probeGitHub(asApp(github.url), ['acme/shop']);
    expect(probe.identity).toBe('patchwright[bot]');
    expect(states(probe)).toEqual({
      github: 'ok',
      'github permissions': 'ok',
      'github events': 'ok',
      'github installs': 'ok',
      'github webhooks': 'warn',
      'github clock': 'ok',
      'github repo': 'ok',
    });
    const late = await probeGitHub(asApp(github.url), [], Date.now() + 300_000);
    expect(found(late, 'github clock')).toMatchObject({
      state: 'fail',
      found: expect.stringContaining('ahead of'),
    });
  });

  test('what an App lacks is named, with what it is for', async () => {
    const poor = { ...app, permissions: { ...permissions, checks: 'read' }, events: ['issues'] };
    await using github = await startShop({ apps: [{ ...poor, installedFor: [] }] });
    const probe = await probeGitHub(asApp(github.url), ['acme/shop']);
    expect(found(probe, 'github permissions').found).toContain('checks: write (to ask for');
    expect(found(probe, 'github events').found).toContain('check_run');
    expect(found(probe, 'github installs').mend).toContain('Install App');
    expect(found(probe, 'github repo').found).toContain('not installed for acme');
  });

  test('webhooks that did not arrive are counted', async () => {
    await using github = await startShop({
      apps: [{ ...app, permissions, events }],
      webhook: { url: 'http://127.0.0.1:9/webhooks/github', secret: 'a-secret' },
    });
    await github.openIssue({ repo: 'acme/shop', user: 'maria', title: 'Slow' });
    const probe = await probeGitHub(asApp(github.url));
    expect(found(probe, 'github webhooks')).toMatchObject({
      state: 'warn',
      found: expect.stringContaining('did not arrive'),
    });
  });
});

describe('Jira', () => {
  const auth = { kind: 'basic', email: EMAIL, apiToken: TOKEN } as const;

  test('in the cloud: who we are, the project, and where its tickets can be moved', async () => {
    await using jira = await startJira({ email: EMAIL, token: TOKEN, projects: ['SHOP'] });
    const probe = await probeJira({ baseUrl: jira.url, auth }, 'SHOP');
    expect(probe.identity).toBe('patchwright');
    expect(states(probe)).toEqual({
      jira: 'ok',
      'jira clock': 'ok',
      'jira project': 'ok',
      'jira moves': 'ok',
    });
    const statuses = { in_review: 'Peer checking' };
    const other = await probeJira({ baseUrl: jira.url, auth, statuses }, 'SHOP');
    expect(found(other, 'jira moves')).toMatchObject({
      state: 'warn',
      mend: expect.stringContaining('JIRA_STATUS_IN_REVIEW'),
    });
  });

  test('a Data Center is told from the cloud; missing permissions and projects are named', async () => {
    await using jira = await startJira({
      ...{ email: EMAIL, token: TOKEN, projects: ['SHOP'] },
      deployment: 'data-center',
      denied: ['CREATE_ISSUES'],
    });
    const config = { baseUrl: jira.url, auth: { kind: 'bearer', token: TOKEN } } as const;
    const probe = await probeJira(config, 'SHOP');
    expect(found(probe, 'jira').found).toContain('Data Center');
    expect(found(probe, 'jira project').found).toContain('CREATE_ISSUES');
    const nowhere = await probeJira(config, 'NONE');
    expect(found(nowhere, 'jira project').state).toBe('fail');
  });

  test('a wrong token is told with what to do', async () => {
    await using jira = await startJira({ email: EMAIL, token: TOKEN });
    const wrong = { ...auth, apiToken: 'wrong-token-0123456789' };
    const probe = await probeJira({ baseUrl: jira.url, auth: wrong });
    expect(probe.findings).toMatchObject([{ state: 'fail' }]);
    expect(JSON.stringify(probe)).not.toContain('wrong-token');
  });
});

describe('Slack', () => {
  const all = slackScopes.map(({ name }) => name);

  test('scopes and the channel are looked at', async () => {
    await using slack = await startSlack({ token: TOKEN, scopes: all, channels: ['builds'] });
    const probe = await probeSlack({ baseUrl: slack.apiUrl, token: TOKEN }, '#builds');
    expect(states(probe)).toEqual({ slack: 'ok', 'slack scopes': 'ok', 'slack channel': 'ok' });
  });

  test('what is missing is named, with what it is for', async () => {
    const scopes = all.filter((name) => name !== 'reactions:write');
    await using slack = await startSlack({
      ...{ token: TOKEN, scopes, channels: ['builds'] },
      closed: ['builds'],
    });
    const probe = await probeSlack({ baseUrl: slack.apiUrl, token: TOKEN }, '#builds');
    expect(found(probe, 'slack scopes').found).toContain('reactions:write (to show');
    expect(found(probe, 'slack channel').mend).toContain('/invite');
    const elsewhere = await probeSlack({ baseUrl: slack.apiUrl, token: TOKEN }, '#nowhere');
    expect(found(elsewhere, 'slack channel').state).toBe('fail');
  });

  test('our manifest is one that Slack takes, by webhooks and by a socket', async () => {
    await using slack = await startSlack({ token: TOKEN, configToken: 'xoxe-config' });
    const config = { baseUrl: slack.apiUrl, token: 'xoxe-config' };
    for (const publicUrl of ['https://patchwright.example', undefined]) {
      const manifest = slackAppManifest({ name: 'Patchwright', publicUrl });
      expect(await validateSlackManifest(config, manifest)).toMatchObject({ state: 'ok' });
    }
    const insecure = slackAppManifest({ name: 'Patchwright', publicUrl: 'http://here.example' });
    expect(await validateSlackManifest(config, insecure)).toMatchObject({ state: 'fail' });
  });
});

describe('Sentry', () => {
  test('the organisation, scopes and projects are looked at', async () => {
    await using sentry = await startSentry({ token: TOKEN, projects: ['checkout'] });
    const config = { baseUrl: sentry.url, organization: 'acme', token: TOKEN };
    expect(states(await probeSentry(config, ['checkout']))).toEqual({
      sentry: 'ok',
      'sentry scopes': 'ok',
      'sentry projects': 'ok',
    });
    const other = await probeSentry(config, ['checkout', 'payments']);
    expect(found(other, 'sentry projects')).toMatchObject({
      state: 'fail',
      found: 'there is no payments',
      mend: expect.stringContaining('checkout'),
    });
  });

  test('missing scopes are named; a higher level holds the lower', async () => {
    const scopes = ['event:admin', 'org:read'];
    await using sentry = await startSentry({ token: TOKEN, scopes });
    const config = { baseUrl: sentry.url, organization: 'acme', token: TOKEN };
    expect(found(await probeSentry(config), 'sentry scopes').found).toBe(
      'missing are project:read',
    );
  });
});
