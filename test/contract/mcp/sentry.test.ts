import { createFaultBox, type SentryStandIn, startSentry } from '@patchwright/stand-ins';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Connected, connect } from './connect.ts';

const TOKEN = 'sntrys_canary0123456789';
const faults = createFaultBox();
let sentry: SentryStandIn;
let server: Connected;

beforeAll(async () => {
  sentry = await startSentry({ token: TOKEN, organization: 'acme', faults });
  for (const [project, id] of [
    ['api', '4001'],
    ['payroll', '4002'],
  ] as const) {
    sentry.addIssue({
      project,
      id,
      type: 'ZeroDivisionError',
      value: `division by zero in ${project}`,
      count: 12,
      stacktrace: [{ filename: 'api/ratings.py', function: 'average', lineno: 8, in_app: true }],
    });
  }
  server = await connect(['sentry', '--allow', 'api'], {
    SENTRY_URL: sentry.url,
    SENTRY_ORG: 'acme',
    SENTRY_AUTH_TOKEN: TOKEN,
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await sentry[Symbol.asyncDispose]();
});

test('the server offers its five tools', async () => {
  const { tools } = await server.client.listTools();
  expect(tools.map(({ name }) => name).sort()).toEqual([
    'get_issue',
    'get_issue_events',
    'get_latest_event',
    'list_issues',
    'resolve_issue',
  ]);
});

test('issues are listed and read, with their events', async () => {
  const listed = await server.call('list_issues', { project: 'api' });
  expect(JSON.parse(listed.text)).toMatchObject({ id: '4001', project: 'api' });
  expect(await server.ask('get_issue', { issue: '4001' })).toMatchObject({ count: 12 });
  expect(await server.ask('get_latest_event', { issue: '4001' })).toMatchObject({
    type: 'ZeroDivisionError',
    frames: [{ file: 'api/ratings.py', line: 8 }],
  });
  const events = await server.call('get_issue_events', { issue: '4001', limit: 3 });
  expect(events.text.split('\n')).toHaveLength(3);
});

test('an issue is resolved', async () => {
  expect(await server.ask('resolve_issue', { issue: '4001' })).toEqual({
    issue: '4001',
    status: 'resolved',
  });
  expect(sentry.state().issues.find(({ id }) => id === '4001')?.status).toBe('resolved');
  expect(await server.call('list_issues', { project: 'api' })).toMatchObject({
    text: 'nothing found',
  });
});

test.each([
  ['list_issues', { project: 'payroll' }],
  ['get_issue', { issue: '4002' }],
  ['get_latest_event', { issue: '4002' }],
  ['get_issue_events', { issue: '4002' }],
  ['resolve_issue', { issue: '4002' }],
])('%s of a project that is out of reach is refused', async (tool, input) => {
  const { text, isError } = await server.call(tool, input);
  expect(isError).toBe(true);
  expect(text).toMatch(/project payroll is out of this server's reach/);
  expect(sentry.state().issues.find(({ id }) => id === '4002')?.status).toBe('unresolved');
});

test('what may pass says when to try again', async () => {
  faults.order({ target: 'sentry', kind: '429', retryAfter: 3 });
  const { text, isError } = await server.call('get_issue', { issue: '4001' });
  expect(isError).toBe(true);
  expect(text).toMatch(/This may pass: try again in 3 s\.$/);
});
