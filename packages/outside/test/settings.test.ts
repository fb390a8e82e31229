import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  githubGitAccess,
  readGitHubSettings,
  readJiraSettings,
  readSentrySettings,
  readSlackSettings,
} from '../src/index.ts';

describe('configuration from an environment', () => {
  test('a token, or an App', () => {
    expect(readGitHubSettings({ GITHUB_TOKEN: 't', GITHUB_API_URL: 'http://127.0.0.1:1' })).toEqual(
      {
        baseUrl: 'http://127.0.0.1:1',
        auth: { kind: 'token', token: 't' },
        linkHosts: expect.any(Array),
      },
    );
    expect(
      readGitHubSettings({
        GITHUB_APP_ID: '7',
        GITHUB_APP_PRIVATE_KEY: 'a\\nb',
        GITHUB_APP_INSTALLATION_ID: '9',
      }),
    ).toEqual({
      auth: { kind: 'app', appId: '7', privateKey: 'a\nb', installationId: 9 },
      linkHosts: ['github.com'],
    });
  });

  test('Jira in the cloud, or a Data Center', () => {
    const cloud = { JIRA_URL: 'https://j.example', JIRA_EMAIL: 'a@b.c', JIRA_API_TOKEN: 't' };
    const center = { JIRA_URL: 'https://j.example', JIRA_TOKEN: 't', JIRA_STATUS_DONE: 'Shipped' };

    expect(readJiraSettings(cloud).auth).toEqual({ kind: 'basic', email: 'a@b.c', apiToken: 't' });
    expect(readJiraSettings(center)).toEqual({
      baseUrl: 'https://j.example',
      auth: { kind: 'bearer', token: 't' },
      statuses: { done: 'Shipped' },
      linkHosts: ['github.com', 'j.example'],
    });
    const said = { JIRA_DEPLOYMENT: 'data-center', JIRA_SITE_URL: 'https://s.example/' };
    expect(readJiraSettings({ ...center, ...said })).toMatchObject({
      deployment: 'data-center',
      siteUrl: 'https://s.example',
    });
    expect(() => readJiraSettings({ ...center, JIRA_DEPLOYMENT: 'server' })).toThrow(
      'JIRA_DEPLOYMENT does not fit: cloud or data-center is wanted',
    );
  });

  test('a secret by file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'settings-'));
    const file = join(folder, 'token');
    writeFileSync(file, 'from-file\n');

    expect(readSlackSettings({ SLACK_BOT_TOKEN_FILE: file })).toEqual({
      token: 'from-file',
      linkHosts: ['github.com'],
    });
    rmSync(folder, { recursive: true });
  });

  test.each([
    [undefined, 'https://github.com/acme/shop.git'],
    ['https://g.example/api/v3', 'https://g.example/acme/shop.git'],
    ['http://127.0.0.1:1', 'http://127.0.0.1:1/acme/shop.git'],
  ])('where git finds a repository when the API is at %s', async (baseUrl, url) => {
    const address = baseUrl === undefined ? {} : { baseUrl };
    const access = githubGitAccess({ ...address, auth: { kind: 'token', token: 'a-token' } });

    expect(await access('acme/shop')).toEqual({
      url,
      authorization: { user: 'x-access-token', token: 'a-token' },
      megabytes: expect.any(Function),
    });
  });

  test('what is missing or wrong is named, and no value is shown', () => {
    const wrong = { SENTRY_ORG: 'a', SENTRY_AUTH_TOKEN: 't', SENTRY_URL: 'not-an-address' };

    expect(() => readGitHubSettings({})).toThrow('GITHUB_TOKEN (or GITHUB_TOKEN_FILE) is missing');
    expect(() => readSentrySettings(wrong)).toThrow('SENTRY_URL does not fit');
    expect(() => readSentrySettings(wrong)).not.toThrow('not-an-address');
  });
});
