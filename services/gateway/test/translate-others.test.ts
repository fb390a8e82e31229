import { describe, expect, test } from 'vitest';
import { readBody, translate } from '../src/translate/translate.ts';
import { intentOf, intentsOf, rules } from './messages.ts';

const ines = { accountId: 'ines', accountType: 'atlassian', displayName: 'Ines' };

describe('Jira', () => {
  const issue = (fields: object = {}) => ({
    key: 'SHOP-42',
    self: 'https://acme.example/jira/rest/api/2/issue/10001',
    fields: {
      summary: 'Cart is off',
      description: 'by a cent',
      labels: ['AI'],
      priority: { name: 'High' },
      ...fields,
    },
  });
  const changed = (before: string | null, after: string | null) => ({
    user: ines,
    issue: issue(),
    changelog: { items: [{ field: 'labels', fromString: before, toString: after }] },
  });

  test('a ticket made with a trigger label asks for a task', () => {
    expect(intentOf('jira', 'issue_created', { user: ines, issue: issue() })).toEqual({
      kind: 'request',
      origin: { system: 'jira', key: 'SHOP-42' },
      ref: 'SHOP-42',
      request: {
        title: 'Cart is off',
        description: 'by a cent',
        ticket: { system: 'jira', key: 'SHOP-42', url: 'https://acme.example/jira/browse/SHOP-42' },
        priority: 'high',
        labels: ['AI'],
      },
      by: { channel: 'jira', names: ['ines'] },
      answer: { kind: 'nobody' },
      guarded: false,
    });
  });

  test('a ticket that gets a trigger label asks for a task; one that had it does not again', () => {
    expect(intentOf('jira', 'issue_updated', changed('ui', 'ui AI-Fix'))).toMatchObject({
      kind: 'request',
    });
    expect(intentsOf('jira', 'issue_updated', changed('AI', 'AI ui'))).toEqual([]);
    expect(intentsOf('jira', 'issue_updated', changed('AI', null))).toEqual([]);
  });

  test('a change without labels means nothing, even where a member is missing', () => {
    const payload = {
      user: ines,
      issue: issue(),
      changelog: { items: [{ field: 'status' }, { field: 'labels' }] },
    };
    expect(intentsOf('jira', 'issue_updated', payload)).toEqual([]);
  });

  test('a ticket that the Sentry monitor wrote carries its error', () => {
    const description =
      'ZeroDivisionError: division by zero\n\nLevel: error\nSentry issue: https://sentry.example/organizations/acme/issues/4001/ (id 4001, project api)\nFingerprint: 5f';
    expect(
      intentOf('jira', 'issue_created', { user: ines, issue: issue({ description }) }),
    ).toMatchObject({
      request: {
        sentry: {
          id: '4001',
          project: 'api',
          url: 'https://sentry.example/organizations/acme/issues/4001/',
        },
      },
    });
  });

  const commented = (body: string, author: object = ines) => ({
    issue: { key: 'SHOP-42' },
    comment: { id: '1', body, author, created: '2026-03-02T09:00:00.000+0100' },
  });

  test('a comment to us is an order about the ticket’s task', () => {
    expect(intentOf('jira', 'comment_created', commented('@agent approve'))).toMatchObject({
      kind: 'order',
      where: { kind: 'ticket', origin: { system: 'jira', key: 'SHOP-42' } },
      order: { word: 'approve' },
      by: { channel: 'jira', names: ['ines'] },
      answer: { kind: 'jira', ticket: 'SHOP-42' },
      saidAt: '2026-03-02T08:00:00.000Z',
    });
  });

  test.each([
    ['our own', { accountId: 'patchwright' }],
    ['an app’s', { accountId: 'x', accountType: 'app' }],
  ])('%s comment is never an order', (_, author) => {
    expect(intentsOf('jira', 'comment_created', commented('@agent approve', author))).toEqual([]);
  });
});

describe('Sentry', () => {
  test.each([
    ['issue', 'created', true],
    ['issue', 'unresolved', true],
    ['issue', 'resolved', false],
    ['event_alert', 'triggered', true],
    ['metric_alert', 'critical', true],
    ['metric_alert', 'resolved', false],
    ['installation', 'created', false],
  ])('%s %s wakes the monitor: %s', (resource, action, wakes) => {
    expect(intentsOf('sentry', resource, { action, data: {} })).toHaveLength(wakes ? 1 : 0);
  });
});

