import { jiraPort } from '@patchwright/outside';
import { createRequestLog, type JiraStandIn, startJira } from '@patchwright/stand-ins';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { context, ensure } from './calls.ts';

const TOKEN = 'personal-access-token-0123456789';
let jira: JiraStandIn;
let port: ReturnType<typeof jiraPort>;
let log = createRequestLog();

beforeEach(async () => {
  log = createRequestLog();
  jira = await startJira({
    email: 'bot@acme.example',
    token: TOKEN,
    deployment: 'data-center',
    bot: 'patchwright',
    projects: ['SHOP'],
    log,
  });
  port = jiraPort({ baseUrl: jira.url, auth: { kind: 'bearer', token: TOKEN }, indexingMs: 0 });
  jira.createTicket({
    key: 'SHOP-42',
    summary: 'Totals are wrong',
    description: 'The *total* is off.',
    reporter: 'ines',
  });
});
afterEach(async () => {
  await jira[Symbol.asyncDispose]();
});

function asked(path: string): number {
  return log.all().filter(({ url }) => url.startsWith(path)).length;
}

test('a Data Center is known by what it says of itself, which is asked once', async () => {
  await port.reads.searchTickets({ jql: 'project = SHOP', limit: 5 }, context());
  const found = await port.reads.searchTickets({ jql: 'project = SHOP', limit: 5 }, context());

  expect(found.map(({ key }) => key)).toEqual(['SHOP-42']);
  expect(asked('/rest/api/2/serverInfo')).toBe(1);
  expect(asked('/rest/api/3')).toBe(0);
});

test('people go by their user names', async () => {
  const ticket = await port.reads.getTicket({ ticket: 'SHOP-42' }, context());
  expect(ticket.reporter).toBe('ines');
});

test('a section is written as wiki markup, once', async () => {
  const section = { key: 'k', ticket: 'SHOP-42', title: 'Analysis', body: 'Off by *one*.' };
  await ensure(port.writes.ensureDescriptionSection, section);
  await ensure(port.writes.ensureDescriptionSection, section);
  const { description } = await port.reads.getTicket({ ticket: 'SHOP-42' }, context());

  expect(description.match(/h3\. Analysis/g)).toHaveLength(1);
  expect(description).toContain('The *total* is off.');
});

test('a ticket, a comment and a move are made as in the cloud', async () => {
  const made = await ensure(port.writes.ensureTicket, {
    key: 'sentry-4001/ticket',
    project: 'SHOP',
    type: 'Bug',
    summary: 'ZeroDivisionError',
    description: 'boom',
    labels: ['AI-Fix'],
  });
  await ensure(port.writes.ensureComment, { key: 'c', ticket: made.ticket, body: 'Seen' });
  const moved = await ensure(port.writes.ensureTransition, {
    key: 't',
    ticket: made.ticket,
    to: 'in_progress',
  });

  expect(moved).toEqual({ status: 'In Progress' });
  expect((await port.reads.getTicket({ ticket: made.ticket }, context())).comments).toMatchObject([
    { body: 'Seen' },
  ]);
});
