import { promptOf } from '@patchwright/agent/scripted';
import { approvalDigest, sha256, termsOf } from '@patchwright/events';
import type { Task } from '@patchwright/task';
import { describe, expect, it } from 'vitest';
import { branchFor } from '../src/decide.ts';
import { base, discovered, hands, openSite, plan, repository } from './site.ts';

const terms = termsOf(plan, { minutes: 60, costUsd: 5 }, 'one');
const branch = 'agent/shop-42-a-coupon-makes-the-total-negative';

/** The task once its first plan was sent back. */
const sentBack: Task = {
  ...discovered,
  status: 'revising',
  head: 'a'.repeat(40),
  proposal: {
    version: 1,
    plan: { ...plan, summary: 'The first plan' },
    digest: 'd1',
    branch,
    head: 'a'.repeat(40),
    pullRequest: { repository, number: 7, url: 'https://github.example/acme/shop/pull/7' },
    proposedAt: '2026-03-02T09:00:00.000Z',
    terms,
  },
  feedback: [{ by: 'maria', via: 'slack', text: 'Refuse such coupons instead', at: '' }],
};

describe('a discovered task', () => {
  it('gets a plan on its own branch, as PLAN.md, in a draft pull request', async () => {
    const site = openSite({ turns: [hands(plan)] });
    const facts = await site.propose();

    expect(facts).toEqual([
      { type: 'planning_started', data: { version: 1 } },
      {
        type: 'plan_proposed',
        data: {
          version: 1,
          plan,
          digest: approvalDigest({ repository, base, branch, plan, terms }),
          repository,
          base,
          branch,
          head: 'c'.repeat(40),
          pullRequest: { repository, number: 7, url: 'https://github.example/acme/shop/pull/7' },
          terms,
          document: sha256(String(writtenBy(site))),
        },
      },
    ]);
    expect(site.inputs('ensureDraftPullRequest')[0]?.body).toContain('60 minutes');
    expect(site.inputs('commit')).toMatchObject([
      { parent: base.sha, message: 'docs: plan SHOP-42\n\nTask: shop-42\n' },
    ]);
    expect(site.inputs('push')).toMatchObject([{ branch, expect: null }]);
    expect(site.inputs('ensureDraftPullRequest')).toMatchObject([
      {
        base: 'main',
        branch,
        title: 'SHOP-42: A coupon makes the total negative!',
        body: expect.stringContaining('Ticket: [SHOP-42]'),
      },
    ]);
  });

  it('has only PLAN.md written before it is approved', async () => {
    const site = openSite({ turns: [hands(plan)] });
    await site.propose();
    const written = site.inputs('writeFiles').flatMap(({ files }) => files);
    expect(written).toEqual([
      { path: 'PLAN.md', content: expect.stringContaining('A total has a floor') },
    ]);
  });

  it('has its planner told how the tests are run', async () => {
    const site = openSite({ turns: [hands(plan)] });
    await site.propose();
    expect(promptOf(site.model.asked[0])).toContain('Tests are run by: npm test');
  });

  it('of a repository without tests has its planner told that the first step makes one', async () => {
    const site = openSite({ turns: [hands(plan)], toolchain: { testCommand: null } });
    await site.propose();
    expect(promptOf(site.model.asked[0])).toContain('The repository has no tests');
  });

  it('of several packages has its planner told how one alone is tested', async () => {
    const several = { runner: 'vitest', packages: ['packages/cart'] };
    const site = openSite({ turns: [hands(plan)], toolchain: several });
    await site.propose();
    expect(promptOf(site.model.asked[0])).toContain(
      'Tests of the package packages/cart alone are run by: npm test --workspace ./packages/cart',
    );
  });

  it('that was paused in between is left alone', async () => {
    const site = openSite({ task: { ...discovered, status: 'paused' }, turns: [] });
    expect(await site.propose()).toEqual([]);
    expect(site.calls).toEqual([]);
  });
});