describe('Slack', () => {
  const slash = (text: string) => ({
    command: '/agent',
    text,
    user_id: 'U0MARIA',
    trigger_id: 'T1',
    response_url: 'https://hooks.example/1',
  });
  const answer = { kind: 'slack', responseUrl: 'https://hooks.example/1' };

  test('a slash command names its task', () => {
    expect(intentOf('slack', 'command', slash('reject SHOP-42 too risky'))).toMatchObject({
      kind: 'order',
      where: { kind: 'named', name: 'SHOP-42' },
      order: { word: 'reject', text: 'too risky' },
      by: { channel: 'slack', names: ['U0MARIA'] },
      answer,
    });
  });

  test('without a task it is asked which', () => {
    expect(intentOf('slack', 'command', slash('approve'))).toMatchObject({
      kind: 'unclear',
      text: expect.stringContaining('Which task?'),
    });
  });

  test('run asks for a task, with a title, a repository and a name of its own', () => {
    const intent = intentOf(
      'slack',
      'command',
      slash('run round the cart total once --repo acme/shop'),
    );
    expect(intent).toMatchObject({
      kind: 'request',
      guarded: true,
      request: { title: 'round the cart total once', repository: 'acme/shop' },
    });
    const other = intentOf('slack', 'command', {
      ...slash('run round the cart total once'),
      trigger_id: 'T2',
    });
    expect(intent).not.toMatchObject({ origin: (other as { origin: unknown }).origin });
  });

  test('a slash command comes as a form', () => {
    const body = Buffer.from(new URLSearchParams(slash('approve SHOP-42')).toString());
    expect(translate({ source: 'slack', kind: 'command', body }, rules)).toMatchObject({
      intents: [{ order: { word: 'approve' } }],
    });
  });

  const clicked = (action_id: string, value = `shop-42 ${'d'.repeat(64)}`) => ({
    type: 'block_actions',
    user: { id: 'U0MARIA' },
    trigger_id: 'T1',
    response_url: 'https://hooks.example/1',
    actions: [{ action_id, value }],
  });

  test('buttons decide about exactly the plan that they stood under', () => {
    expect(intentOf('slack', 'block_actions', clicked('approve'))).toMatchObject({
      where: { kind: 'task', id: 'shop-42' },
      order: { word: 'approve', digest: 'd'.repeat(64) },
    });
    expect(intentOf('slack', 'block_actions', clicked('reject'))).toMatchObject({
      order: { word: 'reject', digest: 'd'.repeat(64) },
    });
    expect(intentOf('slack', 'block_actions', clicked('request_changes'))).toMatchObject({
      kind: 'ask-changes',
      task: 'shop-42',
      triggerId: 'T1',
    });
  });

  test.each(['view_pull_request', 'whatever'])('the button %s decides nothing', (name) => {
    expect(intentsOf('slack', 'block_actions', clicked(name))).toEqual([]);
  });

  test('a button without our value decides nothing', () => {
    expect(intentsOf('slack', 'block_actions', clicked('approve', ''))).toEqual([]);
  });

  test('the modal’s words ask for another plan', () => {
    const payload = {
      type: 'view_submission',
      user: { id: 'U0MARIA' },
      view: {
        callback_id: 'request_changes',
        private_metadata: JSON.stringify({
          task: 'shop-42',
          digest: 'd',
          responseUrl: 'https://hooks.example/1',
        }),
        state: {
          values: { feedback: { feedback: { type: 'plain_text_input', value: ' use cents ' } } },
        },
      },
    };
    expect(intentOf('slack', 'view_submission', payload)).toMatchObject({
      where: { kind: 'task', id: 'shop-42' },
      order: { word: 'revise', text: 'use cents', digest: 'd' },
      answer,
    });
  });

  test('a mention is answered in its thread; one by a bot is not', () => {
    const event = {
      type: 'app_mention',
      user: 'U0MARIA',
      text: '<@U0APP> status SHOP-42',
      channel: 'C1',
      ts: '1.2',
    };
    expect(intentOf('slack', 'app_mention', { event })).toMatchObject({
      where: { kind: 'named', name: 'SHOP-42' },
      answer: { kind: 'slack-thread', channel: 'C1', ts: '1.2' },
    });
    expect(intentsOf('slack', 'app_mention', { event: { ...event, bot_id: 'B1' } })).toEqual([]);
  });
});

describe('a body', () => {
  test.each([
    ['JSON', '{"a":1}', { a: 1 }],
    ['a form with JSON in it', 'payload=%7B%22a%22%3A1%7D', { a: 1 }],
    ['broken JSON', '{"a":', undefined],
    ['a form with broken JSON', 'payload=%7B', undefined],
    ['a number', '7', undefined],
    ['nothing', '', undefined],
  ])('that is %s is read as such', (_, text, payload) => {
    expect(readBody('github', Buffer.from(text))).toEqual(payload);
  });
});
