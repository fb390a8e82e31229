import { describe, expect, test } from 'vitest';
import { translate } from '../src/translate/translate.ts';
import { intentOf, intentsOf, rules } from './messages.ts';

const repository = { full_name: 'acme/shop' };
const maria = { login: 'maria', type: 'User' };
const sha = 'a'.repeat(40);

describe('checks of a task’s branch', () => {
  const where = { kind: 'branch', repository: 'acme/shop', branch: 'agent/shop-42-cart' };
  const head = { head_branch: 'agent/shop-42-cart', head_sha: sha };

  test('are told by a workflow that ends', () => {
    const payload = {
      action: 'completed',
      repository,
      workflow_run: { ...head, name: 'ci', conclusion: 'failure' },
    };
    expect(intentOf('github', 'workflow_run', payload)).toEqual({
      kind: 'ci',
      where,
      sha,
      name: 'ci',
      conclusion: 'failure',
    });
  });

  test('are told by another app’s suite, but not twice by that of Actions', () => {
    const suite = (slug: string) => ({
      action: 'completed',
      repository,
      check_suite: { ...head, conclusion: 'success', app: { slug, name: slug } },
    });
    expect(intentOf('github', 'check_suite', suite('circleci'))).toMatchObject({
      name: 'circleci',
    });
    expect(intentsOf('github', 'check_suite', suite('github-actions'))).toEqual([]);
  });

  test('are told by a check of another app that has ended, and by no check of ours', () => {
    const check = (more: object, action = 'completed') =>
      intentsOf('github', 'check_run', {
        action,
        repository,
        sender: maria,
        check_run: {
          name: 'circle: unit',
          head_sha: sha,
          conclusion: 'failure',
          check_suite: { head_branch: 'agent/shop-42' },
          app: { slug: 'circleci', name: 'CircleCI' },
          ...more,
        },
      });
    expect(check({})).toEqual([
      {
        kind: 'ci',
        where: { kind: 'branch', repository: 'acme/shop', branch: 'agent/shop-42' },
        sha,
        name: 'circle: unit',
        conclusion: 'failure',
      },
    ]);
    expect(check({}, 'created')).toEqual([]);
    expect(check({ external_id: `patchwright/shop-42/${'d'.repeat(64)}` })).toEqual([]);
    expect(check({ app: { slug: 'github-actions', name: 'GitHub Actions' } })).toEqual([]);
    expect(check({ check_suite: { head_branch: 'main' } })).toEqual([]);
  });

  test('are told by a status once it is decided', () => {
    const status = (state: string) => ({
      repository,
      sha,
      state,
      context: 'coverage',
      branches: [{ name: 'main' }, { name: 'agent/shop-42-cart' }],
    });
    expect(intentOf('github', 'status', status('failure'))).toMatchObject({
      where,
      name: 'coverage',
      conclusion: 'failure',
    });
    expect(intentsOf('github', 'status', status('pending'))).toEqual([]);
  });
});

describe('a click on the check of a plan', () => {
  const digest = 'd'.repeat(64);
  const click = (identifier: string, more: object = {}, sender: object = maria) => ({
    action: 'requested_action',
    requested_action: { identifier },
    repository,
    sender,
    check_run: {
      external_id: `patchwright/shop-42/${digest}`,
      pull_requests: [{ number: 7 }],
      ...more,
    },
  });

  test.each([
    ['approve', { word: 'approve', digest }],
    ['reject', { word: 'reject', text: 'stopped at the check', digest }],
  ])('%s is the order that words would be, about the plan that was seen', (identifier, order) => {
    expect(intentOf('github', 'check_run', click(identifier))).toMatchObject({
      kind: 'order',
      where: { kind: 'task', id: 'shop-42' },
      order,
      by: { channel: 'github', names: ['maria'] },
      answer: { kind: 'github', repository: 'acme/shop', number: 7 },
      quiet: false,
    });
  });

  test('that wants changes is told where to say which', () => {
    const intent = intentOf('github', 'check_run', click('revise'));
    expect(intent).toMatchObject({
      kind: 'unclear',
      text: expect.stringContaining('@agent revise'),
    });
  });

  test.each([
    ['a check of somebody else', click('approve', { external_id: 'ci/shop-42' })],
    ['a button that is none of ours', click('deploy')],
    ['a machine', click('approve', {}, { login: 'renovate[bot]', type: 'Bot' })],
    ['no click', { ...click('approve'), action: 'completed' }],
  ])('means nothing: %s', (_, payload) => {
    expect(intentsOf('github', 'check_run', payload)).toEqual([]);
  });

  test('our own check is no verdict of CI', () => {
    const suite = { head_branch: 'agent/shop-42', head_sha: sha, conclusion: 'success' };
    const told = (slug: string) =>
      intentsOf('github', 'check_suite', {
        action: 'completed',
        repository,
        check_suite: { ...suite, app: { slug, name: slug } },
      });
    expect(told('circleci')).toHaveLength(1);
    const own = { ...rules, botLogin: 'patchwright[bot]' };
    const app = { slug: 'patchwright', name: 'Patchwright' };
    const body = { action: 'completed', repository, check_suite: { ...suite, app } };
    const message = {
      source: 'github',
      kind: 'check_suite',
      body: Buffer.from(JSON.stringify(body)),
    };
    expect(translate(message, own)).toEqual({ kind: 'intents', intents: [] });
  });
});
