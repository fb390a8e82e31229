import { approvalDigest, type Plan, sha256, termsOf } from '@patchwright/events';
import type { Task } from '@patchwright/task';
import { describe, expect, it } from 'vitest';
import { renderPlan } from '../src/plan-document.ts';
import { base, discovered, openSite, plan, repository } from './site.ts';

const branch = 'agent/shop-42-cart';
const terms = termsOf(plan, { minutes: 60, costUsd: 5 }, 'one');
const digest = approvalDigest({ repository, base, branch, plan, terms });
const about = { taskId: 'shop-42', title: discovered.title, version: 1, terms, digest };
const document = renderPlan(plan, about);
const head = 'a'.repeat(40);
const theirs = 'e'.repeat(40);
const pullRequest = { repository, number: 7, url: 'https://github.example/acme/shop/pull/7' };

const waiting: Task = {
  ...discovered,
  status: 'awaiting_approval',
  head,
  proposal: {
    ...{ version: 1, plan, digest, branch, head, pullRequest, terms },
    proposedAt: '2026-03-02T09:00:00.000Z',
    document: sha256(document),
  },
};

function look(lies: string | null, more: { readonly policyVersion?: string } = {}) {
  return openSite({
    task: waiting,
    turns: [],
    document: lies,
    remote: { head: theirs, differs: ['PLAN.md'] },
    ...more,
  });
}

describe('a plan that waits', () => {
  it('goes on waiting while PLAN.md is the one that was proposed', async () => {
    const site = look(document);
    expect(await site.propose()).toEqual([]);
    expect(site.inputs('push')).toEqual([]);
    expect(site.inputs('ensureComment')).toEqual([]);
  });

  it('is followed by what a person made of PLAN.md, without asking a model', async () => {
    const site = look(document.replace('A total has a floor', 'A total is at least a cent'));
    const edited: Plan = { ...plan, summary: 'A total is at least a cent' };
    expect(await site.propose()).toMatchObject([
      {
        type: 'plan_proposed',
        data: {
          version: 2,
          plan: edited,
          digest: approvalDigest({ repository, base, branch, plan: edited, terms }),
          pullRequest,
        },
      },
    ]);
    expect(site.inputs('commit')).toMatchObject([{ parent: theirs }]);
    expect(site.inputs('push')).toMatchObject([{ branch, expect: theirs }]);
    expect(site.model.asked).toEqual([]);
  });

  it('that was touched without being changed is proposed once more, so that an approval holds again', async () => {
    const site = look(`${document}\nSeen by Tom.\n`);
    expect(await site.propose()).toMatchObject([{ data: { version: 2, plan, digest } }]);
  });

  it.each<[string, string | null, string]>([
    [
      'broken',
      document.replace('## Rollback', '## Elsewhere'),
      'the section "Rollback" is missing',
    ],
    [
      'without a failing test first',
      document.replace('**1 test**', '**1 implement**'),
      'the first code step must be a failing test',
    ],
    ['taken away', null, 'PLAN.md is not there any more'],
  ])('whose PLAN.md was %s is told of in the pull request, and stays', async (_, lies, told) => {
    const site = look(lies);
    expect(await site.propose()).toEqual([]);
    expect(site.inputs('ensureComment')).toMatchObject([
      { key: `shop-42/plan/edit/${theirs}`, number: 7, body: expect.stringContaining(told) },
    ]);
    expect(site.inputs('push')).toEqual([]);
  });

  it('is proposed anew under a changed policy', async () => {
    const site = look(document, { policyVersion: 'two' });
    const [proposed] = await site.propose();
    expect(proposed).toMatchObject({
      data: { version: 2, plan, terms: { ...terms, policyVersion: 'two' } },
    });
    expect(proposed?.data).not.toHaveProperty('digest', digest);
  });
});
