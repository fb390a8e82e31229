import { verify } from '@octokit/webhooks-methods';
import { createCloudClient } from 'jira.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type JiraStandIn, startJira } from '../src/jira/index.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const SECRET = 'jira-secret';
let receiver: Receiver;
let jira: JiraStandIn;
let client: ReturnType<typeof connect>;

function connect(apiToken: string) {
  return createCloudClient({
    host: jira.url,
    auth: { type: 'basic', email: 'bot@acme.example', apiToken },
    onSchemaMismatch: 'throw',
  });
}

beforeEach(async () => {
  receiver = await startReceiver();
  jira = await startJira({
    email: 'bot@acme.example',
    token: 'token',
    webhook: { url: `${receiver.url}/webhooks/jira`, secret: SECRET },
    projects: ['SHOP'],
  });
  client = connect('token');
});
afterEach(async () => {
  await jira[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

async function webhooks() {
  await jira.webhooks?.settled();
  return receiver.received.map(({ body }) => JSON.parse(body));
}

const ticket = { key: 'SHOP-42', summary: 'Totals are wrong', reporter: 'ines', labels: ['AI'] };

describe('the Jira stand-in, through jira.js', () => {
  it('creates, reads and edits issues, with wiki markup read back as ADF', async () => {
    const created = await client.issues.createIssue({
      fields: {
        project: { key: 'SHOP' },
        issuetype: { name: 'Bug' },
        summary: 'Crash at night',
        description: 'h2. Error\n{{TypeError}}',
        labels: ['AI-Fix'],
        priority: { name: 'High' },
      },
    } as never);
    expect(created.key).toBe('SHOP-1');

    await client.issues.editIssue({
      issueIdOrKey: 'SHOP-1',
      fields: { summary: 'Crash every night' },
      update: { labels: [{ add: 'night' }] },
    } as never);

    const issue = await client.issues.getIssue({ issueIdOrKey: 'SHOP-1', expand: 'changelog' });
    expect(issue.fields).toMatchObject({
      summary: 'Crash every night',
      labels: ['AI-Fix', 'night'],
      priority: { name: 'High' },
      status: { name: 'To Do', statusCategory: { key: 'new' } },
      reporter: { displayName: 'Patchwright' },
      description: { type: 'doc', content: [{ type: 'heading' }, { type: 'paragraph' }] },
    });
    expect(issue.changelog?.total).toBe(1);
  });

  it('refuses a create by naming each field', async () => {
    const failure = client.issues.createIssue({
      fields: { project: { key: 'SHOP' }, issuetype: { name: 'Saga' }, summary: '' },
    } as never);
    await expect(failure).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('You must specify a summary'),
    });
    await expect(failure).rejects.toThrow('Specify a valid value for issuetype');
  });

  it('keeps comments in both forms, rewrites and lists them', async () => {
    jira.createTicket(ticket);
    const wiki = await client.issueComments.addComment({
      issueIdOrKey: 'SHOP-42',
      body: 'Plan: *ready*',
    } as never);
    const adf = {
      type: 'doc',
      version: 1,
      content: [{ type: 'paragraph', content: [{ type: 'text', text: 'as ADF' }] }],
    };
    await client.issueComments.addComment({
      issueIdOrKey: 'SHOP-42',
      body: adf,
      properties: [{ key: 'patchwright', value: { key: 'plan/1' } }],
    } as never);
    await client.issueComments.updateComment({
      issueIdOrKey: 'SHOP-42',
      id: String(wiki.id),
      body: { body: 'Plan: done' },
    } as never);

    const { comments } = await client.issueComments.getComments({
      issueIdOrKey: 'SHOP-42',
      expand: 'properties',
    });
    expect(comments).toMatchObject([
      { body: { content: [{ content: [{ text: 'Plan: done' }] }] } },
      { body: adf, properties: [{ key: 'patchwright', value: { key: 'plan/1' } }] },
    ]);
    expect(jira.state().issues[0]?.comments.map((comment) => comment.body.wiki)).toEqual([
      'Plan: done',
      'as ADF',
    ]);
  });

  it('moves issues through its workflow', async () => {
    jira.createTicket(ticket);
    const { transitions } = await client.issues.getTransitions({ issueIdOrKey: 'SHOP-42' });
    expect(transitions?.map((transition) => transition.name)).toEqual([
      'To Do',
      'In Progress',
      'In Review',
      'Done',
    ]);
    await client.issues.doTransition({
      issueIdOrKey: 'SHOP-42',
      transition: { id: String(transitions?.[3]?.id) },
    } as never);
    const { fields } = await client.issues.getIssue({
      issueIdOrKey: 'SHOP-42',
      fields: ['status', 'resolution'],
    });
    expect(fields).toMatchObject({ status: { name: 'Done' }, resolution: { name: 'Done' } });
    await expect(
      client.issues.doTransition({ issueIdOrKey: 'SHOP-42', transition: { id: '99' } } as never),
    ).rejects.toMatchObject({ status: 400 });
  });

  it('keeps properties and one remote link for each global id', async () => {
    jira.createTicket(ticket);
    const of = { issueIdOrKey: 'SHOP-42' };
    await expect(
      client.issueProperties.getIssueProperty({ ...of, propertyKey: 'patchwright' }),
    ).rejects.toMatchObject({ status: 404 });
    await client.issueProperties.setIssueProperty({
      ...of,
      propertyKey: 'patchwright',
      body: { task: 't1' },
    } as never);
    const property = await client.issueProperties.getIssueProperty({
      ...of,
      propertyKey: 'patchwright',
    });
    expect(property.value).toEqual({ task: 't1' });

    const link = { ...of, globalId: 'pr-1' };
    const object = { title: 'acme/shop#1', url: 'https://git.example/1' };
    const first = await client.issueRemoteLinks.createOrUpdateRemoteIssueLink({
      ...link,
      object,
    } as never);
    const second = await client.issueRemoteLinks.createOrUpdateRemoteIssueLink({
      ...link,
      object: { ...object, title: 'merged' },
    } as never);
    expect(second.id).toBe(first.id);
    expect(await client.issueRemoteLinks.getRemoteIssueLinks(of as never)).toMatchObject([
      { globalId: 'pr-1', object: { title: 'merged' } },
    ]);
  });

  it('searches by JQL, page by page, and refuses what Jira refuses', async () => {
    for (const number of [1, 2, 3]) {
      jira.createTicket({ ...ticket, key: `SHOP-${number}`, summary: `Ticket ${number}` });
    }
    const query = { jql: 'project = SHOP ORDER BY key', maxResults: 2, fields: ['summary'] };
    const first = await client.issueSearch.searchAndReconsileIssuesUsingJql(query);
    expect(first.issues?.map((issue) => issue.fields?.summary)).toEqual(['Ticket 1', 'Ticket 2']);
    const second = await client.issueSearch.searchAndReconsileIssuesUsingJqlPost({
      ...query,
      nextPageToken: String(first.nextPageToken),
    });
    expect(second.issues?.map((issue) => issue.key)).toEqual(['SHOP-3']);
    expect(second.isLast).toBe(true);

    const search = (jql: string) => client.issueSearch.searchAndReconsileIssuesUsingJql({ jql });
    await expect(search('sprint = 4')).rejects.toThrow("Field 'sprint' does not exist");
    await expect(search('order by created')).rejects.toThrow('Unbounded JQL queries');
  });

  it('says who it is, and lists its vocabulary', async () => {
    expect(await client.myself.getCurrentUser()).toMatchObject({
      accountId: 'patchwright',
      emailAddress: 'bot@acme.example',
    });
    expect((await client.serverInfo.getServerInfo()).baseUrl).toBe(jira.url);
    expect((await client.projects.getProject({ projectIdOrKey: 'SHOP' })).key).toBe('SHOP');
    const { values } = await client.issuePriorities.searchPriorities();
    expect(values?.[0]?.name).toBe('Highest');
    jira.createTicket(ticket);
    expect((await client.labels.getAllLabels()).values).toEqual(['AI']);
  });

  it('lets nobody in with another token, and answers 404 for what is not there', async () => {
    await expect(connect('other').myself.getCurrentUser()).rejects.toMatchObject({ status: 401 });
    await expect(client.issues.getIssue({ issueIdOrKey: 'SHOP-9' })).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('Issue does not exist'),
    });
  });

  it('shows a ticket to anyone as a page, with its text made harmless', async () => {
    jira.createTicket({ ...ticket, description: '<script>alert(1)</script>' });
    const response = await fetch(`${jira.url}/browse/SHOP-42`);
    const html = await response.text();
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(html).toContain('SHOP-42 Totals are wrong');
    expect(html).toContain('&lt;script&gt;');
  });
});

