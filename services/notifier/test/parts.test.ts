import { approvalDigest, type TaskDraft } from '@patchwright/events';
import { describe, expect, test } from 'vitest';
import { decide } from '../src/decide.ts';
import type { Effect } from '../src/effects.ts';
import { facts, house, proposed, taskOf, untilProposed, written } from './story.ts';

const PART = 'shop-42__money';
const { data } = proposed();
const money = {
  task: PART,
  repository: 'acme/money',
  base: { ref: 'main', sha: '9'.repeat(40) },
  branch: 'agent/shop-42__money',
  head: '8'.repeat(40),
  plan: data.plan,
  terms: data.terms,
  pullRequest: {
    repository: 'acme/money',
    number: 3,
    url: 'https://github.example/acme/money/pull/3',
  },
  after: [],
};
const parts = [{ ...money, digest: approvalDigest(money) }];
const spanning = {
  type: 'plan_proposed',
  data: { ...data, parts, digest: approvalDigest({ ...data, parts }) },
} satisfies TaskDraft;
const story: readonly TaskDraft[] = [...untilProposed.slice(0, -1), spanning];

function effectsOf(drafts: readonly TaskDraft[], of = house): readonly Effect[] {
  const history = written(drafts);
  const cause = history.at(-1);
  if (cause === undefined) throw new Error('nothing happened');
  return decide(cause, history, taskOf(drafts), of);
}

function tables(drafts: readonly TaskDraft[]) {
  return effectsOf(drafts).flatMap((effect) =>
    effect.to === 'sticky-comment' && effect.marker === 'shop-42/parts' ? [effect] : [],
  );
}

describe('the pull requests of one task', () => {
  test('each carry the table of all, in the order in which they are merged', () => {
    const shown = tables(story);
    expect(shown.map(({ repository, number }) => `${repository}#${number}`)).toEqual([
      'acme/money#3',
      `${data.pullRequest.repository}#${data.pullRequest.number}`,
    ]);
    const [{ body = '' } = {}] = shown;
    expect(shown.every((one) => one.body === body)).toBe(true);
    expect(body).toMatch(/\| 1 \| \[acme\/money.*\| – \| waiting \|/);
    expect(body).toMatch(/\| 2 \| \[acme\/shop.*\| 1 \| waiting for approval \|/);
  });

  test('show it anew as soon as one of them is done', () => {
    const completed: TaskDraft = {
      type: 'part_completed',
      data: { part: PART, head: money.head, pullRequest: money.pullRequest },
    };
    const [{ body = '' } = {}] = tables([...story, completed]);
    expect(body).toMatch(/\| 1 \| \[acme\/money.*\| green \|/);
  });

  test('say which is to be merged for the next to begin, and that it is', () => {
    const waits = { ...spanning, data: { ...spanning.data, startAfter: 'merged' as const } };
    const completed: TaskDraft = {
      type: 'part_completed',
      data: { part: PART, head: money.head, pullRequest: money.pullRequest },
    };
    const merged: TaskDraft = { type: 'part_merged', data: { part: PART, sha: '7'.repeat(40) } };
    const until = [...untilProposed.slice(0, -1), waits, completed];
    expect(tables(until)[0]?.body).toMatch(/\| green; merge it for the next to begin \|/);
    expect(tables([...until, merged])[0]?.body).toMatch(/\| merged \|/);
  });

  test('have no such table where there is one only', () => {
    expect(tables(untilProposed)).toEqual([]);
  });
});

describe('what people approve', () => {
  test('is told in Slack and on the ticket with every repository, and what it may cost in all', () => {
    const told = JSON.stringify(effectsOf(story));
    expect(told).toMatch(/Before it, in other repositories, by the same approval/);
    expect(told).toMatch(/in 2 repositories/);
    const comment = effectsOf(story).find(({ to }) => to === 'ticket-comment');
    expect(JSON.stringify(comment)).toMatch(/Before it, by the same approval.*acme\/money/);
  });
});

describe('the report of a task over several repositories', () => {
  const usage = { modelCalls: 9, inputTokens: 20_000, outputTokens: 1_000, costUsd: 0.25 };
  const completed: TaskDraft = {
    type: 'part_completed',
    data: {
      ...{ part: PART, head: money.head, pullRequest: money.pullRequest, usage },
      change: { files: 2, linesAdded: 12, linesRemoved: 3 },
    },
  };
  const approved = { ...facts.approved.data, digest: spanning.data.digest } as const;
  const end: readonly TaskDraft[] = [
    ...story,
    { type: 'plan_approved', data: approved },
    completed,
    { type: 'execution_started', data: { digest: spanning.data.digest, base: '4'.repeat(40) } },
    facts.executed,
  ];

  test('counts what its parts cost and changed', () => {
    const section = effectsOf(end).find(({ to }) => to === 'pull-request');
    expect(JSON.stringify(section)).toMatch(/In all 2 pull requests: \+\d+ −\d+ in \d+ files\./);
    expect(JSON.stringify(section)).toMatch(/with its parts 9 model calls · \$0\.25/);
    const sticky = effectsOf(end).find(
      (effect) => effect.to === 'sticky-comment' && effect.marker === 'shop-42',
    );
    expect(JSON.stringify(sticky)).toMatch(/9 model calls, 21,?000 tokens, \$0\.25 with its parts/);
  });
});

describe('a part', () => {
  const own: TaskDraft = {
    type: 'part_proposed',
    data: {
      ...{ whole: 'shop-42', title: 'Totals', description: '', requester: 'human:ines' },
      ...{ priority: 'normal', labels: [], version: 1 },
      ticket: { system: 'jira', key: 'SHOP-42', url: 'https://jira.example/browse/SHOP-42' },
      ...{ ...money, digest: approvalDigest(money) },
      wholePullRequest: data.pullRequest,
    },
  };

  test('shows on its own pull request which one it belongs to, and that it is decided about with it', () => {
    const section = effectsOf([own]).find(({ to }) => to === 'pull-request');
    expect(JSON.stringify(section)).toMatch(
      /A part of `shop-42`, to be merged before \[acme\/shop/,
    );
    expect(JSON.stringify(section)).toMatch(/Nothing is written until `shop-42` is approved/);
  });

  test('is no message of its own: the ticket learns where its pull request is, and Slack follows the whole', () => {
    const others = effectsOf([own], { ...house, checks: true }).filter(
      ({ to }) => to !== 'pull-request' && to !== 'sticky-comment',
    );
    expect(others).toMatchObject([{ to: 'ticket-link', url: money.pullRequest.url }]);
  });
});

test('facts of a story without parts say nothing of parts', () => {
  expect(JSON.stringify(effectsOf([...untilProposed, facts.given, facts.approved]))).not.toMatch(
    /other repositories|belong together/,
  );
});
