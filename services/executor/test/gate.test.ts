import { sha256 } from '@patchwright/events';
import { describe, expect, test as it } from 'vitest';
import { names, openSite, writesChange, writesTest } from './site.ts';

/** A change that was refused where it was written, and so is none. */
const refusedTry = writesChange.slice(0, 2);
const wholeWork = [...writesTest, ...writesChange];
const document = sha256('the plan');
const files = { 'PLAN.md': 'the plan', 'src/cart': 'sum', 'test/old.test': 'old needs sum' };

describe('an execution of what is not what was approved', () => {
  it('does not begin when PLAN.md was edited, whoever knew of the commit', async () => {
    const site = openSite({ files, document: sha256('another plan'), turns: [] });
    expect(await site.execute()).toMatchObject([
      {
        type: 'approval_voided',
        data: { cause: 'plan_edited', reason: expect.stringContaining('PLAN.md on') },
      },
    ]);
    expect(site.task().status).toBe('awaiting_approval');
    expect(site.ran).toEqual([]);
  });

  it('does not begin after the approval expired', async () => {
    const site = openSite({ turns: [], expiresAt: '2026-03-02T10:00:00.000Z' });
    expect(await site.execute()).toMatchObject([
      { type: 'approval_voided', data: { cause: 'expired' } },
    ]);
    expect(site.ran).toEqual([]);
  });

  it('does not begin under another policy', async () => {
    const site = openSite({ turns: [] });
    site.rules.policyVersion = 'two';
    expect(await site.execute()).toMatchObject([
      { type: 'approval_voided', data: { cause: 'policy_changed' } },
    ]);
  });

  it('does not begin on a branch that was deleted', async () => {
    const site = openSite({ turns: [] });
    Object.assign(site.world.workspace, { remoteHead: async () => null });
    expect(await site.execute()).toMatchObject([
      {
        type: 'approval_voided',
        data: { cause: 'foreign_commit', reason: expect.stringContaining('was deleted') },
      },
    ]);
  });

  it('pushes nothing when the approval expired while it worked', async () => {
    const site = openSite({ turns: wholeWork, expiresAt: '2026-03-02T10:04:00.000Z' });
    const facts = await site.execute();
    expect(names(facts).slice(-2)).toEqual(['verification_passed', 'approval_voided']);
    expect(site.pushed).toEqual([]);
  });

  it('pushes nothing when the policy changed while it worked', async () => {
    const site = openSite({ turns: wholeWork });
    const facts = await site.execute(undefined, ({ type }) => {
      if (type === 'execution_started') site.rules.policyVersion = 'two';
    });
    expect(facts.at(-1)).toMatchObject({
      type: 'approval_voided',
      data: { cause: 'policy_changed' },
    });
    expect(site.pushed).toEqual([]);
  });
});

describe('an execution of what was approved', () => {
  it('begins, and pushes what it did', async () => {
    const site = openSite({ files, document, turns: wholeWork });
    expect(names(await site.execute()).at(-1)).toBe('execution_completed');
    expect(site.pushed).toHaveLength(1);
  });

  it('changes nothing outside the approved paths', async () => {
    const site = openSite({
      turns: [...wholeWork.slice(0, -1), ...refusedTry, ...refusedTry],
      terms: { allowedPaths: ['test/cart.test'] },
    });
    const facts = await site.execute();
    expect(names(facts)).toContain('task_failed');
    expect(site.head()['src/cart']).toBe('sum');
  });

  it('ends when the models used up what was approved', async () => {
    const limits = { minutes: 60, costUsd: 0.000_000_1 };
    const site = openSite({ turns: wholeWork, terms: { limits } });
    const facts = await site.execute();
    expect(facts.at(-1)).toMatchObject({
      type: 'task_failed',
      data: { reason: expect.stringMatching(/used up/) },
    });
  });
});