describe('the webhooks of the Jira stand-in', () => {
  it('tell of created, changed and commented tickets, in that order', async () => {
    jira.createTicket({ ...ticket, labels: [] });
    jira.update({ ticket: 'SHOP-42', user: 'ines', labels: ['AI'] });
    jira.comment({ ticket: 'SHOP-42', user: 'maria', body: '@agent approve' });
    await client.issues.doTransition({
      issueIdOrKey: 'SHOP-42',
      transition: { id: '21' },
    } as never);

    expect(await webhooks()).toMatchObject([
      {
        webhookEvent: 'jira:issue_created',
        user: { accountId: 'ines' },
        issue: { key: 'SHOP-42', fields: { labels: [], project: { key: 'SHOP' } } },
      },
      {
        webhookEvent: 'jira:issue_updated',
        changelog: { items: [{ field: 'labels', fromString: '', toString: 'AI' }] },
      },
      {
        webhookEvent: 'comment_created',
        comment: { body: '@agent approve', author: { accountId: 'maria' } },
        issue: { key: 'SHOP-42' },
      },
      {
        webhookEvent: 'jira:issue_updated',
        user: { accountId: 'patchwright' },
        changelog: { items: [{ field: 'status', fromString: 'To Do', toString: 'In Progress' }] },
      },
    ]);
  });

  it('are signed over their bytes, as anyone can check', async () => {
    jira.createTicket({ ...ticket, summary: 'Überall falsch 🛒' });
    await jira.webhooks?.settled();
    const [hook] = receiver.received;
    expect(await verify(SECRET, hook?.body ?? '', String(hook?.headers['x-hub-signature']))).toBe(
      true,
    );
    expect(await verify('other', hook?.body ?? '', String(hook?.headers['x-hub-signature']))).toBe(
      false,
    );
    expect(hook?.path).toBe('/webhooks/jira');
    expect(hook?.headers['x-atlassian-webhook-identifier']).toMatch(/^[0-9a-f-]{36}$/);
  });
});
