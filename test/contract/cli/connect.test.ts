import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '@patchwright/cli';
import { githubPort, readGitHubSettings, slackScopes } from '@patchwright/outside';
import { startGitHub, startJira, startSentry, startSlack } from '@patchwright/stand-ins';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { beginIn, type Run } from './command-line.ts';

const TOKEN = 'token-0123456789abcdef';
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'connect-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Whatever is connected, in whichever way: nothing that is secret is ever shown. */
function begin(words: readonly string[], input: string, more: Partial<Io> = {}) {
  const begun = beginIn(folder, words, { readInput: async () => input, ...more });
  const ended = begun.ended.then((ran) => {
    const kept = Object.entries(ran.file).filter(([name]) => /TOKEN|SECRET|KEY/.test(name));
    const given = input.split('\n').map((line) => line.replace(/^[A-Z_]+=/, ''));
    const secrets = [...kept.map(([, value]) => value ?? ''), ...given, TOKEN];
    for (const secret of secrets.filter((one) => one.length >= 8)) {
      expect(ran.stdout + ran.stderr).not.toContain(secret);
    }
    return ran;
  });
  return { ...begun, ended };
}

function connect(line: string, input: string, more: Partial<Io> = {}): Promise<Run> {
  return begin(['connect', ...line.split(' '), '--from-stdin'], input, more).ended;
}

