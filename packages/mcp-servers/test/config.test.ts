import { describe, expect, test } from 'vitest';
import { readCodeSettings, readConfig, SERVERS } from '../src/config.ts';

const environment = {
  GITHUB_TOKEN: 'ghp_canary0123456789',
  JIRA_URL: 'https://acme.example',
  JIRA_TOKEN: 'jira-canary',
  SENTRY_ORG: 'acme',
  SENTRY_AUTH_TOKEN: 'sentry-canary',
  SLACK_BOT_TOKEN: 'xoxb-canary-1234567',
};

describe('the command line', () => {
  test.each(SERVERS)('starts %s over stdio without any more words', (name) => {
    const words = name === 'filesystem' ? [name, '--root', '.'] : [name];
    const settings = readConfig(words, environment);
    expect(settings.http).toBeUndefined();
    expect(settings.tools.tools.length).toBeGreaterThan(2);
  });

  test('says over HTTP where, to whom, and under which names', () => {
    const words = [
      'github',
      '--http',
      '8081',
      '--host',
      '0.0.0.0',
      '--served-as',
      'mcp.acme.example',
    ];
    const { http } = readConfig(words, { ...environment, PATCHWRIGHT_MCP_TOKEN: 'a-long-token' });
    expect(http).toEqual({
      port: 8081,
      host: '0.0.0.0',
      allowedHosts: ['mcp.acme.example'],
      token: 'a-long-token',
    });
  });

  test('leaves only what reads, when asked to', () => {
    const { tools } = readConfig(['jira', '--read-only'], environment);
    expect(tools.tools.map(({ name }) => name)).toEqual(['get_issue', 'search_issues']);
  });

  test.each([
    [[], /Usage/],
    [['gitlab'], /Usage/],
    [['github', 'jira'], /Usage/],
    [['github', '--http', 'many'], /--http many/],
    [['filesystem'], /--root is missing/],
    [['github', '--nonsense'], /nonsense/],
  ])('%o is refused', (words, why) => {
    expect(() => readConfig(words, environment)).toThrow(why);
  });

  test('names a variable that is missing', () => {
    expect(() => readConfig(['slack'], {})).toThrow(/SLACK_BOT_TOKEN/);
  });
});

test('whatever a tool says loses the secrets of the environment', () => {
  const { redact } = readConfig(['github'], environment);
  const said = Object.values(environment).join(' ');
  expect(redact(said)).not.toMatch(/canary/);
});

test('commands run in a closed sandbox, whichever works here, unless a person says otherwise', () => {
  expect(readCodeSettings(environment).sandbox).toBe('required');
  expect(readCodeSettings({ ...environment, PATCHWRIGHT_SANDBOX: 'gvisor' }).sandbox).toBe(
    'gvisor',
  );
  expect(readCodeSettings({ ...environment, PATCHWRIGHT_SANDBOX: 'none' }).sandbox).toBe('none');
});
