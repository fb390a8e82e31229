import * as published from '@octokit/webhooks-examples';
import { describe, expect, test } from 'vitest';
import { translate } from '../src/translate/translate.ts';
import { intentOf, intentsOf, rules } from './messages.ts';

interface Published {
  readonly name: string;
  readonly examples: readonly unknown[];
}
// The package's types and its module do not agree about what is its default.
const examples = (published as unknown as { readonly default: readonly Published[] }).default;
const repository = { full_name: 'acme/shop' };
const maria = { login: 'maria', type: 'User' };
const sha = 'a'.repeat(40);

function comment(body: string, more: object = {}, user: object = maria) {
  return {
    action: 'created',
    repository,
    sender: user,
    issue: {
      number: 7,
      title: 'Cart',
      html_url: 'https://g/acme/shop/pull/7',
      pull_request: {},
      ...more,
    },
    comment: { id: 99, body, user, created_at: '2026-03-02T09:00:00Z' },
  };
}

test('every example of GitHub’s own is read without a fault, and none of them means us', () => {
  const all = examples.flatMap(({ name, examples: payloads }) =>
    payloads.map((payload) => ({ name, payload })),
  );
  expect(all.length).toBeGreaterThan(250);
  for (const { name, payload } of all) {
    const body = Buffer.from(JSON.stringify(payload));
    expect(translate({ source: 'github', kind: name, body }, rules), name).toEqual({
      kind: 'intents',
      intents: [],
    });
  }
});

describe('a label', () => {
  const labeled = (name: string, sender: object = maria) => ({
    action: 'labeled',
    repository,
    sender,
    label: { name },
    issue: {
      number: 12,
      title: 'Cart is off',
      body: 'by a cent',
      html_url: 'https://g/acme/shop/issues/12',
      labels: [{ name: 'bug' }, { name }],
    },
  });

  test('that triggers asks for a task about the issue', () => {
    expect(intentOf('github', 'issues', labeled('ai'))).toEqual({
      kind: 'request',
      origin: { system: 'github', key: 'acme/shop#12' },
      ref: 'acme/shop#12',
      request: {
        title: 'Cart is off',
        description: 'by a cent',
        ticket: { system: 'github', key: 'acme/shop#12', url: 'https://g/acme/shop/issues/12' },
        repository: 'acme/shop',
        priority: 'normal',
        labels: ['bug', 'ai'],
      },
      by: { channel: 'github', names: ['maria'] },
      answer: { kind: 'nobody' },
      guarded: false,
    });
  });

  test('of another name does not', () => {
    expect(intentsOf('github', 'issues', labeled('AIR'))).toEqual([]);
  });

  test('that a bot sets does not', () => {
    expect(intentsOf('github', 'issues', labeled('AI', { login: 'x[bot]', type: 'Bot' }))).toEqual(
      [],
    );
  });
});

describe('a comment', () => {
  test('on a pull request speaks about its task', () => {
    expect(intentOf('github', 'issue_comment', comment('@agent approve'))).toEqual({
      kind: 'words',
      word: 'approve',
      rest: '',
      where: { kind: 'pull-request', repository: 'acme/shop', number: 7 },
      by: { channel: 'github', names: ['maria'] },
      answer: { kind: 'github', repository: 'acme/shop', number: 7, commentId: 99 },
      saidAt: '2026-03-02T09:00:00Z',
      prefix: '@agent',
      key: expect.any(String),
    });
  });

  test('on an issue speaks about the issue’s task, or has one started', () => {
    const payload = comment('@agent status', { pull_request: undefined });
    expect(intentOf('github', 'issue_comment', payload)).toMatchObject({
      where: { kind: 'ticket', origin: { system: 'github', key: 'acme/shop#7' } },
      word: 'status',
      ticket: { origin: { key: 'acme/shop#7' }, request: { repository: 'acme/shop' } },
    });
  });

  test('that is no command is answered with the nearest one', () => {
    expect(intentOf('github', 'issue_comment', comment('@agent aprove'))).toMatchObject({
      kind: 'unclear',
      text: '"aprove" is no command. Did you mean @agent approve?',
    });
  });

  test.each([
    ['of our own', { login: 'Patchwright-Bot', type: 'User' }],
    ['of an app', { login: 'other[bot]', type: 'Bot' }],
    ['of somebody who is called like an app', { login: 'evil[bot]', type: 'User' }],
  ])('%s is never an order', (_, user) => {
    expect(intentsOf('github', 'issue_comment', comment('@agent approve', {}, user))).toEqual([]);
  });

  test('that ends with our hidden marker is ours, whoever’s token wrote it', () => {
    const marker = '<!-- patchwright:key=shop-42/reply -->';
    for (const body of [`@agent approve\n\n${marker}`, `@agent approve\n${marker}\r\n`]) {
      expect(intentsOf('github', 'issue_comment', comment(body))).toEqual([]);
    }
    const review = { id: 5, state: 'approved', user: maria, commit_id: sha, body: marker };
    const said = { action: 'submitted', repository, sender: maria, pull_request: { number: 7 } };
    expect(intentsOf('github', 'pull_request_review', { ...said, review })).toEqual([]);
    const quoted = `@agent revise why does it say \`${marker}\` there?`;
    expect(intentsOf('github', 'issue_comment', comment(quoted))).toHaveLength(1);
  });

  test('that is changed later is not', () => {
    const edited = { ...comment('@agent approve'), action: 'edited' };
    expect(intentsOf('github', 'issue_comment', edited)).toEqual([]);
  });

  test('on a line of the change speaks about the task, too, and is answered in its thread', () => {
    const payload = {
      ...comment('@agent revise name it total'),
      pull_request: { number: 7 },
    };
    expect(intentOf('github', 'pull_request_review_comment', payload)).toMatchObject({
      word: 'revise',
      rest: 'name it total',
      answer: { commentId: 99, thread: 99 },
    });
  });
});

