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

  test('a ticket whose words people change outdates its plan, whatever else changed with them', () => {
    const items = [{ field: 'summary' }, { field: 'status' }, { field: 'description' }];
    const edited = { user: ines, issue: issue(), changelog: { items } };
    expect(intentOf('jira', 'issue_updated', edited)).toMatchObject({
      kind: 'outdated',
      where: { kind: 'ticket', origin: { system: 'jira', key: 'SHOP-42' } },
      what: 'the summary and the description',
      by: { names: ['ines'] },
    });
    for (const user of [{ accountId: 'patchwright' }, { accountId: 'x', accountType: 'app' }]) {
      expect(intentsOf('jira', 'issue_updated', { ...edited, user })).toEqual([]);
    }
  });

  test.each([
    'https://acme.sentry.io/issues/4501/?referrer=jira_integration',
    'https://sentry.example/organizations/acme/issues/4501/?referrer=jira_integration',
  ])(
    'a ticket that Sentry’s own integration made asks for a task, without a label (%s)',
    (page) => {
      const description = `Sentry Issue: [CHECK-OUT-1A|${page}]\n\n{code}\nTypeError\n{code}`;
      const made = {
        user: { accountId: 'sentry', accountType: 'app' },
        issue: issue({ description, labels: [] }),
      };
      expect(intentOf('jira', 'issue_created', made)).toMatchObject({
        kind: 'request',
        request: { sentry: { id: '4501', project: 'check-out', url: page.split('?')[0] } },
      });
    },
  );

  test('a ticket that our monitor filed asks for a task by its labels only', () => {
    const description = 'Sentry issue: https://sentry.example/issues/4001/ (id 4001, project api)';
    const filed = { user: ines, issue: issue({ description, labels: [] }) };
    expect(intentsOf('jira', 'issue_created', filed)).toEqual([]);
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

  test('a comment to us speaks about the ticket’s task', () => {
    expect(intentOf('jira', 'comment_created', commented('@agent approve'))).toMatchObject({
      kind: 'words',
      where: { kind: 'ticket', origin: { system: 'jira', key: 'SHOP-42' } },
      word: 'approve',
      by: { channel: 'jira', names: ['ines'] },
      answer: { kind: 'jira', ticket: 'SHOP-42' },
      saidAt: '2026-03-02T08:00:00.000Z',
    });
  });

  test.each(['{quote}\n@agent approve\n{quote}', '{code}\n@agent approve\n{code}'])(
    'a quotation or code is none: %j',
    (body) => {
      expect(intentsOf('jira', 'comment_created', commented(body))).toEqual([]);
    },
  );

  test('a comment that is changed later is none', () => {
    expect(intentsOf('jira', 'comment_updated', commented('@agent approve'))).toEqual([]);
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

  const event = {
    event_id: 'e1',
    issue_id: '4501',
    title: 'TypeError: total is undefined',
    culprit: 'cart.total',
    level: 'error',
    datetime: '2026-03-02T09:00:00.000Z',
    url: 'https://sentry.example/api/0/projects/acme/checkout/events/e1/',
    web_url: 'https://sentry.example/issues/4501/events/e1/',
    tags: [] as readonly (readonly [string, string])[],
  };
  const alerted = (more: object = {}) =>
    intentsOf('sentry', 'event_alert', {
      action: 'triggered',
      data: { event: { ...event, ...more }, triggered_rule: 'Every new error' },
    });
  const created = (slug: string, level = 'error') => {
    const { title, culprit, web_url } = event;
    const issue = { id: '4501', title, culprit, level, web_url, project: { slug } };
    const lastSeen = '2026-03-02T09:00:00.000Z';
    return intentsOf('sentry', 'issue', {
      action: 'created',
      data: { issue: { ...issue, lastSeen } },
    });
  };
  const request = {
    kind: 'request',
    origin: { system: 'sentry', key: 'checkout-4501' },
    request: { sentry: { id: '4501', project: 'checkout', url: event.web_url } },
    guarded: false,
  };

  test.each([[[['AI-Fix', 'true']]], [[['ai-fix', '']]], [[['handling', 'AI-Fix']]]])(
    'an alert that is tagged %j asks for a task',
    (tags) => {
      expect(alerted({ tags })).toMatchObject([{ kind: 'monitor' }, request]);
    },
  );

  test('an alert that is tagged so, but with a no, asks for none', () => {
    expect(
      alerted({
        tags: [
          ['AI-Fix', 'false'],
          ['browser', 'Firefox'],
        ],
      }),
    ).toHaveLength(1);
  });

  test('an error of a project that is configured so asks for a task', () => {
    expect(created('Payments')).toMatchObject([
      { kind: 'monitor' },
      { kind: 'request', origin: { key: 'Payments-4501' } },
    ]);
    expect(created('checkout')).toHaveLength(1);
  });

  test('a fatal error is told at once, once a day for each error', () => {
    const alert = { kind: 'alert', key: 'sentry/4501/fatal/2026-03-02', url: event.web_url };
    expect(alerted({ level: 'fatal', event_id: 'e2' })).toMatchObject([{ kind: 'monitor' }, alert]);
    expect(created('checkout', 'fatal')).toMatchObject([{ kind: 'monitor' }, alert]);
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

  test('a slash command is a word with what follows it', () => {
    const payload = { ...slash('reject SHOP-42 too &lt;risky&gt;'), channel_id: 'C1' };
    expect(intentOf('slack', 'command', payload)).toEqual({
      kind: 'words',
      word: 'reject',
      rest: 'SHOP-42 too <risky>',
      by: { channel: 'slack', names: ['U0MARIA'] },
      answer: { ...answer, user: 'U0MARIA', channel: 'C1' },
      prefix: '/agent',
      key: expect.any(String),
    });
  });

  test('the same words said twice are told apart', () => {
    const again = { ...slash('run x'), response_url: 'https://hooks.example/2' };
    const [one, other] = [slash('run x'), again].map((said) => intentOf('slack', 'command', said));
    expect(one).not.toMatchObject({ key: (other as { key: string }).key });
  });

  test('a slash command comes as a form', () => {
    const body = Buffer.from(new URLSearchParams(slash('approve SHOP-42')).toString());
    expect(translate({ source: 'slack', kind: 'command', body }, rules)).toMatchObject({
      intents: [{ word: 'approve', rest: 'SHOP-42' }],
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
    for (const [button, word] of [
      ['reject', 'reject'],
      ['request_changes', 'revise'],
    ] as const) {
      expect(intentOf('slack', 'block_actions', clicked(button))).toMatchObject({
        kind: 'ask-text',
        word,
        task: 'shop-42',
        digest: 'd'.repeat(64),
        triggerId: 'T1',
      });
    }
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

  const mention = (text: string, more: object = {}) => ({
    authorizations: [{ user_id: 'U0APP' }],
    event: { type: 'app_mention', user: 'U0MARIA', text, channel: 'C1', ts: '1.2', ...more },
  });

  test('a mention is answered in its thread, about the task that the thread belongs to', () => {
    const said = mention('<@U0APP> status SHOP-42');
    expect(intentOf('slack', 'app_mention', said)).toMatchObject({
      word: 'status',
      rest: 'SHOP-42',
      answer: { kind: 'slack-thread', channel: 'C1', ts: '1.2', said: '1.2', user: 'U0MARIA' },
    });
    expect(
      intentOf('slack', 'app_mention', mention('<@U0APP> approve', { thread_ts: '1.1' })),
    ).toMatchObject({
      word: 'approve',
      where: { kind: 'thread', channel: 'C1', ts: '1.1' },
      answer: { ts: '1.1', said: '1.2' },
    });
  });

  test.each([
    ['a greeting', 'Hey <@U0APP>, status SHOP-42', 'SHOP-42'],
    ['a quotation above it', '&gt; <@U0APP> approve\n<@U0APP> status SHOP-42', 'SHOP-42'],
    ['a link', '<@U0APP> status <https://g/acme/shop/pull/7|#7>', 'https://g/acme/shop/pull/7'],
  ])('a mention with %s is read', (_, text, rest) => {
    expect(intentOf('slack', 'app_mention', mention(text))).toMatchObject({ word: 'status', rest });
  });

  test.each([
    ['of talk about us', 'Would you <@U0APP> approve?'],
    ['in a quotation', '&gt; <@U0APP> approve SHOP-42'],
    ['of somebody else', '<@U0TOM> approve SHOP-42 says <@U0APP>'],
  ])('a mention %s is no order; how one is given is told', (_, text) => {
    expect(intentOf('slack', 'app_mention', mention(text))).toMatchObject({ kind: 'unclear' });
  });

  test.each([
    ['of a bot', { bot_id: 'B1' }],
    ['of our own', { user: 'U0APP' }],
    ['that was changed later', { edited: { ts: '1.3' } }],
  ])('a mention %s means nothing', (_, more) => {
    expect(intentsOf('slack', 'app_mention', mention('<@U0APP> approve', more))).toEqual([]);
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
