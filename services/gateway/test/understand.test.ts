import { describe, expect, test } from 'vitest';
import type { Where } from '../src/intent.ts';
import { type Understood, understand, type Words } from '../src/understand.ts';
import { waiting } from './waiting-task.ts';

const pull: Where = { kind: 'pull-request', repository: 'acme/shop', number: 7 };

function words(word: Words['word'], rest = '', more: Partial<Words> = {}): Words {
  return {
    kind: 'words',
    word,
    rest,
    by: { channel: 'github', names: ['maria'] },
    answer: { kind: 'nobody' },
    prefix: '@agent',
    key: '0123456789abcdef',
    ...more,
  };
}

function orderOf(understood: Understood) {
  if (understood.kind !== 'order') throw new Error(JSON.stringify(understood));
  const { where, order } = understood.intent;
  return { where, order };
}

describe('in the place of a task', () => {
  const here = (word: Words['word'], rest = '') =>
    understand(words(word, rest, { where: pull }), waiting);
  const own = { kind: 'task', id: 'shop-42' };

  test.each([
    'approve',
    'pause',
    'resume',
    'status',
    'plan',
    'diff',
    'logs',
    'ci',
    'cost',
    'explain',
  ] as const)('%s is about that task', (word) => {
    expect(orderOf(here(word))).toEqual({ where: own, order: { word } });
    expect(orderOf(here(word, 'this looks good'))).toEqual({ where: own, order: { word } });
  });

  test.each(['SHOP-42', 'shop-42', '#7', 'acme/shop#7', 'https://g/acme/shop/pull/7'])(
    'the task may be named all the same: %s',
    (name) => {
      expect(orderOf(here('reject', `${name} too risky`))).toEqual({
        where: own,
        order: { word: 'reject', text: 'too risky' },
      });
    },
  );

  test('another task is meant where it is named, with the repository of the place', () => {
    expect(orderOf(here('status', '#8')).where).toEqual({
      kind: 'named',
      name: '#8',
      repository: 'acme/shop',
    });
  });

  test('a level, a step and a text need no task', () => {
    expect(orderOf(here('priority', 'high')).order).toEqual({ word: 'priority', level: 'high' });
    expect(orderOf(here('retry', 'planning')).order).toEqual({ word: 'retry', from: 'planning' });
    expect(orderOf(here('revise', 'use cents')).order).toEqual({
      word: 'revise',
      text: 'use cents',
    });
  });

  test('a decision is about the plan that the place shows', () => {
    const seen = understand(words('approve', '', { where: pull }), waiting, 1);
    expect(orderOf(seen).order).toEqual({ word: 'approve', planVersion: 1 });
  });
});

describe('anywhere else', () => {
  test.each(['approve', 'revise', 'retry', 'plan', 'review'] as const)(
    '%s asks for the task',
    (word) => {
      expect(understand(words(word), undefined)).toMatchObject({
        kind: 'say',
        text: expect.stringContaining(`Which task? Say @agent ${word} <task>`),
      });
    },
  );

  test('it is told that the place has no task', () => {
    expect(understand(words('approve', '', { where: pull }), undefined)).toMatchObject({
      text: expect.stringContaining('No task belongs to acme/shop#7.'),
    });
  });

  test('the costs of all are told', () => {
    expect(understand(words('cost'), undefined)).toEqual({ kind: 'costs' });
    expect(orderOf(understand(words('cost', 'SHOP-42'), undefined)).order).toEqual({
      word: 'cost',
    });
  });

  test('what does not fit is told with what does', () => {
    expect(understand(words('priority', 'SHOP-42 urgent'), undefined)).toEqual({
      kind: 'say',
      text: '"urgent" is no level. Say one of: critical, high, normal, low.',
    });
  });
});

describe('run', () => {
  const ticket = {
    origin: { system: 'github', key: 'acme/shop#12' },
    ref: 'acme/shop#12',
    request: {
      title: 'Cart is off',
      description: 'by a cent',
      repository: 'acme/shop',
      priority: 'normal',
      labels: [],
    },
  } as const;

  test('begins a task of its own, with a title, a repository and a name', () => {
    expect(understand(words('run', 'round totals once --repo acme/shop'), undefined)).toMatchObject(
      {
        kind: 'request',
        intent: {
          guarded: true,
          origin: { system: 'github', key: 'round totals once 012345' },
          request: { title: 'round totals once', repository: 'acme/shop' },
        },
      },
    );
  });

  test('on an issue begins the issue’s task', () => {
    expect(understand(words('run', '', { ticket }), undefined)).toMatchObject({
      kind: 'request',
      intent: { origin: ticket.origin, ref: ticket.ref, request: ticket.request },
    });
  });

  test('on a ticket has the ticket read first', () => {
    const bare = { origin: { system: 'jira', key: 'SHOP-42' }, ref: 'SHOP-42' } as const;
    expect(understand(words('run', '', { ticket: bare }), undefined)).toEqual({
      kind: 'read-ticket',
      ticket: bare,
    });
  });

  test('without anything to do asks for it', () => {
    expect(understand(words('run'), undefined)).toMatchObject({
      kind: 'say',
      text: expect.stringContaining('What is to be done?'),
    });
  });
});

describe('questions', () => {
  test('are about the place, if it has a task or is a pull request', () => {
    expect(understand(words('ask', 'why negative?', { where: pull }), waiting)).toEqual({
      kind: 'inquiry',
      intent: 'ask',
      question: 'why negative?',
      about: { kind: 'task', id: 'shop-42' },
    });
    expect(understand(words('ask', 'why?'), undefined)).toEqual({
      kind: 'inquiry',
      intent: 'ask',
      question: 'why?',
    });
  });

  test('a review is of the pull request of the place, though no task made it', () => {
    expect(understand(words('review', '', { where: pull }), undefined)).toMatchObject({
      kind: 'inquiry',
      intent: 'review',
      about: pull,
    });
  });
});