describe('a plan', () => {
  it.each([
    [
      'whose first code step is no failing test',
      { ...plan, steps: plan.steps.map((step) => ({ ...step, type: 'implement' as const })) },
      'the first code step must be a failing test',
    ],
    [
      'whose steps are not in their order',
      {
        ...plan,
        steps: plan.steps.map((step) => ({ ...step, order: 3 - step.order, dependsOn: [] })),
      },
      'list the steps in their order',
    ],
  ])('%s is refused and asked for again', async (_what, unsound, told) => {
    const site = openSite({ turns: [hands(unsound), hands(plan)] });
    const facts = await site.propose();
    expect(facts.at(-1)).toMatchObject({ type: 'plan_proposed', data: { plan } });
    expect(JSON.stringify(site.model.asked[1]?.messages.at(-1))).toContain(told);
  });

  it('that stays unsound makes the task a matter for people, and nothing is pushed', async () => {
    const unsound = {
      ...plan,
      steps: plan.steps.slice(1).map((step) => ({ ...step, dependsOn: [] })),
    };
    const site = openSite({ turns: [hands(unsound), hands(unsound), hands(unsound)] });
    const facts = await site.propose();
    expect(facts.at(-1)).toMatchObject({
      type: 'task_escalated',
      data: {
        reason: 'no sound plan came about',
        diagnosis: expect.stringContaining('must be a failing test'),
      },
    });
    expect(site.inputs('push')).toEqual([]);
  });
});

describe('a plan that was sent back', () => {
  it('is followed by the next version on the head of the branch, written with the feedback', async () => {
    const site = openSite({
      task: sentBack,
      turns: [hands(plan)],
      remote: { head: 'a'.repeat(40), differs: [] },
    });
    const facts = await site.propose();

    expect(facts.at(-1)).toMatchObject({ data: { version: 2, branch } });
    expect(promptOf(site.model.asked[0])).toContain('Refuse such coupons instead');
    expect(promptOf(site.model.asked[0])).toContain('The first plan');
    expect(site.inputs('commit')).toMatchObject([
      { parent: 'a'.repeat(40), message: expect.stringContaining('(version 2)') },
    ]);
    expect(site.inputs('push')).toMatchObject([{ expect: 'a'.repeat(40) }]);
  });

  it("stands on a person's push, where there was one", async () => {
    const theirs = 'e'.repeat(40);
    const site = openSite({
      task: { ...sentBack, foreignPush: { sha: theirs, by: 'tom', at: '' } },
      turns: [hands(plan)],
      remote: { head: theirs, differs: [] },
    });
    await site.propose();
    expect(site.inputs('push')).toMatchObject([{ expect: theirs }]);
  });

  it('for the last time allowed makes the task a matter for people', async () => {
    const proposal = { ...(sentBack.proposal as NonNullable<Task['proposal']>), version: 3 };
    const site = openSite({ task: { ...sentBack, proposal }, turns: [] });
    expect(await site.propose()).toMatchObject([
      { type: 'task_escalated', data: { reason: '3 plans were sent back' } },
    ]);
  });
});

describe('a branch that an attempt left behind', () => {
  it('is built upon when it differs by PLAN.md alone', async () => {
    const left = 'f'.repeat(40);
    const site = openSite({ turns: [hands(plan)], remote: { head: left, differs: ['PLAN.md'] } });
    await site.propose();
    expect(site.inputs('commit')).toMatchObject([{ parent: left }]);
    expect(site.inputs('push')).toMatchObject([{ expect: left }]);
  });

  it("is not touched when it holds somebody's work", async () => {
    const site = openSite({
      turns: [hands(plan)],
      remote: { head: 'f'.repeat(40), differs: ['PLAN.md', 'src/coupon.ts'] },
    });
    await site.propose();
    expect(site.inputs('push')).toMatchObject([{ expect: null }]);
  });
});

describe('the name of a branch', () => {
  it.each([
    ['Größe: über 10 %?', 'agent/shop-42-gro-e-uber-10'],
    ['東京', 'agent/shop-42'],
    ['x'.repeat(80), `agent/shop-42-${'x'.repeat(46)}`],
    [`${'x'.repeat(45)} y`, `agent/shop-42-${'x'.repeat(45)}`],
  ])('is made of the task and its title: %s', (title, name) => {
    expect(branchFor({ id: 'shop-42', title })).toBe(name);
  });
});

/** What was written as PLAN.md. */
function writtenBy(site: ReturnType<typeof openSite>): unknown {
  const [written] = site.inputs('writeFiles') as { readonly files: { content: unknown }[] }[];
  return written?.files[0]?.content;
}
