import { KEY_META } from '@patchwright/mcp-servers';
import { type JiraStandIn, startJira } from '@patchwright/stand-ins';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Connected, connect } from './connect.ts';

const TOKEN = 'ATATTcanary0123456789';
const EMAIL = 'bot@acme.example';
let jira: JiraStandIn;
let server: Connected;

beforeAll(async () => {
  jira = await startJira({ email: EMAIL, token: TOKEN, projects: ['SHOP', 'HR'] });
  jira.createTicket({ key: 'SHOP-1', summary: 'Totals are wrong', description: 'By a *cent*.' });
  jira.createTicket({ key: 'HR-1', summary: 'Salaries' });
  jira.comment({ ticket: 'SHOP-1', user: 'ines', body: 'Since Monday.' });
  server = await connect(['jira', '--allow', 'SHOP'], {
    JIRA_URL: jira.url,
    JIRA_EMAIL: EMAIL,
    JIRA_API_TOKEN: TOKEN,
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await jira[Symbol.asyncDispose]();
});

test('the server offers its six tools', async () => {
  const { tools } = await server.client.listTools();
  expect(tools.map(({ name }) => name).sort()).toEqual([
    'add_comment',
    'create_issue',
    'get_issue',
    'search_issues',
    'transition_issue',
    'update_issue',
  ]);
});

test('an issue is read with its comments, its key in any case', async () => {
  expect(await server.ask('get_issue', { issue: 'shop-1' })).toMatchObject({
    key: 'SHOP-1',
    summary: 'Totals are wrong',
    comments: [{ body: 'Since Monday.' }],
  });
});

test('a search answers the issues within reach, whatever it asks for', async () => {
  const jql = 'project in (SHOP, HR) ORDER BY key ASC';
  const found = await server.call('search_issues', { jql });
  expect(found.text).toContain('SHOP-1');
  expect(found.text).not.toContain('Salaries');
});

test('a query that Jira does not understand is an error that says why', async () => {
  const answer = await server.call('search_issues', { jql: 'colour = red' });
  expect(answer.isError).toBe(true);
  expect(answer.text).toMatch(/colour.*The same call would fail again\./s);
});

test('an issue lives from its making to its end', async () => {
  const made = (await server.ask('create_issue', {
    project: 'SHOP',
    type: 'Bug',
    summary: 'Prices are wrong',
    labels: ['AI'],
  })) as { issue: string; url: string };
  const { issue } = made;
  await server.ask('update_issue', { issue, summary: 'Prices are off', labels: ['AI', 'cart'] });
  await server.ask('add_comment', { issue, body: 'Found it.' });
  const moved = await server.ask('transition_issue', { issue, to: 'done' });

  expect(moved).toEqual({ issue, status: 'Done' });
  expect(await server.ask('get_issue', { issue })).toMatchObject({
    summary: 'Prices are off',
    labels: expect.arrayContaining(['AI', 'cart']),
    status: 'Done',
    comments: [{ body: 'Found it.' }],
  });
});

test('an issue and a comment that the client names are made once', async () => {
  const named = { [KEY_META]: 'run-9/1' };
  const wanted = { project: 'SHOP', summary: 'Once' };
  const first = await server.call('create_issue', wanted, named);
  const again = await server.call('create_issue', wanted, named);
  const { issue } = JSON.parse(first.text) as { issue: string };
  const said = await server.call('add_comment', { issue, body: 'Hello.' }, named);
  const saidAgain = await server.call('add_comment', { issue, body: 'Hello.' }, named);

  expect(again).toEqual(first);
  expect(saidAgain).toEqual(said);
});

describe('what is refused', () => {
  test.each([
    ['get_issue', { issue: 'HR-1' }],
    ['create_issue', { project: 'HR', summary: 'x' }],
    ['update_issue', { issue: 'HR-1', summary: 'x' }],
    ['add_comment', { issue: 'HR-1', body: 'x' }],
    ['transition_issue', { issue: 'HR-1', to: 'done' }],
  ])('%s in a project that is out of reach', async (tool, input) => {
    const { text, isError } = await server.call(tool, input);
    expect(isError).toBe(true);
    expect(text).toMatch(/project HR is out of this server's reach/);
  });

  test('an update without a field', async () => {
    const { text } = await server.call('update_issue', { issue: 'SHOP-1' });
    expect(text).toContain('names no field to set');
  });
});