describe('connect jira', () => {
  test('tries the credential, keeps it for its owner alone, and shows no secret', async () => {
    await using jira = await startJira({
      email: 'bot@acme.example',
      token: TOKEN,
      projects: ['SHOP'],
    });
    await writeFile(join(folder, '.env'), '# kept\nOTHER=1\nJIRA_PROJECT=OLD\n');
    const line = `jira --site ${jira.url} --email bot@acme.example --project SHOP`;
    const ran = await connect(line, TOKEN);

    expect(ran.exit).toBe(0);
    expect(ran.file).toMatchObject({
      OTHER: '1',
      JIRA_URL: jira.url,
      JIRA_EMAIL: 'bot@acme.example',
      JIRA_API_TOKEN: TOKEN,
      JIRA_PROJECT: 'SHOP',
      PATCHWRIGHT_JIRA_ACCOUNT: 'patchwright',
      JIRA_WEBHOOK_SECRET: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(await readFile(join(folder, '.env'), 'utf8')).toMatch(/^# kept\n/);
    expect((await stat(join(folder, '.env'))).mode & 0o777).toBe(0o600);
    for (const secret of [TOKEN, ran.file.JIRA_WEBHOOK_SECRET ?? 'none']) {
      expect(ran.stdout + ran.stderr).not.toContain(secret);
    }
  });

  test('keeps the webhook’s secret when it is run again', async () => {
    await using jira = await startJira({ email: 'bot@acme.example', token: TOKEN });
    const line = `jira --site ${jira.url} --email bot@acme.example`;
    const first = await connect(line, TOKEN);
    const second = await connect(line, TOKEN);
    expect(second.file.JIRA_WEBHOOK_SECRET).toBe(first.file.JIRA_WEBHOOK_SECRET);
  });

  test('knows a Data Center by its answer', async () => {
    const deployment = 'data-center';
    await using jira = await startJira({
      email: 'x',
      token: TOKEN,
      deployment,
      projects: ['SHOP'],
    });
    const ran = await connect(`jira --site ${jira.url} --project SHOP`, `JIRA_TOKEN=${TOKEN}`);
    expect(ran.exit).toBe(0);
    expect(ran.stdout).toContain('Data Center');
    expect(ran.file).toMatchObject({ JIRA_TOKEN: TOKEN });
  });

  test('writes nothing that does not work, and says what to mend', async () => {
    await using jira = await startJira({ email: 'bot@acme.example', token: TOKEN });
    const line = `jira --site ${jira.url} --email bot@acme.example`;
    const ran = await connect(line, 'wrong-token-0123456789');
    expect(ran).toMatchObject({ exit: 1, file: {} });
    expect(ran.stdout).toContain('Check the Jira e-mail address and API token');
    expect(ran.stdout + ran.stderr).not.toContain('wrong-token');
    expect(ran.stderr).toContain('Nothing was written');
    expect(ran.stderr).toContain('patchwright connect jira');
    // There is no secret yet that a webhook could be made with.
    expect(ran.stderr).not.toContain('make a webhook');
  });

  test('writes nothing in a dry run, but says which settings it would', async () => {
    await using jira = await startJira({ email: 'bot@acme.example', token: TOKEN });
    const line = `jira --site ${jira.url} --email bot@acme.example --dry-run --json`;
    const ran = await connect(line, TOKEN);
    expect(ran).toMatchObject({ exit: 0, file: {} });
    expect(JSON.parse(ran.stdout)).toMatchObject({
      system: 'jira',
      written: false,
      settings: expect.arrayContaining(['JIRA_API_TOKEN', 'JIRA_WEBHOOK_SECRET']),
    });
  });

  test('asks a person, whose secrets are not shown while they are typed', async () => {
    await using jira = await startJira({ email: 'bot@acme.example', token: TOKEN });
    const hidden: string[] = [];
    const answers: Readonly<Record<string, string>> = {
      Address: jira.url,
      'E-mail': 'bot@acme.example',
    };
    const { ended } = begin(['connect', 'jira'], '', {
      isInteractive: true,
      ask: async (question) =>
        Object.entries(answers).find(([start]) => question.startsWith(start))?.[1] ?? '',
      askSecret: async (question) => {
        hidden.push(question);
        return TOKEN;
      },
    });
    expect(await ended).toMatchObject({ exit: 0, file: { JIRA_API_TOKEN: TOKEN } });
    expect(hidden).toEqual(['Its token: ']);
  });

  test('says what is missing where nobody can be asked', async () => {
    const { ended } = begin(['connect', 'jira'], '');
    expect(await ended).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('JIRA_URL is missing'),
    });
  });
});

describe('connect slack', () => {
  const scopes = slackScopes.map(({ name }) => name);
  const input = `SLACK_BOT_TOKEN=xoxb-${TOKEN}\nSLACK_SIGNING_SECRET=signing-0123456789\n`;

  test('tries scopes and channel', async () => {
    await using slack = await startSlack({ token: `xoxb-${TOKEN}`, scopes, channels: ['builds'] });
    const environment = { SLACK_API_URL: `${slack.url}/api` };
    const ran = await connect('slack --channel #builds', input, { environment });
    expect(ran).toMatchObject({ exit: 0, file: { SLACK_CHANNEL: '#builds' } });
    expect(ran.stdout).toContain('we are in #builds');

    const other = await connect('slack --channel #nowhere', input, { environment });
    expect(other.exit).toBe(1);
    expect(other.file.SLACK_CHANNEL).toBe('#builds');
  });

  test('has Slack look at the manifest, by a token that is not kept', async () => {
    const configToken = 'xoxe-config-0123456789';
    await using slack = await startSlack({
      ...{ token: `xoxb-${TOKEN}`, scopes, configToken },
      channels: ['builds'],
    });
    const environment = { SLACK_API_URL: `${slack.url}/api` };
    const line = 'slack --channel #builds';
    const ran = await connect(line, `${input}SLACK_CONFIG_TOKEN=${configToken}\n`, { environment });
    expect(ran.stdout).toContain('Slack takes it');
    expect(JSON.stringify(ran)).not.toContain(configToken);
  });

  test('prints the manifest', async () => {
    const words = ['connect', 'slack', '--manifest', '--public-url', 'https://p.example/'];
    const { stdout } = await begin(words, '').ended;
    expect(stdout).toContain('request_url: https://p.example/webhooks/slack/interactions');
    expect(stdout).toContain('socket_mode_enabled: false');
  });
});

describe('connect sentry', () => {
  test('tries scopes and projects', async () => {
    await using sentry = await startSentry({ token: TOKEN, projects: ['checkout'] });
    const input = `SENTRY_AUTH_TOKEN=${TOKEN}\nSENTRY_WEBHOOK_SECRET=client-secret-0123456789\n`;
    const line = `sentry --site ${sentry.url} --org acme --projects`;
    expect(await connect(`${line} checkout`, input)).toMatchObject({
      exit: 0,
      file: { SENTRY_ORG: 'acme', SENTRY_PROJECTS: 'checkout', SENTRY_AUTH_TOKEN: TOKEN },
    });
    const other = await connect(`${line} payments`, input);
    expect(other).toMatchObject({
      exit: 1,
      stdout: expect.stringContaining('there is no payments'),
    });
  });
});

describe('connect github', () => {
  const startHub = (more: object = {}) =>
    startGitHub({ root: join(folder, 'github'), token: TOKEN, ...more });

  test('by a person’s token', async () => {
    await using github = await startHub({ tokenScopes: ['repo'] });
    const ran = await connect(`github --personal-token --api-url ${github.url}`, TOKEN);
    expect(ran).toMatchObject({
      exit: 0,
      file: {
        GITHUB_TOKEN: TOKEN,
        PATCHWRIGHT_BOT_LOGIN: 'patchwright[bot]',
        GITHUB_API_URL: github.url,
      },
    });
    expect(ran.file.GITHUB_WEBHOOK_SECRET).toMatch(/^[0-9a-f]{64}$/);
  });

  test('makes an App from the manifest by a browser, and the App works', async () => {
    await using github = await startHub();
    const source = join(folder, 'README.md');
    await writeFile(source, '# Shop\n');
    await github.addRepository({ name: 'acme/shop', from: { path: folder }, base: 'main' });
    const words = ['connect', 'github', '--org', 'acme', '--api-url', github.url];
    const { ended, stderr } = begin(words, '');
    const page = await shown(stderr);
    const callback = await pressed(page);
    expect(callback.status).toBe(200);
    const ran = await ended;

    expect(ran.file).toMatchObject({
      GITHUB_APP_ID: expect.stringMatching(/^\d+$/),
      GITHUB_APP_PRIVATE_KEY: expect.stringContaining('PRIVATE KEY'),
      GITHUB_WEBHOOK_SECRET: expect.stringMatching(/./),
      PATCHWRIGHT_BOT_LOGIN: 'patchwright[bot]',
    });
    expect(ran.stdout).toMatch(/github permissions\s+7 as asked for/);
    expect(ran.stdout + ran.stderr).not.toContain('PRIVATE KEY');
    expect(ran.stdout + ran.stderr).not.toContain(`${ran.file.GITHUB_WEBHOOK_SECRET}`);
    const port = githubPort(readGitHubSettings(ran.file));
    const context = { signal: new AbortController().signal, progress() {} };
    expect(await port.reads.getRepository({ repository: 'acme/shop' }, context)).toMatchObject({
      name: 'acme/shop',
    });
  });

  test('takes no code that did not come from its own question', async () => {
    await using github = await startHub();
    const stop = new AbortController();
    const words = ['connect', 'github', '--api-url', github.url];
    const { ended, stderr } = begin(words, '', { stop: stop.signal });
    const page = await shown(stderr);
    const forged = await fetch(`${page}callback?code=abc&state=${'0'.repeat(32)}`);
    expect(forged.status).toBe(400);
    stop.abort();
    expect(await ended).toMatchObject({ exit: 3, file: {} });
  });

  test('shows the manifest in a dry run', async () => {
    await using github = await startHub();
    const words = ['connect', 'github', '--api-url', github.url, '--dry-run'];
    const { stdout, file } = await begin(words, '').ended;
    expect(JSON.parse(stdout)).toMatchObject({ default_permissions: { checks: 'write' } });
    expect(file).toEqual({});
  });

  /** The address that the person is told to open. */
  async function shown(stderr: () => string): Promise<string> {
    const deadline = performance.now() + 10_000;
    for (;;) {
      const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(stderr())?.[0];
      if (found !== undefined) return found;
      if (performance.now() > deadline) throw new Error('no page was shown');
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** What a browser does when the person presses the button, up to the page that GitHub leads back to. */
  async function pressed(page: string): Promise<Response> {
    const form = await (await fetch(page)).text();
    const read = (name: string) =>
      (new RegExp(`${name}="([^"]*)"`).exec(form)?.[1] ?? '')
        .replaceAll('&quot;', '"')
        .replaceAll('&amp;', '&');
    return fetch(read('action'), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ manifest: read('value') }).toString(),
    });
  }
});

describe('reachability', () => {
  let server: Server;
  let status: number;
  beforeEach(async () => {
    server = createServer((_request, response) => {
      response.statusCode = status;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  test.each([
    [401, 'ok', 'takes webhooks of sentry'],
    [503, 'warn', 'closed'],
    [404, 'fail', 'answers 404'],
  ])('a door that answers %i is %s', async (code, state, said) => {
    status = code;
    await using sentry = await startSentry({ token: TOKEN });
    const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const line = `sentry --site ${sentry.url} --org acme --public-url ${publicUrl} --json`;
    const ran = await connect(line, `SENTRY_AUTH_TOKEN=${TOKEN}`);
    const { findings } = JSON.parse(ran.stdout) as { findings: readonly object[] };
    expect(findings).toContainEqual(
      expect.objectContaining({
        name: 'reachability',
        state,
        found: expect.stringContaining(said),
      }),
    );
    // The gateway may well be started later.
    expect(ran.file.PATCHWRIGHT_PUBLIC_URL).toBe(publicUrl);
  });
});