describe('a review', () => {
  const review = (state: string, body: string | null) => ({
    action: 'submitted',
    repository,
    sender: maria,
    review: {
      id: 5,
      state,
      body,
      user: maria,
      commit_id: sha,
      submitted_at: '2026-03-02T09:00:00Z',
    },
    pull_request: { number: 7 },
  });

  test('that approves is an approval of the commit it looked at, and is not answered', () => {
    expect(intentOf('github', 'pull_request_review', review('approved', null))).toMatchObject({
      order: { word: 'approve', head: sha },
      quiet: true,
    });
  });

  test('that wants changes is a wish for another plan', () => {
    expect(
      intentOf('github', 'pull_request_review', review('changes_requested', 'cents!')),
    ).toMatchObject({
      order: { word: 'revise', text: 'cents!', review: 5 },
      quiet: true,
    });
  });

  test('that wants changes on lines alone is one too: what they say is read from it', () => {
    expect(
      intentOf('github', 'pull_request_review', review('changes_requested', null)),
    ).toMatchObject({ order: { word: 'revise', text: '', review: 5 }, quiet: true });
  });

  test('that says something to us means that', () => {
    expect(
      intentOf('github', 'pull_request_review', review('approved', '@agent reject no')),
    ).toMatchObject({
      kind: 'words',
      word: 'reject',
      rest: 'no',
    });
  });

  test('that only comments means nothing', () => {
    expect(intentsOf('github', 'pull_request_review', review('commented', 'hm'))).toEqual([]);
  });
});

describe('a push to a task’s branch', () => {
  const push = (sender: object, head: object = {}) => ({
    action: 'synchronize',
    repository,
    sender,
    after: sha,
    pull_request: { head: { ref: 'agent/shop-42-cart', sha, repo: repository, ...head } },
  });

  test('by a person is told', () => {
    expect(intentOf('github', 'pull_request', push(maria))).toEqual({
      kind: 'push',
      where: { kind: 'branch', repository: 'acme/shop', branch: 'agent/shop-42-cart' },
      sha,
      by: { channel: 'github', names: ['maria'] },
    });
  });

  test.each([
    ['by us', push({ login: 'patchwright-bot', type: 'User' })],
    ['to another branch', push(maria, { ref: 'feature' })],
    ['to a branch of a fork', push(maria, { repo: { full_name: 'eve/shop' } })],
  ])('%s is not', (_, payload) => {
    expect(intentsOf('github', 'pull_request', payload)).toEqual([]);
  });
});

describe('a pull request of a task that is closed', () => {
  const closed = (isMerged: boolean, head: object = {}) => ({
    action: 'closed',
    repository,
    sender: maria,
    pull_request: {
      ...{ merged: isMerged, merge_commit_sha: sha },
      head: { ref: 'agent/shop-42-cart', sha: 'f'.repeat(40), repo: repository, ...head },
    },
  });

  test('by a merge is told with the commit that came of it', () => {
    expect(intentOf('github', 'pull_request', closed(true))).toEqual({
      kind: 'merge',
      where: { kind: 'branch', repository: 'acme/shop', branch: 'agent/shop-42-cart' },
      sha,
      by: { channel: 'github', names: ['maria'] },
    });
  });

  test.each([
    ['without a merge', closed(false)],
    ['on another branch', closed(true, { ref: 'feature' })],
    ['of a fork', closed(true, { repo: { full_name: 'eve/shop' } })],
  ])('%s is not', (_, payload) => {
    expect(intentsOf('github', 'pull_request', payload)).toEqual([]);
  });
});

test('a payload that lacks what matters names the field', () => {
  const body = Buffer.from(JSON.stringify({ action: 'created', repository, sender: maria }));
  expect(translate({ source: 'github', kind: 'issue_comment', body }, rules)).toMatchObject({
    kind: 'unreadable',
    reason: expect.stringContaining('issue'),
  });
});

describe('an issue that is edited', () => {
  const edited = (changes: object, sender: object = maria) => ({
    action: 'edited',
    repository,
    sender,
    changes,
    issue: { number: 12, title: 'Cart', body: 'by a cent', html_url: 'https://g/12', labels: [] },
  });

  test('outdates the plan that it led to', () => {
    const changes = { title: { from: 'Card' }, body: { from: 'by two' } };
    expect(intentOf('github', 'issues', edited(changes))).toEqual({
      kind: 'outdated',
      where: { kind: 'ticket', origin: { system: 'github', key: 'acme/shop#12' } },
      what: 'the title and the description',
      title: 'Cart',
      description: 'by a cent',
      by: { channel: 'github', names: ['maria'] },
    });
  });

  test('by a machine, or in nothing that is read, means nothing', () => {
    const bot = { login: 'patchwright-bot', type: 'User' };
    expect(intentsOf('github', 'issues', edited({ body: { from: '' } }, bot))).toEqual([]);
    expect(intentsOf('github', 'issues', edited({}))).toEqual([]);
  });
});
