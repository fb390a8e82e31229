import type { Port } from '@patchwright/faults';
import { expect, expectTypeOf, test } from 'vitest';
import {
  type GitHub,
  githubPort,
  type Jira,
  jiraPort,
  type Sentry,
  type Slack,
  sentryPort,
  slackPort,
} from '../src/index.ts';

test('what a handler sees of each port is the contract', () => {
  expectTypeOf<Port<ReturnType<typeof githubPort>>>().toExtend<GitHub>();
  expectTypeOf<Port<ReturnType<typeof jiraPort>>>().toExtend<Jira>();
  expectTypeOf<Port<ReturnType<typeof slackPort>>>().toExtend<Slack>();
  expectTypeOf<Port<ReturnType<typeof sentryPort>>>().toExtend<Sentry>();
});

test('ports are made without contacting anybody', () => {
  const ports = [
    githubPort({ auth: { kind: 'token', token: 'a-token' } }),
    jiraPort({ baseUrl: 'https://acme.example', auth: { kind: 'bearer', token: 'a-token' } }),
    slackPort({ token: 'a-token' }),
    sentryPort({ organization: 'acme', token: 'a-token' }),
  ];

  expect(ports.map((port) => port.name)).toEqual(['github', 'jira', 'slack', 'sentry']);
});
